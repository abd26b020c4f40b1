"""The history of a lead: every operation that touched it or what hangs on it, with its changes."""

import pytest

from hirepilot.models import Operation
from tests.factories.api import Program
from tests.factories.leads import LeadFactory


@pytest.fixture
def program(workspace, member):
    return Program(member)


@pytest.mark.proves("LEAD-034", "LEAD-153", "LEAD-155", "LEAD-163")
def test_the_history_tells_what_happened_newest_first(program, member):
    other = LeadFactory(name="Somebody Else")
    made = program.post("leads/", {"full_name": "Ada Byron", "location": "London"}).json()
    path = f"leads/{made['lead_id']}"
    program.patch(f"{path}/", {"location": "Paris"})
    program.post(f"{path}/notes/", {"text": "Met in May."})
    program.post(f"{path}/tag/", {"names": ["Austin"]})
    program.post(f"{path}/opt-out/", {"channel": "email"})
    program.patch(f"leads/{other.pk}/", {"location": "Rome"})

    events = program.get(f"{path}/history/").json()["results"]

    assert [event["kind"] for event in events] == [
        "lead.opt_out",
        "lead.tag",
        "note.add",
        "lead.edit",
        "lead.intake",
    ]
    edit = events[3]
    [change] = edit["changes"]
    assert (edit["summary"], edit["actor"], edit["by"]["id"]) == ("Edited Ada Byron", str(member), member.pk)
    assert (change["what"], change["row"]) == ("leads_lead", made["lead_id"])
    assert (change["before"]["location"], change["after"]["location"]) == ("London", "Paris")
    assert [activity["text"] for activity in events[0]["activities"]] == ["Do not contact (Email)"]


def test_a_long_history_comes_in_pages(program):
    lead = LeadFactory(location="0")
    for number in range(1, 6):
        program.patch(f"leads/{lead.pk}/", {"location": str(number)})

    first = program.get(f"leads/{lead.pk}/history/?limit=4").json()
    second = program.get(first["next"]).json()

    assert [len(page["results"]) for page in (first, second)] == [4, 2]
    assert second["next"] is None
    assert {event["operation"] for page in (first, second) for event in page["results"]} == set(
        Operation.objects.values_list("pk", flat=True)
    )
