"""The leads of the demo: two imports, people by hand, and what colleagues did with them. Everybody is invented."""

import csv
import io
import random
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db.models import F

from hirepilot import queue
from hirepilot.context import Actor
from hirepilot.journal import acting
from hirepilot.models import Membership
from leads.models import Lead
from leads.services import importing, merging, opting_out, organising, statuses
from leads.services.custom_fields import add
from leads.services.intake import take_in
from leads.sources.base import LeadDraft

FIRST = """Amara Benedikt Chiara Dmitri Elena Farid Greta Hiroshi Ines Jonas Katarzyna Luis Mei Nadia Oluwaseun Paulo Quentin Rosa
Søren Tomasz Ulla Viktor Wanda Ximena Yusuf Zoë""".split()
LAST = """Adeyemi Bakare Castellano Dufour Eriksen Fournier Gupta Halvorsen Ivanova Janssen Keller Lindqvist Monteiro Nwosu
O’Rourke Pugh Quist Rahimi Sørensen Tanabe Underwood Voss Wieczorek Xu Yamamoto Zieliński""".split()
COMPANIES = ["Lumenwerk", "Kestrel Freight", "Quarry Data", "Palisade Pay", "Fjordline Energy", "Northbeam Robotics",
             "Tidewell Health", "Ostrava Motion", "Brightloom", "Saltmarsh Foods", "Harrow & Finch"]  # fmt: skip
TITLES = ["VP Sales", "Head of Data", "Engineering Manager", "Staff Engineer", "Chief People Officer", "Finance Director",
          "Product Manager", "Talent Partner", "Director of Platform Engineering", "CTO"]  # fmt: skip
PLACES = ["Austin, Texas", "Berlin", "Leeds", "Utrecht", "Łódź", "Zürich", "São Paulo", "Remote"]
TAGS = ["VP Sales", "Austin", "2025 prospects", "Tech hiring", "Platform", "Relocates"]
NOTES = [
    "Met at the autumn meetup, open to a talk after new year.", "Knows the team at Brightloom.", "Prefers email over phone.",
         "Asked for the salary range first."]  # fmt: skip
NOBODY = ["", "", "not an address", "", "", "CTO", "", ""]
HEADER = [
    "First Name",
    "Last Name",
    "Email Address",
    "LinkedIn URL",
    "Company",
    "Position",
    "Location",
    "Tags",
]


def seed(workspace, owner):
    draw = random.Random("northgate")
    colleagues = list(
        Membership.objects.filter(workspace=workspace).exclude(role=Membership.Role.GUEST).order_by("pk")
    )
    add(label="Notice period", kind="choice", choices=["Now", "1 month", "3 months"], by=owner)
    people = [_person(draw, number) for number in range(240)]
    _import(
        "austin-meetup.csv",
        [*people[:150], _person_again(people[4]), NOBODY],
        owner,
    )
    _import("q4-prospects.csv", people[140:], colleagues[1])
    for number in range(6):
        draft = LeadDraft(full_name=f"{draw.choice(FIRST)} {draw.choice(LAST)}", title=draw.choice(TITLES),
                          company=draw.choice(COMPANIES), emails=(f"by.hand{number}@client.example",))  # fmt: skip
        take_in([draft], source=Lead.Source.MANUAL, by=owner, typed=True, summary="Entered by hand")
    _work(draw, colleagues)
    _spread(draw)


def _person(draw, number):
    first, last, company = draw.choice(FIRST), draw.choice(LAST), draw.choice(COMPANIES)
    plain = f"{first}.{last}{number}".lower().encode("ascii", "ignore").decode()
    host = "".join(letter for letter in company.lower() if letter.isalnum())
    email = f"{plain}@{host}.example" if draw.random() < 0.7 else ""
    return [first, last, email, f"https://www.linkedin.com/in/{plain.replace('.', '-')}", company, draw.choice(TITLES),
            draw.choice(PLACES), draw.choice(TAGS) if draw.random() < 0.6 else ""]  # fmt: skip


def _person_again(person):
    return [
        person[0],
        person[1],
        person[2].upper(),
        f"{person[3]}/?trk=people",
        person[4],
        "",
        "",
        "Referral",
    ]


def _import(name, rows, by):
    """Through the real import, in this transaction: the job's work is done here instead of by a worker."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    with acting(Actor(member_id=by.pk)):
        upload = importing.upload(ContentFile(text.getvalue().encode(), name=name), by=by)
        started = importing.start(upload, by=by, mapping=upload.mapping)
        queue.work(started.job_id)


def _work(draw, colleagues):
    """What a team does in its first weeks."""
    leads = list(Lead.objects.order_by("pk"))
    for place, to in enumerate((Lead.Status.CONTACTED, Lead.Status.REPLIED, Lead.Status.QUALIFIED, Lead.Status.BAD_FIT,
                                Lead.Status.ENRICHED)):  # fmt: skip
        chosen = [lead.pk for lead in leads[place::7][:24]]
        statuses.move(Lead.objects.filter(pk__in=chosen), to, by=draw.choice(colleagues), why="demo")
    for place, colleague in enumerate(colleagues):
        chosen = [lead.pk for lead in leads[place::5]]
        organising.assign(Lead.objects.filter(pk__in=chosen), colleague, by=colleagues[0])
    for lead in draw.sample(leads, 14):
        organising.add_note(lead, draw.choice(NOTES), by=draw.choice(colleagues))
    organising.archive(Lead.objects.filter(pk__in=[lead.pk for lead in leads[-12:-4]]), by=colleagues[0])
    for lead in leads[10:14]:
        opting_out.opt_out(
            lead, Lead.Channel.EMAIL, reason="Asked by mail", source="by hand", by=colleagues[0]
        )
    merging.merge(leads[20], leads[21], by=colleagues[0], reasons=["same person, told on the phone"])


def _spread(draw):
    """Activity of the last weeks instead of one second, so that the list looks as in real life. A derived column only."""
    for lead in Lead.objects.only("pk"):
        back = timedelta(minutes=draw.randint(5, 40_000))
        Lead.objects.filter(pk=lead.pk).update(last_activity_at=F("last_activity_at") - back)
