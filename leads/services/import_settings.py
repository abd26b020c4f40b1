"""How a file is to be taken in: the one door for the settings of an import, whoever chose them, and what they mean.

`configure` notes them, `settings_of` hands them on, `rules_of` and `mapper_of` are what a run and a dry run work by.
"""

from dataclasses import replace

from hirepilot.models import Workspace
from hirepilot.permissions import require
from hirepilot.tenancy import writable_workspace
from leads.cleaning.dates import EITHER
from leads.cleaning.text import clean_line
from leads.errors import ImportRefused
from leads.models import CustomField, Lead, LeadImport
from leads.services import custom_fields as own_fields
from leads.services import import_values, reuploading
from leads.services.intake import custom_fields, own_only, owners
from leads.services.intake_clean import Rules, tag_pair
from leads.sources.columns import Mapper
from leads.sources.fields import CUSTOM, IDENTIFYING, NEW_FIELDS, new_key

# What may be said for the rows whose cell is blank, or whose file has no such column.
DEFAULTS = ("company", "title", "location", "country", "note", "status")
LONGEST_LABEL = 60
# That an import may move its new leads to; the others stay New.
STATUSES = ("contacted", "replied", "qualified", "bad_fit")
IN_DOUBT = "The file has dates such as 03/04/2026, which can be read in two ways: say whether the day or the month stands first."


def configure(
    lead_import,
    *,
    mapping,
    policy=Workspace.MatchPolicy.FILL,
    overwrite=(),
    tags=(),
    add_to_list="",
    owner=None,
    legal_basis="",
    defaults=None,
    values=None,
    date_order="",
    country="",
):
    """Note how a file is to be taken in. Raises ImportRefused for a mapping by which no row could be.

    `values` says what foreign words mean: {"status": {word: status or ""}, "owner": {word: membership id or None}}; what
    it leaves out is taken as proposed. `date_order` is needed only where the dates leave doubt.
    """
    if lead_import.corrects_id:
        mapping = reuploading.without_ours(lead_import.sheet["header"], mapping)
    check_mapping(mapping)
    new_fields(lead_import, mapping)
    proven = import_values.date_order(lead_import, mapping)
    if proven == EITHER and not date_order:
        raise ImportRefused(IN_DOUBT)
    lead_import.date_order = date_order or proven
    lead_import.values = import_values.values_of(lead_import, mapping, values)
    lead_import.country = country
    lead_import.mapping, lead_import.policy, lead_import.overwrite = mapping, policy, list(overwrite)
    lead_import.tags, lead_import.owner, lead_import.legal_basis = list(tags), owner, legal_basis
    lead_import.add_to_list = clean_line(add_to_list, LONGEST_LABEL)
    if lead_import.add_to_list and not tag_pair(add_to_list)[0]:
        raise ImportRefused("The name of the list has no letter, no digit and no sign in it.")
    lead_import.defaults = {field: value for field, value in (defaults or {}).items() if value}


def settings_of(lead_import):
    """What `configure` noted, to hand on to `start`."""
    return {name: getattr(lead_import, name) for name in LeadImport.SETTINGS}


def check_mapping(mapping):
    """Raise ImportRefused for a mapping by which no row could be taken in."""
    try:
        Mapper(mapping)
    except ValueError as error:
        raise ImportRefused(f"This mapping cannot be used: {error}.") from error
    if not {item["field"] for item in mapping} & IDENTIFYING:
        raise ImportRefused("Map at least one column to a name, an email or a LinkedIn address.")


def new_fields(lead_import, mapping):
    """{key in drafts: CustomField} of those that the start is to make. Raises ImportRefused where one could not be made."""
    taken, made = set(CustomField.objects.values_list("key", flat=True)), {}
    for item in mapping:
        if item["field"] in NEW_FIELDS:
            label = lead_import.sheet["header"][item["column"]][:LONGEST_LABEL].strip()
            key, kind = own_fields.key_of(label), item["field"].rpartition(":")[2]
            if key in taken:
                raise ImportRefused(
                    f"There is a field like “{label}” already: choose that one for the column."
                )
            taken.add(key)
            made[new_key(item["column"])] = CustomField(label=label, key=key, kind=kind)
    if made and len(taken) > own_fields.MOST:
        raise ImportRefused(f"A workspace has at most {own_fields.MOST} fields of its own.")
    return made


def make_fields(lead_import, *, by):
    """Make the new fields of the mapping, each called like its column, and map to them. Raises NotAllowed."""
    new = new_fields(lead_import, lead_import.mapping)
    if new:
        require(by, "change settings")
    keys = {
        name: own_fields.add(label=field.label, kind=field.kind, by=by).key for name, field in new.items()
    }
    lead_import.mapping = [
        item | {"field": CUSTOM + keys[name]} if (name := new_key(item["column"])) in keys else item
        for item in lead_import.mapping
    ]


def mapper_of(lead_import):
    """What makes drafts of the rows of an import. A status that a blank means is one of the rules: no row says it."""
    said = {field: value for field, value in lead_import.defaults.items() if field != "status"}
    return Mapper(lead_import.mapping, said)


def rules_of(lead_import, **others):
    """The intake rules that an import's settings mean, with others in the place of some."""
    rules = Rules(
        source=Lead.Source.FILE.value,
        policy=lead_import.policy,
        overwrite=frozenset(lead_import.overwrite),
        country=lead_import.country or writable_workspace().default_country,
        tags=tuple(map(tag_pair, lead_import.tags)),
        lists=(tag_pair(lead_import.add_to_list),) if lead_import.add_to_list else (),
        owner_id=lead_import.owner_id,
        owners=owners() | lead_import.values.get("owner", {}),
        statuses=lead_import.values.get("status", {}),
        status=lead_import.defaults.get("status", ""),
        date_order=lead_import.date_order,
        legal_basis=lead_import.legal_basis,
        custom_fields=custom_fields() | new_fields(lead_import, lead_import.mapping),
        own_only=own_only(lead_import.by),
    )
    return replace(rules, **others)
