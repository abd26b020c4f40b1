"""Which values a merged pair keeps: a person's before a machine's, the newer before the older, any before none."""

from hirepilot.models import Change
from leads.models import Lead
from leads.services.statuses import further

# The name under which a value is marked as typed, and its columns; the first of them says whether there is a value.
GROUPS = {
    "full_name": ("full_name", "first_name", "last_name"),
    "company": ("company_name", "company_id"),
    "title": ("title", "title_normal", "seniority", "function"),
    "location": ("location",),
    "legal_basis": ("legal_basis",),
    "emails": ("email",),
    "phones": ("phone",),
    "linkedin": ("linkedin",),
}


def merged_values(survivor, merged, *, newer=None):
    """The columns of the survivor that the merge changes. `newer`: {lead id: {field: operation}} besides what is written."""
    pair, newer = (survivor, merged), newer or {}
    ages = {lead.pk: _set_in(lead) | newer.get(lead.pk, {}) for lead in pair}

    def better(name, value_of):
        def rank(lead):
            age = ages[lead.pk].get(name, lead.created_in)
            return bool(value_of(lead)), name in lead.typed, age, lead is survivor

        return max(pair, key=rank)

    values = {}
    for name, columns in GROUPS.items():
        winner = better(name, lambda lead, column=columns[0]: getattr(lead, column))
        values |= {column: getattr(winner, column) for column in columns}
    values["custom"] = {
        key: better(f"custom.{key}", lambda lead, key=key: lead.custom.get(key)).custom[key]
        for key in {**survivor.custom, **merged.custom}
    }
    values["status"] = further(survivor.status, merged.status).value
    values["typed"] = sorted({*survivor.typed, *merged.typed})
    values["owner_id"] = survivor.owner_id or merged.owner_id
    values["archived_at"] = survivor.archived_at and merged.archived_at
    return {column: value for column, value in values.items() if value != getattr(survivor, column)}


def _set_in(lead):
    """Which operation gave each value its present content; those that came with the lead are not listed."""
    group_of = {columns[0]: name for name, columns in GROUPS.items()}
    ages = {}
    changes = (
        Change.objects.filter(tbl=Lead._meta.db_table, row_id=lead.pk)
        .exclude(before=None)
        .exclude(after=None)
    )
    for operation_id, before, after in changes.order_by("pk").values_list("operation_id", "before", "after"):
        ages |= {group_of[column]: operation_id for column in after if column in group_of}
        old, new = before.get("custom", {}), after.get("custom", {})
        ages |= {f"custom.{key}": operation_id for key in {*old, *new} if old.get(key) != new.get(key)}
    return ages
