"""No list and no search reads more than it has to, as the plain role under row-level security.

Every statement of a page is explained as it ran. A sequential scan of a table of leads is forbidden, and so is touching
more rows than said: the planner's trap is an index that is walked from end to end.
"""

import time

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from hirepilot.tenancy import workspace_scope
from leads.filters import LeadFilter
from leads.models import Lead
from leads.services.duplicates import find_twins, possible_duplicates
from tests.factories.many_leads import many_leads

pytestmark = pytest.mark.django_db

BIG = {"leads_lead", "leads_identity", "leads_contactvalue", "leads_leadtag", "leads_leadsearch"}

# How many rows of the tables of leads one statement may touch.
PAGE = 160  # a page and the one row more that tells whether there is a next; the tags of its leads
FEW = 4_000  # a list of ids, and the leads
MANY = 14_000  # a list given up on, or a walk that passes others by
DEEP = "deep"  # all who match are at the end of the walk and are gathered: a twentieth of the leads, and their tags
ALL = 10_000_000  # no index serves it

CASES = [
    ("owner", "", PAGE), ("owner", "status=replied", PAGE), ("owner", "status=converted", PAGE),
    ("owner", "status=replied&status=new", PAGE), ("owner", "owner=none", PAGE), ("owner", "owner={ten}", PAGE),
    ("owner", "owner=none&status=replied", MANY), ("owner", "archived=1", PAGE), ("owner", "archived=only", PAGE),
    ("owner", "archived=only&status=replied", MANY), ("owner", "sort=active", PAGE), ("owner", "sort=created", MANY),
    ("owner", "sort=-created&status=replied", MANY), ("owner", "sort=name", MANY), ("owner", "sort=name&tag=ten", PAGE),
    ("owner", "tag=ten", PAGE), ("owner", "tag=hundredth", MANY), ("owner", "tag=third", MANY),
    ("owner", "tag=third&status=replied", MANY), ("owner", "tag=oldest", DEEP), ("owner", "q=nohit", PAGE),
    ("owner", "q=f", PAGE), ("owner", "q=company", PAGE), ("owner", "q=berlin", MANY),
    ("owner", "q=engineer+berlin", MANY), ("owner", "q={name}", PAGE), ("owner", "q={email}", PAGE),
    ("owner", "q={linkedin}", PAGE), ("owner", "q=nobody@", PAGE),
    ("owner", "q=%2B4930100", DEEP), ("owner", "company=company+7", FEW), ("owner", "import={import}", MANY),
    ("owner", "source=file", PAGE), ("owner", "source=sniper", ALL), ("owner", "has_email=1", PAGE),
    ("owner", "has_email=0", ALL),
    ("ten", "", PAGE), ("ten", "owner=me", PAGE), ("ten", "owner=none", PAGE), ("ten", "status=replied", MANY),
    ("ten", "q=berlin", MANY), ("ten", "q=nohit", PAGE), ("ten", "tag=ten", PAGE), ("ten", "tag=third", MANY),
    ("ten", "tag=oldest", DEEP), ("ten", "sort=created", MANY),
    ("many", "", PAGE), ("many", "owner=me", PAGE), ("many", "q=berlin", MANY), ("many", "tag=ten", PAGE),
]  # fmt: skip


def test_pages_searches_and_counts_stay_within_their_bounds():
    assert problems_among(60_000) == {}


@pytest.mark.proves("PRO-12")
@pytest.mark.faults
def test_a_million_leads_make_no_difference(capsys):
    with capsys.disabled():
        assert problems_among(1_000_000, tell=print) == {}


def problems_among(rows, tell=lambda line: None):
    """{case: what is wrong}: sequential scans, and statements that touch too many rows."""
    many_leads(300)  # the rows of a neighbour come first in every table
    people, problems = many_leads(rows), {}
    with workspace_scope(people.workspace):
        lead = Lead.objects.order_by("pk").first()
        known = {
            "name": lead.full_name, "email": lead.email, "linkedin": f"linkedin.com/in/{lead.linkedin}",
            "import": lead.created_in, "ten": people.ten.pk,
        }  # fmt: skip
        for who, address, most in CASES:
            member = getattr(people, who)
            search = LeadFilter(QueryDict(address.format_map(known)), member=member).search
            first, milliseconds = seen(search.page)
            second, _ = seen(lambda search=search: search.page(after=search.page().next))
            count, counting = seen(search.count)
            tell(f"{who:6} {address:34} {milliseconds:7.1f} ms  count {counting:7.1f} ms")
            touched = max(touched for touched, _ in first + second)
            scanned = set().union(*(tables for _, tables in first + second + count))
            if touched > (30_000 + rows // 8 if most == DEEP else most) or scanned:
                problems[who, address] = (touched, scanned)
        for name, look in {
            "twins": lambda: find_twins(lead, people.many),
            "duplicates": lambda: possible_duplicates(
                {"full_name": lead.full_name, "company": lead.company_name, "emails": [lead.email]},
                people.many,
            ),
        }.items():
            statements, _ = seen(look)
            if max(touched for touched, _ in statements) > MANY:
                problems[name] = statements
    return problems


def seen(work):
    """([(rows touched, tables read from end to end) of each statement], milliseconds)."""
    with CaptureQueriesContext(connection) as captured:
        started = time.perf_counter()
        work()
        took = (time.perf_counter() - started) * 1000
    return [explained(query["sql"]) for query in captured], took


def explained(sql):
    with connection.cursor() as cursor:
        if sql.startswith("SET LOCAL"):
            cursor.execute(sql)
        if not sql.startswith(("SELECT", "WITH")):
            return 0, set()
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        return looked_at(cursor.fetchone()[0][0]["Plan"])


def looked_at(plan):
    """What a plan and its parts touched of the tables of leads."""
    rows, scanned = 0, set()
    if plan.get("Relation Name") in BIG or plan["Node Type"] == "Bitmap Index Scan":
        removed = sum(plan.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
        rows = (plan["Actual Rows"] + removed) * plan["Actual Loops"]
        scanned = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    for part in plan.get("Plans", ()):
        more, also_scanned = looked_at(part)
        rows, scanned = rows + more, scanned | also_scanned
    return rows, scanned
