"""The leads of the demo: two imports, people by hand, and what colleagues did with them in three weeks. All invented."""

import random
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from hirepilot import queue
from hirepilot.context import Actor
from hirepilot.journal import acting, resumed
from hirepilot.models import Membership, Operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import writable_workspace
from leads import seed_people as invented
from leads.models import Activity, Lead, LeadImport, Note
from leads.services import custom_fields, importing, merging, opting_out, organising, statuses
from leads.services.intake import own_only, take_in
from leads.sources.base import LeadDraft

Status = Lead.Status
WEEKS = 3  # less than undo looks back: the demo shows it on everything
NOTES = [
    "Met at the autumn meetup, open to a talk after new year.", "Knows the team at Brightloom.",
    "Prefers email over phone.", "Asked for the salary range first.",
]  # fmt: skip
# One after the other, each for how many of those that the one before moved.
FUNNEL = (
    (Status.ENRICHED, 90, "company found"), (Status.CONTACTED, 70, ""), (Status.REPLIED, 34, ""),
    (Status.QUALIFIED, 14, "fits the platform team"),
)  # fmt: skip
LAST_SEEN = """
UPDATE leads_lead l SET last_activity_at = greatest(l.created_at, (
    SELECT max(o.started_at) FROM hirepilot_change c JOIN hirepilot_operation o ON o.id = c.operation_id
    WHERE c.workspace_id = l.workspace_id AND c.subject_id = l.id
), (SELECT max(n.created_at) FROM leads_note n WHERE n.workspace_id = l.workspace_id AND n.lead_id = l.id))
WHERE l.workspace_id = %s
"""


def seed(workspace, owner):
    draw = random.Random("northgate")
    here = Membership.objects.filter(workspace=workspace).exclude(role=Membership.Role.GUEST)
    team = list(here.select_related("user", "workspace").order_by("pk"))
    custom_fields.add(label="Notice period", kind="choice", choices=["Now", "1 month", "3 months"], by=owner)
    people = invented.people(draw, 240)
    first = [*people[:150], invented.again(people[4]), invented.NOBODY, invented.TOO_MANY_CELLS]
    _import("austin-meetup.csv", first, owner)
    _import(
        "q4-prospects.csv",
        [*people[140:], invented.WRONG_ADDRESS, invented.somebody_else_with(people[7])],
        team[1],
    )
    _by_hand(draw, team)
    leads = list(Lead.objects.order_by("pk"))
    _share_out(leads, team, draw)
    _work(leads, team, draw)
    _tidy_up(leads, team)
    _spread(draw)


def _import(name, rows, by):
    """Through the real import, in this transaction: the job's work is done here instead of by a worker."""
    with acting(Actor(member_id=by.pk)):
        upload = importing.upload(ContentFile(invented.file_of(rows), name=name), by=by)
        started = importing.start(upload, by=by, mapping=upload.mapping)
        queue.work(started.job_id)


def _by_hand(draw, team):
    for number in range(8):
        by = team[number % len(team)]
        draft = LeadDraft(
            full_name=f"{draw.choice(invented.FIRST)} {draw.choice(invented.LAST)}", title=draw.choice(invented.TITLES),
            company=draw.choice(invented.COMPANIES), emails=(f"by.hand{number}@client.example",), note=NOTES[number % 4],
        )  # fmt: skip
        rules = {"typed": True, "owner_id": by.pk, "own_only": own_only(by)}
        take_in([draft], source=Lead.Source.MANUAL, by=by, summary="Entered by hand", **rules)


def _share_out(leads, team, draw):
    """A third stays with nobody, so that every Member has something to pick up."""
    for place, colleague in enumerate(team):
        organising.assign(leads[place : 160 : len(team)], colleague, by=team[0])
    for name in ("Hiring now", "Met in person"):
        organising.tag(draw.sample(leads, 20), [name], by=draw.choice(team))
    organising.untag(leads[:40], ["Tech hiring"], by=team[1])


def _work(leads, team, draw):
    moved = draw.sample(leads[:200], 110)
    for to, how_many, why in FUNNEL:
        moved = moved[:how_many]
        for place, colleague in enumerate(team):
            statuses.move(moved[place :: len(team)], to, by=colleague, why=why)
    statuses.move(leads[200:214], Status.BAD_FIT, by=team[1], why="not hiring this year")
    statuses.move(leads[212:214], Status.NEW, by=team[0], why="hiring after all")
    for lead in draw.sample(leads, 14):
        organising.add_note(lead, draw.choice(NOTES), by=draw.choice(team))
    noted = leads[3]
    note = organising.add_note(noted, "Call again in the spring.", by=team[1])
    organising.edit_note(note, "Call again in the spring, not before April.", by=team[1])
    organising.delete_note(organising.add_note(noted, "Wrong person.", by=team[0]), by=team[0])
    organising.edit(noted, {"title": "Chief Data Officer", "custom.notice-period": "3 months"}, by=team[0])
    organising.edit(leads[5], {"location": "Hamburg", "phones": ["+44 20 7946 0999"]}, by=team[-1])


def _tidy_up(leads, team):
    organising.archive(leads[220:232], by=team[0])
    organising.restore(leads[230:232], by=team[1])
    for lead, channel, reason in (
        (leads[10], "email", "asked by mail"), (leads[11], "all", "asked on the phone"), (leads[12], "phone", ""),
        (leads[13], "linkedin", "blocked us"),
    ):  # fmt: skip
        opting_out.opt_out(lead, channel, reason=reason, source="by hand", by=team[0])
    merging.merge(leads[20], leads[21], by=team[0], reasons=["the same person, said on the phone"])
    mistaken = merging.merge(leads[24], leads[25], by=team[1], reasons=["by hand"])
    merging.unmerge(mistaken, by=team[0])
    organising.tag(leads[100:130], ["Wrong tag"], by=team[1])
    undo(Operation.objects.filter(kind="lead.tag").latest("pk"), by=team[1])


def _spread(draw):
    """Over the last weeks instead of one second, so that lists and histories look as in real life.

    Each row gets its time inside the operation that made it: the journal then has nothing new to tell.
    """
    operations = list(Operation.objects.order_by("pk"))
    step = timedelta(weeks=WEEKS) / (len(operations) + 1)
    begin = timezone.now() - timedelta(weeks=WEEKS)
    for place, operation in enumerate(operations):
        operation.started_at = begin + step * (place + draw.random())
    Operation.objects.bulk_update(operations, ["started_at"])
    for operation in operations:
        with resumed(operation):
            Lead.objects.filter(created_in=operation.pk).update(created_at=operation.started_at)
            Note.objects.filter(created_in=operation.pk).update(created_at=operation.started_at)
            Activity.objects.filter(created_in=operation.pk).update(at=operation.started_at)
        took = operation.started_at + timedelta(seconds=2)
        LeadImport.objects.filter(operation=operation).update(
            started_at=operation.started_at, finished_at=took
        )
    with connection.cursor() as cursor:
        cursor.execute(LAST_SEEN, [writable_workspace().pk])
