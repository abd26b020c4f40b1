"""Everything that hangs on a lead, found by looking at the models, so that a merge forgets nothing added later."""

from functools import cache

from django.db.models import Exists, OuterRef

from hirepilot.models import JournaledModel
from hirepilot.registry import Registry
from leads.models import ContactValue, Lead, LeadTag, ListMember, Merge

# How rows of a model of which a lead may have only one of a kind become one:
#     @merge_rules.register("campaigns.Enrolment")
#     def keep_the_further(survivor_id, merged_id): ...
# It runs first; what it leaves on the merged lead is moved like everything else.
merge_rules = Registry("merge rules")

# These point to a lead to say that it was merged, and stay.
ABOUT_MERGING = {(Lead, "merged_into"), (Merge, "survivor"), (Merge, "merged")}
# Where both leads have the same row, it says nothing twice: the merged lead's is taken away. Unmerging brings it back.
SAY_THE_SAME = (LeadTag, ListMember, ContactValue)


@cache
def links_to_leads():
    """(model, field) of every foreign key to a lead, of any app."""
    relations = [
        relation
        for relation in Lead._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]
    links = [(relation.related_model, relation.field) for relation in relations]
    return tuple((model, field) for model, field in links if (model, field.name) not in ABOUT_MERGING)


def children_of(lead):
    """How many rows of which models hang on a lead; without those of which there are none."""
    counts = {
        f"{model._meta.label}.{field.name}": model._base_manager.filter(**{field.attname: lead.pk}).count()
        for model, field in links_to_leads()
    }
    return {label: count for label, count in counts.items() if count}


def unruly_children():
    """Links that a merge could not follow exactly: rows outside the journal, and unique ones without a rule."""
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in links_to_leads()
        if not issubclass(model, JournaledModel)
        or (_unique_with(model, field) and model not in SAY_THE_SAME and model._meta.label not in merge_rules)
    ]


def move_children(survivor_id, merged_id):
    """Hang everything of the merged lead on the survivor."""
    for model, field in links_to_leads():
        if model._meta.label in merge_rules:
            merge_rules[model._meta.label].work(survivor_id, merged_id)
        of_merged = model._base_manager.filter(**{field.attname: merged_id})
        for others in _unique_with(model, field) if model in SAY_THE_SAME else ():
            same = {name: OuterRef(name) for name in others}
            of_merged.filter(
                Exists(model._base_manager.filter(**{field.attname: survivor_id}, **same))
            ).delete()
        of_merged.update(**{field.attname: survivor_id})


def _unique_with(model, field):
    """For each key that allows a lead only one such row: the other fields of the key."""
    keys = [constraint.fields for constraint in model._meta.constraints if getattr(constraint, "fields", ())]
    keys += model._meta.unique_together
    found = [tuple(name for name in key if name != field.name) for key in keys if field.name in key]
    return found + ([()] if field.unique else [])
