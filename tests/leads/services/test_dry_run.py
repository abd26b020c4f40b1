"""What a dry run says is what the run does, row by row."""

import random

import pytest
from django.utils import timezone

from hirepilot import queue
from hirepilot.models import Job, Workspace
from leads.models import LeadImport
from leads.services import dry_run, import_control, import_rows, importing
from leads.sources.reading import Reading
from leads.sources.tabular import Unreadable
from tests.factories.imports import HEADER, people, table, uploaded
from tests.factories.leads import CustomFieldFactory, LeadFactory
from tests.isolation.planted import everything_of

FIRST, LAST = ["Ada", "Boris", "Chiara", "Grace", ""], ["Byron", "Hopper", "Noether"]


@pytest.fixture(autouse=True)
def small_chunks(settings):
    settings.IMPORT_CHUNK_ROWS = 7


def said(lead_import):
    """[(line, outcome, code, detail)] of every row, as foreseen."""
    return [
        (decision.line, decision.outcome, decision.code, decision.detail)
        for _, decisions in dry_run.foreseen(lead_import)
        for decision, _ in decisions
    ]


def became(lead_import):
    """The same of a run."""
    return [(row.line, row.outcome, row.code, row.detail) for row in import_rows.rows_of(lead_import)]


def person(number):
    """Two numbers a person: both are the same name, so that a row with an address of each makes one lead of two."""
    return f"Person {'ABCDE'[number // 2]}"


def messy_rows(draw, number):
    """Rows that meet each other in every way: the same person, two leads in one row, other names, no identity at all."""
    rows = []
    for _ in range(number):
        who = draw.randrange(10)
        other = who ^ 1 if draw.random() < 0.3 else who
        name = person(who) if draw.random() < 0.7 else f"{draw.choice(FIRST)} {draw.choice(LAST)}".strip()
        email = (
            f"p{who}@x.example"
            if draw.random() < 0.5
            else draw.choice(["", "", "info@x.example", "no address"])
        )
        profile = f"linkedin.com/in/person-{other}" if draw.random() < 0.5 else ""
        rows.append([
            name if draw.random() < 0.9 else "", email, profile, draw.choice(["", "", "Works", "Mill"]),
            draw.choice(["", "CTO", "CFO"]), draw.choice(["", "", "Leeds"]), draw.choice(["", "", "VP", "Austin; VP"]), "",
            draw.choice(["", "Working", "Hot", "Foo", "Dead", "Contacted"]), draw.choice(["", "Gone", "User"]),
            draw.choice(["", "Met"]), draw.choice(["03/04/2024", "31/12/2023", "soon"]),
        ])  # fmt: skip
    return rows


@pytest.mark.proves("PRO-02")
@pytest.mark.parametrize("policy", Workspace.MatchPolicy.values)
@pytest.mark.parametrize("seed", range(8))
def test_every_row_becomes_what_was_foreseen(workspace, member, seed, policy):
    draw = random.Random(seed)
    for number in range(4):
        LeadFactory(
            name=person(number), email=f"p{number}@x.example", company=draw.choice(["", "Mill"]),
            title=draw.choice(["", "Clerk"]), linkedin=draw.choice(["", f"person-{number}"]), tags=draw.choice([[], ["VP"]]),
        )  # fmt: skip
    LeadFactory(name="Ada Byron")
    LeadFactory(name="Grace Hopper", company="Mill", archived_at="2026-01-01T00:00:00Z")
    lead_import = uploaded(
        table(messy_rows(draw, 120), [*HEADER, "Status", "Owner", "Note", "Note date"]), member
    )
    settings = {"mapping": lead_import.mapping, "policy": policy, "overwrite": ["title"], "tags": ["All"]}
    settings["defaults"] = draw.choice(
        [{}, {"title": "Head", "country": "Spain", "note": "Met at the fair", "status": "qualified"}]
    )
    settings["values"] = draw.choice(
        [None, {"status": {"foo": "bad_fit", "Hot": ""}, "owner": {"gone": member.pk}}]
    )
    lead_import = dry_run.check(lead_import, **settings)

    foreseen = said(lead_import)
    lead_import = importing.start(lead_import, by=member, **importing.settings_of(lead_import))
    queue.work(lead_import.job_id)
    lead_import.refresh_from_db()

    assert foreseen == became(lead_import)
    assert len(foreseen) == sum(lead_import.counts.values()) == 120
    assert (lead_import.merged > 0) == (policy != "skip")


def checked(rows, member, **settings):
    """An import that a worker has checked."""
    lead_import = uploaded(table(rows), member)
    lead_import = dry_run.check(lead_import, **{"mapping": lead_import.mapping, **settings})
    queue.work(Job.objects.get(task=dry_run.TASK).pk)
    lead_import.refresh_from_db()
    return lead_import


def rows_told(lead_import, member, outcome):
    return next(one["rows"] for one in dry_run.told(lead_import, member) if one["name"] == outcome)


def test_nothing_is_written_but_what_was_found(workspace, member):
    LeadFactory(name="Ada Byron", email="ada@engines.example", linkedin="ada")
    LeadFactory(name="Ada Byron", linkedin="ada-byron")
    lead_import = uploaded(
        table([*people(20), ["Ada Byron", "ada@engines.example", "linkedin.com/in/ada-byron"]]), member
    )
    lead_import = dry_run.check(lead_import, mapping=lead_import.mapping, tags=["New"])
    before = everything_of(workspace)
    queue.work(Job.objects.get(task=dry_run.TASK).pk)
    after = everything_of(workspace)

    (found,), (waiting,) = after.pop("leads_leadimport"), before.pop("leads_leadimport")
    assert found.pop("dry_run")["counts"] == {"created": 20, "merged": 1}
    assert waiting.pop("dry_run")["state"] == "running"
    for tables in (before, after):
        tables.pop("hirepilot_job")
    assert (after, found) == (before, waiting)


def test_an_update_is_told_with_what_was_there_and_what_would_be(workspace, member):
    CustomFieldFactory(label="Shoe size", key="shoe")
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example", title="Clerk", tags=["VP"])
    rows = [
        ["Ada Byron", "ada@engines.example", "linkedin.com/in/ada", "Engines", "CTO", "", "VP; Austin"],
        ["Ada Byron", "ada@engines.example", "", "Mill", "CFO"],
    ]
    lead_import = checked(rows, member, policy="overwrite", overwrite=["title"], owner=member)

    first, second = rows_told(lead_import, member, "updated")
    assert (first["line"], first["lead"], first["name"]) == (2, lead, "Ada Byron")
    assert first["changes"] == [
        ("Company", "", "Engines"), ("Owner", "", str(member)), ("LinkedIn address", "", "ada"), ("Tag", "", "Austin"),
        ("Title", "Clerk", "CTO"),
    ]  # fmt: skip
    assert second["changes"] == [("Title", "CTO", "CFO")]


def test_what_a_member_may_not_see_of_a_colleagues_lead_is_not_told(workspace, member, plain_member):
    workspace.lead_visibility = Workspace.LeadVisibility.OWN
    workspace.save()
    LeadFactory(name="Ada Byron", email="ada@engines.example", title="Secret", owner=member)
    lead_import = checked([["Ada Byron", "ada@engines.example", "", "", "CTO"]], plain_member)

    (row,) = rows_told(lead_import, plain_member, "skipped")
    assert (row["code"], row["lead"], row["changes"]) == ("owned_by_other", None, [])
    assert "Secret" not in str(dry_run.told(lead_import, plain_member))


@pytest.mark.parametrize("since", ["asked anew", "started", "cancelled", "read anew"])
def test_a_dry_run_that_nobody_waits_for_any_more_leaves_no_trace(workspace, member, since):
    lead_import = uploaded(table(people(20)), member)
    lead_import = dry_run.check(lead_import, mapping=lead_import.mapping)
    job = Job.objects.get(task=dry_run.TASK)
    {
        "asked anew": lambda: dry_run.check(lead_import, mapping=lead_import.mapping, tags=["Other"]),
        "started": lambda: importing.start(lead_import, by=member, mapping=lead_import.mapping),
        "cancelled": lambda: import_control.cancel(lead_import, by=member),
        "read anew": lambda: importing.reread(lead_import, Reading(header_line=0)),
    }[since]()
    before = LeadImport.objects.values().get()
    queue.work(job.pk)

    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert LeadImport.objects.values().get() == before


def test_a_dry_run_delivered_twice_says_the_same(workspace, member):
    lead_import = checked(people(20), member)
    Job.objects.filter(task=dry_run.TASK).update(state=Job.State.QUEUED, run_after=timezone.now())
    queue.work(Job.objects.get(task=dry_run.TASK).pk)

    found, before = LeadImport.objects.get().dry_run, lead_import.dry_run
    assert found | {"seconds": 0} == before | {"seconds": 0}
    assert (found["state"], found["counts"], found["rows_done"]) == ("done", {"created": 20}, 20)


def test_a_file_that_ends_in_rubbish_is_told_as_that(workspace, member, monkeypatch):
    def unreadable(*args, **kwargs):
        raise Unreadable("open_quote", "Line 9: a quote is not closed.")

    monkeypatch.setattr(dry_run, "foreseen", unreadable)
    lead_import = checked(people(2), member)

    assert (lead_import.dry_run["state"], lead_import.dry_run["problem"]) == (
        "failed",
        "Line 9: a quote is not closed.",
    )
    assert lead_import.state == LeadImport.State.MAPPING


def test_whoever_waits_is_told_when_the_job_was_given_up_called_off_or_started_again(
    workspace, member, monkeypatch
):
    def broken(*args):
        raise ValueError("no such luck")

    def state():
        return LeadImport.objects.get().dry_run["state"]

    lead_import = uploaded(table(people(20)), member)
    dry_run.check(lead_import, mapping=lead_import.mapping)
    job = Job.objects.get(task=dry_run.TASK)
    with monkeypatch.context() as patched:
        patched.setattr(dry_run, "foreseen", broken)
        for _ in range(5):
            Job.objects.update(run_after=timezone.now())
            queue.work(job.pk)
    parked = (Job.objects.get(pk=job.pk).state, state(), LeadImport.objects.get().dry_run["problem"])
    queue.replay(job.pk)
    again = state()
    queue.cancel(job.pk)

    assert parked == (
        Job.State.PARKED,
        "failed",
        "The check broke off. Check again, or import: nothing was written.",
    )
    assert (again, state(), LeadImport.objects.get().state) == ("running", "failed", LeadImport.State.MAPPING)
    dry_run.check(lead_import, mapping=lead_import.mapping)
    queue.work(Job.objects.filter(task=dry_run.TASK).latest("pk").pk)
    assert state() == "done"
