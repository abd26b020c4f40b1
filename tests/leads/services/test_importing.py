"""An import from the uploaded file to its last row: nothing lost, nothing twice, whatever happens on the way."""

import pytest
from django.db import connection
from django.utils import timezone

from hirepilot import queue
from hirepilot.context import Actor
from hirepilot.errors import NothingToUndo
from hirepilot.incidents import incident_reported
from hirepilot.journal import acting, operation, resumed
from hirepilot.models import Job, Workspace
from hirepilot.services.undo import plan_undo, undo
from hirepilot.tenancy import workspace_scope
from leads.errors import ImportRefused
from leads.models import Identity, ImportRow, Lead, LeadImport, LeadTag, Note, OptOut, Tag
from leads.services import import_control, importing
from leads.services.organising import add_note, edit, tag
from leads.sources.tabular import Unreadable
from tests.factories.imports import HEADER, file_of, people, started, table, taken_in, uploaded
from tests.factories.leads import CustomFieldFactory, LeadFactory
from tests.threads import at_once

State = LeadImport.State

MIXED = table([
    ["Ada Byron", "ada@engines.example", "", "Engines"],
    ["Grace Hopper", "grace@navy.example", "linkedin.com/in/grace-hopper", "Navy", "", "", "Austin; VP"],
    ["ADA BYRON", "ADA@engines.example"],
    ["Ada Byron", "ada@engines.example", "", "", "CTO"],
    ["", "not an address"],
    ["Nobody", "", "", "", "", "", "", "", "one too many"],
    ["", "", "", "", ""],
    ["Charles Babbage", "ada@engines.example"],
    ["Alan Turing", "alan@@bletchley", "", "Bletchley"],
])  # fmt: skip


@pytest.fixture
def ten_rows(settings):
    settings.IMPORT_CHUNK_ROWS = 10


@pytest.fixture
def incidents():
    found = []

    def listen(incident, **kwargs):
        found.append(incident)

    incident_reported.connect(listen)
    yield found
    incident_reported.disconnect(listen)


def run_again(lead_import):
    """The job is delivered once more, however it ended."""
    Job.objects.filter(pk=lead_import.job_id).update(state=Job.State.QUEUED, run_after=timezone.now())
    queue.work(lead_import.job_id)
    lead_import.refresh_from_db()


# --- counts and rows ---------------------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-01", "LEAD-083", "LEAD-093", "LEAD-095")
def test_every_row_has_one_outcome_and_they_add_up(workspace, member):
    lead_import = taken_in(MIXED, member)

    assert (lead_import.state, lead_import.rows_done, lead_import.rows_total) == (State.DONE, 9, 9)
    assert lead_import.counts == {
        "created": 3, "updated": 1, "unchanged": 1, "merged": 0, "skipped": 2, "failed": 2,
    }  # fmt: skip
    assert sorted(Lead.objects.values_list("full_name", "title")) == [
        ("Ada Byron", "CTO"), ("Alan Turing", ""), ("Grace Hopper", ""),
    ]  # fmt: skip
    assert Job.objects.get(pk=lead_import.job_id).state == Job.State.DONE
    assert lead_import.operation.summary == "Import of people.csv"
    assert set(Lead.objects.values_list("created_in", "source")) == {(lead_import.operation_id, "file")}


@pytest.mark.proves("LEAD-094", "LEAD-104", "LEAD-105", "LEAD-107", "LEAD-108")
def test_what_is_not_simply_a_new_lead_is_kept_with_its_line_and_reason(workspace, member):
    taken_in(MIXED, member)

    rows = ImportRow.objects.values_list("line", "outcome", "code")
    ada = Lead.objects.get(email="ada@engines.example").pk
    assert list(rows) == [
        (4, "unchanged", ""), (5, "updated", ""), (6, "failed", "not_an_email"), (7, "failed", "too_many_cells"),
        (8, "skipped", "blank_row"), (9, "skipped", "review"), (10, "created", "not_an_email"),
    ]  # fmt: skip
    assert ImportRow.objects.get(line=7).cells == ["Nobody", *[""] * 7, "one too many"]
    assert ImportRow.objects.get(line=9).lead_id == ada
    assert all(row.detail for row in ImportRow.objects.exclude(code=""))


@pytest.mark.proves("LEAD-020", "LEAD-025")
def test_the_workspaces_own_fields_tags_owner_and_legal_basis_reach_the_leads(
    workspace, member, plain_member
):
    CustomFieldFactory(label="Notice period", key="notice")
    text = table([["Ada Byron", "ada@engines.example", "3 months"]], ["Name", "Email", "Notice period"])

    taken_in(text, member, tags=["Fair 2026"], owner=plain_member, legal_basis="Consent")

    lead = Lead.objects.get()
    assert (lead.custom, lead.owner, lead.legal_basis) == ({"notice": "3 months"}, plain_member, "Consent")
    assert list(lead.tags.values_list("name", flat=True)) == ["Fair 2026"]


@pytest.mark.proves("LEAD-096", "LEAD-097", "LEAD-099")
@pytest.mark.parametrize(
    ("policy", "title", "outcome"),
    [("fill", "Old", "unchanged"), ("overwrite", "New", "updated"), ("skip", "Old", "skipped")],
)
def test_the_policy_decides_about_people_who_are_here(workspace, member, policy, title, outcome):
    LeadFactory(name="Ada Byron", email="ada@engines.example", title="Old")

    lead_import = taken_in(
        table([["Ada Byron", "ada@engines.example", "", "", "New"]]),
        member,
        policy=policy,
        overwrite=["title"],
    )

    assert (Lead.objects.get().title, lead_import.counts[outcome]) == (title, 1)


# --- what is refused before it begins ----------------------------------------------------------------------------------
def test_a_file_that_is_no_table_leaves_nothing_behind(workspace, member, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    for content, code in (
        (b"PK\x03\x04 workbook", "damaged"),
        (b"%PDF-1.7 J\xf6rg\n", "not_a_table"),
        (b"Name,Email\n", "no_rows"),
    ):
        with pytest.raises(Unreadable) as refusal:
            importing.upload(file_of(content), by=member)
        assert refusal.value.code == code

    assert not LeadImport.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_beyond_the_limits_is_refused_with_the_limit(workspace, member, settings):
    settings.IMPORT_MAX_ROWS = 3
    with pytest.raises(ImportRefused, match="has 4 rows; one import takes 3"):
        uploaded(table(people(4)), member)
    settings.IMPORT_MAX_BYTES = 20
    with pytest.raises(ImportRefused, match="larger than"):
        uploaded(table(people(1)), member)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ([], "Map at least one column"),
        ([{"column": 0, "field": "company"}], "Map at least one column"),
        ([{"column": 0, "field": "full_name"}, {"column": 1, "field": "full_name"}], "two columns"),
        ([{"column": 0, "field": "shoe_size"}], "no field"),
    ],
)
def test_a_mapping_that_cannot_work_does_not_start(workspace, member, mapping, says):
    upload = uploaded(table(people(1)), member)

    with pytest.raises(ImportRefused, match=says):
        importing.start(upload, by=member, mapping=mapping)

    upload.refresh_from_db()
    assert (upload.state, upload.job_id, upload.operation) == (State.MAPPING, None, None)


def test_a_second_click_starts_nothing_more(workspace, member):
    first = started(table(people(1)), member)
    second = importing.start(first, by=member, mapping=first.mapping)

    assert (second.job_id, second.operation_id) == (first.job_id, first.operation_id)
    assert Job.objects.filter(task="leads.import").count() == 1


@pytest.mark.proves("LEAD-111")
def test_a_file_that_was_imported_before_is_known_again(workspace, member):
    first = taken_in(table(people(2)), member)
    uploaded(table(people(2)), member)  # uploaded, never imported
    again, other = (
        uploaded(table(people(2)), member, name="other name.csv"),
        uploaded(table(people(3)), member),
    )

    assert importing.earlier(again) == first
    assert importing.earlier(other) is None
    assert importing.earlier(first) is None


# --- crashes -----------------------------------------------------------------------------------------------------------
def break_at(monkeypatch, *calls):
    """Taking in a chunk breaks at these calls, after everything was written and before it is committed."""
    usual, called = importing._keep_rows, []

    def keep_rows(*args):
        called.append(args)
        usual(*args)
        if len(called) in calls:
            raise RuntimeError("the power went off")

    monkeypatch.setattr(importing, "_keep_rows", keep_rows)


@pytest.mark.proves("PRO-13")
@pytest.mark.usefixtures("ten_rows")
def test_after_a_crash_it_goes_on_where_the_last_chunk_ended(workspace, member, monkeypatch):
    rows = people(95)
    rows[40][1] = "not an address"
    rows[60] = rows[12]
    break_at(monkeypatch, 4, 6)
    lead_import = started(table(rows), member)

    queue.work(lead_import.job_id)
    lead_import.refresh_from_db()
    halfway = (
        lead_import.state,
        lead_import.rows_done,
        sum(lead_import.counts.values()),
        Lead.objects.count(),
    )
    failed = Job.objects.get(pk=lead_import.job_id)
    run_again(lead_import)
    run_again(lead_import)

    assert halfway == (State.RUNNING, 30, 30, 30)
    assert (failed.state, failed.failures, "the power went off" in failed.error) == (
        Job.State.QUEUED,
        1,
        True,
    )
    assert (lead_import.state, lead_import.rows_done) == (State.DONE, 95)
    assert lead_import.counts == {
        "created": 94, "updated": 0, "unchanged": 1, "merged": 0, "skipped": 0, "failed": 0,
    }  # fmt: skip
    assert Lead.objects.count() == Lead.objects.filter(created_in=lead_import.operation_id).count() == 94
    assert Identity.objects.count() == 94 * 2 - 1
    assert list(ImportRow.objects.values_list("line", "outcome")) == [(42, "created"), (62, "unchanged")]


@pytest.mark.usefixtures("ten_rows")
def test_the_job_delivered_again_adds_nothing(workspace, member):
    lead_import = taken_in(table(people(25)), member)
    before = [
        list(model.objects.order_by("pk").values()) for model in (Lead, Identity, ImportRow, LeadImport)
    ]

    run_again(lead_import)

    after = [list(model.objects.order_by("pk").values()) for model in (Lead, Identity, ImportRow, LeadImport)]
    assert after == before


@pytest.mark.usefixtures("ten_rows")
def test_a_cancelled_import_keeps_what_came_in_and_no_more_comes(workspace, member, monkeypatch):
    lead_import = started(table(people(50)), member)
    usual = importing._take_chunk

    def cancel_after_two(import_id, chunk, rules):
        usual(import_id, chunk, rules)
        if chunk.last_line == 21:
            import_control.cancel(lead_import, by=member)

    monkeypatch.setattr(importing, "_take_chunk", cancel_after_two)

    queue.work(lead_import.job_id)
    lead_import.refresh_from_db()
    run_again(lead_import)

    assert (lead_import.state, lead_import.rows_done, lead_import.counts["created"]) == (
        State.CANCELLED,
        20,
        20,
    )
    assert (lead_import.rows_total, lead_import.rows_not_reached) == (20, 30)
    assert Lead.objects.count() == 20
    undo(lead_import.operation, by=member)
    assert Lead.objects.count() == 0


def test_an_import_that_has_not_begun_can_be_cancelled_and_stays_so(workspace, member):
    waiting, mapping = started(table(people(2)), member), uploaded(table(people(3)), member)

    for lead_import in (waiting, mapping):
        import_control.cancel(lead_import, by=member)
    queue.work(waiting.job_id)

    assert importing.start(mapping, by=member, mapping=mapping.mapping).state == State.CANCELLED
    assert set(LeadImport.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert not Lead.objects.exists()


def test_cancelling_what_is_done_changes_nothing(workspace, member):
    lead_import = taken_in(table(people(2)), member)
    assert import_control.cancel(lead_import, by=member)[0].state == State.DONE


@pytest.fixture
def given_up(ten_rows, settings, member, monkeypatch):
    """An import that took in ten rows of thirty before its job failed for the last time."""
    settings.JOB_FAILURES_BEFORE_PARKED = 1
    lead_import = started(table(people(30)), member)
    usual = importing._take_chunk

    def broken(import_id, chunk, rules):
        if chunk.last_line > 11:
            raise OSError("the disk is full")
        usual(import_id, chunk, rules)

    with monkeypatch.context() as patched:
        patched.setattr(importing, "_take_chunk", broken)
        queue.work(lead_import.job_id)
    lead_import.refresh_from_db()
    return lead_import


@pytest.mark.proves("PRO-13")
def test_an_import_whose_job_was_given_up_has_failed_and_adds_up(workspace, given_up):
    assert (given_up.state, given_up.rows_total, given_up.rows_not_reached) == (State.FAILED, 10, 20)
    assert sum(given_up.counts.values()) == 10
    assert given_up.finished_at
    assert given_up.problem.startswith("Something broke again and again.")


@pytest.mark.proves("PRO-13")
def test_an_import_that_was_given_up_goes_on_when_its_job_is_started_again(workspace, given_up):
    assert queue.replay(given_up.job_id)
    given_up.refresh_from_db()
    assert (given_up.state, given_up.problem, given_up.finished_at) == (State.WAITING, "", None)
    assert given_up.rows_total == 30

    queue.work(given_up.job_id)
    given_up.refresh_from_db()
    assert (given_up.state, given_up.rows_total, given_up.counts["created"]) == (State.DONE, 30, 30)
    assert Lead.objects.count() == 30


def test_an_import_that_was_taken_back_does_not_go_on(workspace, member, given_up):
    undo(given_up.operation, by=member)

    queue.replay(given_up.job_id)
    queue.work(given_up.job_id)

    given_up.refresh_from_db()
    assert (given_up.state, Lead.objects.count()) == (State.FAILED, 0)


@pytest.mark.proves("PRO-13")
def test_an_import_whose_job_was_cancelled_has_stopped_and_adds_up(workspace, member, ten_rows, monkeypatch):
    lead_import = started(table(people(30)), member)
    usual = importing._take_chunk

    def cancel_after_one(import_id, chunk, rules):
        usual(import_id, chunk, rules)
        queue.cancel(lead_import.job_id)

    with monkeypatch.context() as patched:
        patched.setattr(importing, "_take_chunk", cancel_after_one)
        queue.work(lead_import.job_id)
    lead_import.refresh_from_db()

    assert (lead_import.state, lead_import.rows_total, lead_import.rows_not_reached) == (
        State.CANCELLED, 10, 20,
    )  # fmt: skip
    assert sum(lead_import.counts.values()) == Lead.objects.count() == 10
    assert lead_import.finished_at


def test_an_import_whose_cancelled_job_is_started_again_goes_on(workspace, member):
    lead_import = started(table(people(3)), member)
    queue.cancel(lead_import.job_id)

    queue.replay(lead_import.job_id)
    queue.work(lead_import.job_id)

    lead_import.refresh_from_db()
    assert (lead_import.state, lead_import.rows_total, Lead.objects.count()) == (State.DONE, 3, 3)


def test_a_job_that_stops_for_another_reason_stops_no_import(workspace, member):
    lead_import = started(table(people(2)), member)
    other = Job.objects.create(task="leads.import", workspace=workspace, state=Job.State.RUNNING, failures=5)
    queue._park(other, "Its worker died each time.")

    lead_import.refresh_from_db()
    assert lead_import.state == State.WAITING


# --- at once -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("ten_rows")
def test_two_imports_of_the_same_people_at_once_make_each_person_once(workspace, member):
    rows = people(60)
    one = started(table(rows), member)
    other = started(
        table([[name, email.upper(), profile] for name, email, profile, _ in reversed(rows)]), member
    )

    at_once(queue.work, [one.job_id, other.job_id])
    for lead_import in (one, other):
        run_again(lead_import)  # whichever waited for its turn

    imports = list(LeadImport.objects.all())
    assert {lead_import.state for lead_import in imports} == {State.DONE}
    assert sum(lead_import.created for lead_import in imports) == Lead.objects.count() == 60
    assert [sum(lead_import.counts.values()) for lead_import in imports] == [60, 60]
    assert Identity.objects.count() == 120
    assert sorted(Lead.objects.values_list("email", flat=True)) == sorted(row[1] for row in rows)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("ten_rows")
def test_cancel_and_the_worker_never_wait_for_each_other_in_a_ring(workspace, member):
    lead_import = started(table(people(200)), member)

    def do(what):
        with workspace_scope(workspace), acting(Actor(member_id=member.pk)):
            return what()

    _, (cancelled, _) = at_once(
        do, [lambda: queue.work(lead_import.job_id), lambda: import_control.cancel(lead_import, by=member)]
    )

    lead_import.refresh_from_db()
    assert cancelled.state == lead_import.state
    assert lead_import.state in (State.CANCELLED, State.DONE)
    assert lead_import.rows_done == sum(lead_import.counts.values()) == Lead.objects.count()


# --- opt-outs ----------------------------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-55", "LEAD-100", "LEAD-101")
@pytest.mark.parametrize("policy", Workspace.MatchPolicy.values)
def test_an_opt_out_in_a_file_wins_under_every_policy_and_a_later_file_does_not_lift_it(
    workspace, member, policy
):
    LeadFactory(name="Ada Byron", email="ada@engines.example", title="CTO")
    ada = ["Ada Byron", "ada@engines.example", "", "", "", "", ""]

    taken_in(table([[*ada, "yes"]]), member, policy=policy, overwrite=["title"])
    taken_in(table([[*ada, "no"]]), member, policy=policy, overwrite=["title"])

    assert Lead.objects.get().opted_out == ["all"]


@pytest.mark.proves("LEAD-100")
def test_an_opt_out_counts_even_when_its_row_is_put_to_review(workspace, member):
    LeadFactory(name="Ada Byron", email="ada@engines.example")

    taken_in(table([["Charles Babbage", "ada@engines.example", "", "", "", "", "", "yes"]]), member)

    assert Lead.objects.get().opted_out == ["all"]


@pytest.mark.proves("PRO-29", "LEAD-127")
def test_undo_of_an_import_lifts_no_opt_out(workspace, member):
    text = table([["Ada Byron", "ada@engines.example", "", "", "", "", "", "2026-03-31"]])
    undo(taken_in(text, member).operation, by=member)
    assert (Lead.objects.count(), OptOut.objects.count()) == (0, 1)

    taken_in(table([["Ada Byron", "ada@engines.example"]]), member)

    assert Lead.objects.get().opted_out == ["all"]


# --- undo --------------------------------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-16", "PRO-21", "PRO-23", "PRO-24", "PRO-25", "PRO-28")
@pytest.mark.usefixtures("ten_rows")
def test_undo_leaves_exactly_what_a_person_worked_on_since(workspace, member):
    here = LeadFactory(name="Known Before", email="known@people.example", title="")
    rows = [*people(40), ["Known Before", "known@people.example", "", "", "CTO", "Leeds"]]
    lead_import = taken_in(table(rows), member, tags=["Fair"])
    leads = {lead.email: lead for lead in Lead.objects.all()}
    edit(leads["p3@people.example"], {"title": "Judge"}, by=member)
    add_note(leads["p5@people.example"], "Called", by=member)
    tag([leads["p7@people.example"]], ["Hot"], by=member)
    edit(here, {"location": "York"}, by=member)
    with operation("machine", by_person=False):
        Lead.objects.filter(email="p9@people.example").update(title_normal="by a machine")

    undone = undo(lead_import.operation, by=member)

    kept = ["known@people.example", "p3@people.example", "p5@people.example", "p7@people.example"]
    here.refresh_from_db()
    assert sorted(Lead.objects.values_list("email", flat=True)) == kept
    assert (here.title, here.location) == ("", "York")
    assert (Note.objects.count(), sorted(Tag.objects.values_list("name", flat=True))) == (1, ["Fair", "Hot"])
    assert not LeadTag.objects.filter(lead=here).exists()
    assert undone.plan.wont


def test_undo_of_the_undo_brings_every_lead_back(workspace, member):
    lead_import = taken_in(MIXED, member)
    before = list(Lead.objects.order_by("pk").values_list("pk", "full_name", "title"))

    again = undo(undo(lead_import.operation, by=member), by=member)

    assert list(Lead.objects.order_by("pk").values_list("pk", "full_name", "title")) == before
    assert again.undoes.undoes == lead_import.operation


def test_an_import_that_goes_on_cannot_be_taken_back_yet(workspace, member):
    lead_import = started(table(people(3)), member)

    for attempt in (plan_undo, undo):
        with pytest.raises(NothingToUndo, match="still going on"):
            attempt(lead_import.operation)

    queue.work(lead_import.job_id)
    undo(lead_import.operation, by=member)
    assert not Lead.objects.exists()


# --- leads that are gone -----------------------------------------------------------------------------------------------
@pytest.mark.proves("TICK-006")
def test_leads_that_vanish_without_an_operation_are_reported(workspace, member, incidents):
    lead_import = taken_in(table(people(5)), member)
    assert importing.check_leads_are_there(lead_import) == 0
    victims = list(Lead.objects.order_by("pk").values_list("pk", flat=True)[:2])
    with resumed(lead_import.operation), connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.removing_workspace = 'on'")  # the one way past the journal
        for name in ("leads_identity", "leads_contactvalue", "leads_leadtag"):
            cursor.execute(f"DELETE FROM {name} WHERE lead_id = ANY(%s)", [victims])
        cursor.execute("DELETE FROM leads_lead WHERE id = ANY(%s)", [victims])
        cursor.execute("SET LOCAL app.removing_workspace = ''")

    assert importing.check_leads_are_there(lead_import) == 2

    (incident,) = incidents
    assert (incident.kind, incident.workspace_id, incident.user_id, incident.operation_id) == (
        "leads_disappeared", workspace.pk, member.user_id, lead_import.operation_id,
    )  # fmt: skip
    assert incident.error == f"2 of 5 leads of import {lead_import.pk} are gone without an operation."


def test_leads_that_were_taken_back_or_merged_are_not_missed(workspace, member, incidents):
    lead_import = taken_in(table(people(5)), member)
    undo(lead_import.operation, by=member)

    assert importing.check_leads_are_there(lead_import) == 0
    assert incidents == []


def test_the_header_of_these_tests_is_one_we_know(workspace, member):
    upload = uploaded(table(people(1)), member)
    assert [item["field"] for item in upload.mapping] == [
        "full_name", "email", "linkedin", "company", "title", "location", "tags", "opt_out",
    ]  # fmt: skip
    assert upload.sheet["header"] == HEADER
