"""The page that says what an import would do before it does it."""

import pytest

from hirepilot import queue
from hirepilot.models import Job
from leads.models import Lead, LeadImport
from leads.services import dry_run
from tests.factories.imports import people, table, uploaded
from tests.factories.leads import LeadFactory

ROWS = [
    ["Ada Byron", "ada@engines.example", "", "", "CTO"],
    ["", "not an address"],
    ["Grace Hopper", "grace@navy.example"],
]


@pytest.fixture
def lead_import(workspace, member):
    return uploaded(table(ROWS), member)


def address(lead_import, what="check/"):
    return f"/w/northgate/leads/imports/{lead_import.pk}/{what}"


def typed(lead_import, **changes):
    columns = {f"column-{item['column']}": item["field"] for item in lead_import.mapping}
    return {**columns, "policy": "fill", "tags": "Fair", "owner": "", "legal_basis": "Consent", **changes}


def work():
    queue.work(Job.objects.filter(task=dry_run.TASK).latest("pk").pk)


def test_from_the_columns_to_what_would_come_of_them_and_on_to_the_import(client, lead_import):
    LeadFactory(name="Ada Byron", email="ada@engines.example")
    asked = client.post(address(lead_import), typed(lead_import))
    waiting = client.get(address(lead_import))
    work()
    told = client.get(address(lead_import))

    assert (asked.status_code, asked.url) == (302, address(lead_import))
    assert b'hx-trigger="every 1s"' in waiting.content
    assert b'hx-trigger="every 1s"' not in told.content
    assert [(part["label"], part["count"]) for part in told.context["parts"] if part["count"]] == [
        ("created", 1), ("updated", 1), ("failed", 1),
    ]  # fmt: skip
    assert "Title: " in (page := " ".join(told.content.decode().split()))
    assert "<b>CTO</b>" in page
    assert "Import 3 rows" in page
    assert set(Lead.objects.values_list("full_name", "title")) == {("Ada Byron", "")}

    started = client.post(address(lead_import, "start/"), {"as_checked": "1"})
    lead_import.refresh_from_db()
    assert started.url == address(lead_import, "")
    assert (lead_import.state, lead_import.tags, lead_import.legal_basis) == ("waiting", ["Fair"], "Consent")
    assert client.get(address(lead_import)).url == address(lead_import, "")


def test_back_at_the_columns_everything_is_as_it_was_chosen(client, lead_import, member):
    client.post(
        address(lead_import),
        typed(lead_import, policy="overwrite", overwrite=["title"], owner=member.pk, **{"column-3": ""}),
    )
    page = client.get(address(lead_import, ""))

    form = page.context["form"]
    chosen = {
        name: form[name].value()
        for name in ("policy", "overwrite", "tags", "owner", "legal_basis", "column-0", "column-3")
    }
    assert chosen == {
        "policy": "overwrite", "overwrite": ["title"], "tags": "Fair", "owner": member.pk, "legal_basis": "Consent",
        "column-0": "full_name", "column-3": "",
    }  # fmt: skip
    assert [(column["sure"], column["reason"]) for column in page.context["columns"]][:4] == [
        (True, "As you chose."), (True, "As you chose."), (True, "As you chose."), (False, ""),
    ]  # fmt: skip
    assert f'<option value="{member.pk}" selected>' in page.content.decode()


def test_what_cannot_be_used_is_said_at_the_columns(client, lead_import):
    answer = client.post(
        address(lead_import), typed(lead_import, **{"column-0": "", "column-1": "", "column-2": ""})
    )

    assert answer.status_code == 422
    assert b"Choose a column that says who each row is" in answer.content
    assert not Job.objects.filter(task=dry_run.TASK).exists()


def test_where_nobody_asked_there_is_nothing_to_see(client, lead_import):
    assert client.get(address(lead_import)).url == address(lead_import, "")
    # and a forged click takes nothing in by settings that nobody chose
    assert client.post(address(lead_import, "start/"), {"as_checked": "1"}).status_code == 422
    assert LeadImport.objects.get().state == "mapping"


def test_cells_are_only_shown(client, workspace, member):
    lead_import = uploaded(table([["<script>alert(1)</script>", "a@b.example"], *people(2)]), member)
    client.post(address(lead_import), typed(lead_import))
    work()
    page = client.get(address(lead_import))

    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;alert(1)" in page.content


def checked(client, lead_import):
    client.post(address(lead_import), typed(lead_import))
    work()
    return LeadImport.objects.get(pk=lead_import.pk)


def test_all_rows_are_looked_at_by_outcome_and_reason_a_page_at_a_time(
    client, member, django_assert_max_num_queries
):
    lead_import = checked(client, uploaded(table([*people(60), ["", "not an address"]]), member))
    rows = address(lead_import, "check/rows/")
    with django_assert_max_num_queries(12):
        first = client.get(rows)
    second = client.get(rows, {"after": first.context["page"].next})
    failed = client.get(rows, {"outcome": "failed", "code": "not_an_email"})

    assert [row["line"] for row in first.context["rows"]] == list(range(2, 52))
    assert [row["line"] for row in second.context["rows"]] == list(range(52, 63))
    assert [row["line"] for row in failed.context["rows"]] == [62]
    assert "No row of the check is like that." in client.get(rows, {"outcome": "merged"}).text
    assert client.get(rows, {"outcome": "burnt"}).status_code == 404
    assert client.get(rows, {"after": "x"}).status_code == 302
    assert "All 60 rows" in client.get(address(lead_import)).text


def test_a_row_is_fixed_in_place_checked_again_and_imported_so(client, lead_import):
    lead_import = checked(client, lead_import)
    fix = address(lead_import, "check/rows/3/")
    form = client.get(fix)
    fixed = client.post(fix, {"cell-0": "Alan Turing", "cell-1": "alan@bletchley.example"})
    told = client.get(address(lead_import))
    again = client.post(address(lead_import), {"as_checked": "1"})
    work()
    anew = client.get(address(lead_import))
    client.post(address(lead_import, "start/"), {"as_checked": "1"})
    queue.work(LeadImport.objects.get().job_id)

    assert "not an address" in form.text
    assert (fixed.status_code, fixed.url, again.url) == (302, address(lead_import), address(lead_import))
    assert "1 row was fixed since this check." in told.text
    assert "Fixed since, check again" in told.text
    assert "since this check" not in anew.text
    assert [(part["label"], part["count"]) for part in anew.context["parts"] if part["count"]] == [
        ("created", 3)
    ]
    assert LeadImport.objects.get().tags == ["Fair"]
    assert Lead.objects.filter(email="alan@bletchley.example").exists()


def test_what_cannot_be_fixed_is_said_in_place_and_other_lines_are_not_there(client, member):
    lead_import = checked(client, uploaded(table([["Shifted", *[""] * 8, "too far"], ["Ada Byron"]]), member))
    refused = client.post(address(lead_import, "check/rows/2/"), {"cell-0": "Shifted", "cell-9": "too far"})

    assert refused.status_code == 422
    assert "more in this row than the file has columns" in refused.text
    assert client.get(address(lead_import, "check/rows/9/")).status_code == 404


@pytest.mark.parametrize("what", ["check/rows/", "check/rows/3/"])
def test_there_are_no_rows_before_a_check_and_after_the_start(client, lead_import, what):
    before = client.get(address(lead_import, what))
    lead_import = checked(client, lead_import)
    client.post(address(lead_import, "start/"), {"as_checked": "1"})

    assert (before.status_code, client.get(address(lead_import, what)).status_code) == (404, 404)
