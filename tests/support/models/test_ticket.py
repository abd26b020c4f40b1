"""A ticket holds everything that is needed to look into it, or says in words that there is nothing to hold."""

from datetime import UTC, datetime

import pytest

from hirepilot.incidents import KINDS, Incident
from support.services.tickets import open_ticket

NAMES = ["Lead", "User", "Workspace", "Role", "Operation", "Provider", "Steps", "Errors", "Time"]


@pytest.mark.proves("TICK-018")
def test_all_that_is_known_is_in_it(workspace, member):
    began, failed = datetime(2026, 5, 4, 8, 0, tzinfo=UTC), datetime(2026, 5, 4, 8, 1, tzinfo=UTC)
    ticket = open_ticket(Incident(
        "apollo_failed", workspace.pk, member.user_id, 7, 9, "apollo", ("asked for page 2",), "Broken: 500", "Owner",
        "Broken in x", "import 3, row 17", None, began, failed, "lead.intake: Found by Apollo",
    ))  # fmt: skip

    assert dict(ticket.contents) == {
        "Lead": "7", "User": str(member.user_id), "Workspace": str(workspace.pk), "Role": "Owner",
        "Operation": "9; lead.intake: Found by Apollo", "Provider": "apollo", "Steps": "asked for page 2",
        "Errors": "Broken: 500", "Time": "2026-05-04 08:00:00 to 2026-05-04 08:01:00 UTC",
    }  # fmt: skip


@pytest.mark.proves("TICK-018")
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_missing_whatever_broke_and_however_little_is_known(db, kind):
    contents = open_ticket(Incident(kind)).contents

    assert [name for name, _ in contents] == NAMES
    assert {name: said for name, said in contents if name != "Time"} == {
        "Lead": "none: it is not about one lead", "User": "none: no person was at work",
        "Workspace": "HirePilot itself, no workspace", "Role": "none: no member was at work",
        "Operation": "none was begun", "Provider": "none was asked", "Steps": "none before it are on record",
        "Errors": KINDS[kind].title,
    }  # fmt: skip


@pytest.mark.proves("TICK-019")
def test_without_a_lead_it_names_what_it_is_about(workspace):
    ticket = open_ticket(Incident("lead_creation_failed", workspace.pk, about="import 3, row 17"))

    assert dict(ticket.contents)["Lead"] == "import 3, row 17"
