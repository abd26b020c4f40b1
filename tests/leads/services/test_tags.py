"""The workspace's tags: one of each name, whatever its case, and every change can be taken back."""

import pytest

from hirepilot.models import Operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.errors import TagTaken, ValuesRefused
from leads.models import Tag
from leads.services.tags import create_tag, rename_tag
from tests.factories.leads import LeadFactory
from tests.threads import at_once


@pytest.mark.proves("LEAD-142", "LEAD-143")
def test_a_tag_has_one_of_the_six_colours_and_is_there_once(workspace, member):
    tag = create_tag("  Déjà   vu ", by=member)

    assert (tag.name, tag.key, tag.hue in range(1, 7)) == ("Déjà vu", "deja vu", True)
    with pytest.raises(TagTaken):
        create_tag("DEJA VU", by=member)
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u202e"])
def test_a_tag_needs_a_name(workspace, member, name):
    with pytest.raises(ValuesRefused):
        create_tag(name, by=member)
    tag = create_tag("Austin", by=member)
    with pytest.raises(ValuesRefused):
        rename_tag(tag, name, by=member)


def test_a_renamed_tag_stays_on_its_leads_and_undo_gives_the_name_back(workspace, member):
    lead = LeadFactory(tags=["Austin"])

    rename_tag(Tag.objects.get(), "London", by=member)
    assert [tag.name for tag in lead.tags.all()] == ["London"]

    undo(Operation.objects.get(kind="tag.rename"), by=member)
    assert [(tag.name, tag.key) for tag in Tag.objects.all()] == [("Austin", "austin")]


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_tag(workspace, member):
    def make(_):
        with workspace_scope(workspace):
            return create_tag("Austin", by=member)

    made = at_once(make, range(10))

    assert sum(isinstance(answer, Tag) for answer in made) == 1
    assert sum(isinstance(answer, TagTaken) for answer in made) == 9
    assert Tag.objects.count() == 1
