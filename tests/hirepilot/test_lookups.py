import pytest

from leads.models import Identity
from tests.factories.leads import IdentityFactory, LeadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


@pytest.mark.parametrize(
    ("beginning", "found"),
    [("ada", 2), ("ada.", 1), ("da", 0), ("ad%", 0), ("ada_", 0), ("ADA", 0), ("", 3), ("a\\", 0)],
)
def test_begins_takes_every_sign_for_itself(beginning, found):
    lead = LeadFactory()
    for value in ("ada.byron@engines.example", "adam@engines.example", "bob@engines.example"):
        IdentityFactory(lead=lead, value=value)
    assert Identity.objects.filter(value__begins=beginning).count() == found


def test_among_takes_any_number_of_ids():
    ids = [IdentityFactory(lead=LeadFactory()).pk for _ in range(3)]
    assert Identity.objects.filter(pk__among=[*ids[:2], *range(10**9, 10**9 + 50_000)]).count() == 2
    assert Identity.objects.filter(pk__among=[]).count() == 0


def test_among_takes_texts_as_they_are():
    strange = ['a"b', "a\\b", "{a,b}", "NULL", "", " a ", "a'b", "a%sb", "%", "ä\u202e", "a\nb", "\\", '\\"']
    lead = LeadFactory()
    for value in strange:
        IdentityFactory(lead=lead, value=value)

    assert set(Identity.objects.filter(value__among=strange).values_list("value", flat=True)) == set(strange)
    assert list(Identity.objects.filter(value__among=['a\\"b', "a", "b"])) == []
