"""The leads of a list as a file that is harmless in a spreadsheet and changes nothing when it is imported again."""

import csv
import io
from urllib.parse import urlencode

import pytest

from hirepilot import context
from hirepilot.context import Actor
from hirepilot.journal import acting
from hirepilot.models import Change, Operation
from hirepilot.tenancy import workspace_scope
from leads.models import Lead, LeadImport
from leads.services import exporting
from leads.services.intake import take_in
from leads.services.opting_out import opt_out
from leads.services.organising import archive, edit, tag
from leads.sources.base import LeadDraft
from leads.sources.columns import propose
from tests.factories.imports import people, table, taken_in
from tests.factories.leads import CustomFieldFactory, LeadFactory

NOT_THE_SAME_ELSEWHERE = ("Owner email", "Source", "Created (UTC)", "Last activity (UTC)")


def asked(browser, workspace, *, columns=None, format="csv", **parameters):  # noqa: A002  as the form calls it
    """The answer to an export of the list with these parameters."""
    address = f"/w/{workspace.slug}/leads/export/?{urlencode(parameters, doseq=True)}"
    with workspace_scope(workspace):
        return browser.post(address, {"format": format, "columns": columns or list(exporting.choices())})


def exported(browser, workspace, **parameters):
    """(status, rows as dictionaries) of the export with these parameters."""
    answer = asked(browser, workspace, **parameters)
    if answer.status_code != 200:
        return answer.status_code, []
    return 200, list(csv.DictReader(io.StringIO(text_of(answer))))


def text_of(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def names(found):
    return [row["Full name"] for row in found[1]]


@pytest.fixture
def everybody(workspace, member):
    """Leads with everything that is hard to carry through a file."""
    CustomFieldFactory(label="Notice period", key="notice")
    CustomFieldFactory(label="Job title", key="wanted")  # called like one of our own columns
    CustomFieldFactory(label="Score!", key="score")
    CustomFieldFactory(label="Score?", key="score-2")
    drafts = [
        LeadDraft(
            2, full_name="Dr. Zoë Łukasz-O’Rourke", emails=("Zoe+Jobs@Engines.Example; zoe@home.example", "info@engines.example"),
            phones=("+49 170 1234567", "+1 512 555 0100 ext. 12"), company="Engines, Ltd.", company_domain="engines.example",
            linkedin=("https://www.linkedin.com/in/zoe-lukasz", "https://www.linkedin.com/sales/lead/ACwAAAbcdef123456,NAME_SEARCH,x1"),
            title="VP Sales @ Engines | “Hiring”", location="Łódź; Poland", tags=("Austin, TX", "C++; C#", 'The "A" team', "* best"),
            custom=(("notice", "3 months"), ("wanted", "CTO"), ("score", "-1"), ("score-2", "@2")), status="qualified",
            owner=member.user.email,
        ),
        LeadDraft(3, full_name="=HYPERLINK(1)", emails=("evil@formulas.example",), title="+1", company="@home", location="'90s Retro"),
        LeadDraft(4, full_name="山田 太郎", linkedin=("https://www.linkedin.com/in/山田太郎",)),
        LeadDraft(5, full_name="Jürgen 't Hart", title="-"),
        LeadDraft(12, full_name="김철수"),
        LeadDraft(14, full_name="שלום כהן 🚀", title="+CTO", tags=("👩‍💻 dev", "=cmd|x", "'90s"), custom=(("notice", "2026-03-01"),)),
        LeadDraft(13, full_name="アダ・バイロン", emails=("ada@katakana.example",)),
        LeadDraft(6, emails=("only.an@address.example",)),
        LeadDraft(7, full_name="Madonna", company="Ciccone"),
        LeadDraft(8, full_name="Ana María de la Cruz Jr.", linkedin=("https://www.linkedin.com/talent/profile/AEMAAAbcdefghijk",)),
        LeadDraft(9, full_name="Opted Out", emails=("out@people.example", "out2@people.example"), opt_out=("email", "phone")),
        LeadDraft(10, full_name="Never Again", emails=("never@people.example",), opt_out=("all", "linkedin")),
        LeadDraft(11, full_name="Many Numbers", emails=("many@people.example",), phones=("+442079460000", "+442079460001")),
    ]  # fmt: skip
    owners = {member.user.email: member.pk}
    assert take_in(drafts, source="manual", by=member, owners=owners).counts["created"] == len(drafts)
    edit(Lead.objects.get(full_name="Madonna"), {"first_name": "Madonna", "last_name": "Ciccone"}, by=member)
    return drafts


def differences(one, other, *, without=()):
    return [
        (name, row[name], twin[name])
        for row, twin in zip(one, other, strict=True)
        for name in row
        if name not in without and row[name] != twin[name]
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_taken_in_again_changes_nothing(client, workspace, member, everybody, kind):
    answer = asked(client, workspace, format=kind)
    before = list(Lead.objects.order_by("pk").values())

    lead_import = taken_in(b"".join(answer.streaming_content), member)

    assert lead_import.counts["unchanged"] == lead_import.rows_total == len(everybody)
    assert list(Lead.objects.order_by("pk").values()) == before
    assert not Change.objects.filter(operation=lead_import.operation).exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_taken_in_elsewhere_is_the_same_there(
    client, as_member, workspace, everybody, neighbour, kind
):
    original = exported(client, workspace)[1]
    content = b"".join(asked(client, workspace, format=kind).streaming_content)
    with workspace_scope(neighbour.workspace), acting(Actor(member_id=neighbour.pk)):
        for label, key in (
            ("Notice period", "notice"),
            ("Job title", "wanted"),
            ("Score!", "score"),
            ("Score?", "score-2"),
        ):
            CustomFieldFactory(label=label, key=key)
        lead_import = taken_in(content, neighbour)
        assert lead_import.counts["created"] == len(everybody)

    twins = exported(as_member(neighbour), neighbour.workspace)[1]

    assert differences(original, twins, without=NOT_THE_SAME_ELSEWHERE) == []


def test_every_column_is_recognised_and_surely(client, workspace, everybody):
    reader = csv.reader(io.StringIO(text_of(asked(client, workspace))))
    header, *rows = reader
    custom = [
        ("notice", "Notice period"),
        ("wanted", "Job title"),
        ("score", "Score!"),
        ("score-2", "Score?"),
    ]

    proposals = {header[one.column]: (one.field, one.confidence) for one in propose(header, rows, custom)}

    sure = {name: field for name, (field, confidence) in proposals.items() if confidence >= 85}
    assert sure == {
        "Full name": "full_name", "First name": "first_name", "Last name": "last_name", "Email": "email",
        "Phone": "phone", "LinkedIn": "linkedin", "Company": "company", "Company website": "company_domain",
        "Job title": "title", "Location": "location", "Status": "status", "Owner email": "owner", "Tags": "tags",
        "Do not contact": "opt_out", "Do not email": "opt_out_email", "Do not call": "opt_out_phone",
        "Do not LinkedIn": "opt_out_linkedin", "Notice period": "custom:notice", "Own field: wanted": "custom:wanted",
        "Own field: score": "custom:score", "Own field: score-2": "custom:score-2",
    }  # fmt: skip
    assert {name for name, (field, _) in proposals.items() if not field} == {
        "Source", "Created (UTC)", "Last activity (UTC)",
    }  # fmt: skip


@pytest.mark.proves("LEAD-121")
def test_no_cell_is_a_formula(client, workspace, everybody):
    answer = asked(client, workspace)
    cells = [cell for row in csv.reader(io.StringIO(text_of(answer))) for cell in row]

    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert "'+491701234567; +15125550100 x12" in cells
    assert "'-1" in cells


def test_a_row_says_all_there_is_to_say(client, workspace, member, everybody):
    zoe = exported(client, workspace)[1][0]

    times = [zoe.pop(name) for name in NOT_THE_SAME_ELSEWHERE if "(" in name]
    assert zoe == {
        "Full name": "Dr. Zoë Łukasz-O’Rourke", "First name": "Zoë", "Last name": "Łukasz-O’Rourke",
        "Email": "Zoe+Jobs@Engines.Example; zoe@home.example; info@engines.example",
        "Phone": "'+491701234567; +15125550100 x12",
        "LinkedIn": "https://www.linkedin.com/in/zoe-lukasz; https://www.linkedin.com/sales/lead/ACwAAAbcdef123456",
        "Company": "Engines, Ltd.", "Company website": "engines.example", "Job title": "VP Sales @ Engines | “Hiring”",
        "Location": "Łódź; Poland", "Status": "New", "Owner email": member.user.email,
        "Tags": '"* best"; "Austin, TX"; "C++; C#"; The "A" team', "Source": "Entered by hand", "Do not contact": "",
        "Do not email": "", "Do not call": "", "Do not LinkedIn": "", "Notice period": "3 months",
        "Own field: wanted": "CTO", "Own field: score": "'-1", "Own field: score-2": "'@2",
    }  # fmt: skip
    assert all(len(time) == len("2026-11-24 10:30:00") for time in times)


def test_the_file_begins_with_the_mark_that_excel_needs_and_has_a_name(client, workspace):
    LeadFactory()
    answer = asked(client, workspace)

    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbfFull name,")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="leads-northgate-search-')
    assert answer.headers["Cache-Control"] == "no-store"


# --- whose leads -------------------------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-69")
def test_nothing_of_a_neighbour_is_exported(client, workspace, neighbour):
    LeadFactory(name="Ours")
    with workspace_scope(neighbour.workspace):
        LeadFactory(name="Theirs")

    assert names(exported(client, workspace)) == ["Ours"]
    assert exported(client, neighbour.workspace) == (404, [])


@pytest.mark.proves("WHO-156", "WHO-085")
def test_a_member_exports_what_they_may_see(as_member, workspace, member, plain_member):
    for owner, name in ((member, "Hers"), (plain_member, "Mine"), (None, "Nobody’s")):
        LeadFactory(name=name, owner=owner)

    assert names(exported(as_member(plain_member), workspace)) == ["Mine", "Nobody’s"]
    assert names(exported(as_member(plain_member), workspace, q="Hers")) == []
    assert names(exported(as_member(member), workspace)) == ["Hers", "Mine", "Nobody’s"]


@pytest.mark.proves("WHO-083", "WHO-084", "WHO-085", "WHO-086")
@pytest.mark.parametrize(
    ("who", "allowed_by_setting", "status"),
    [
        ("member", False, 200),
        ("admin_member", False, 200),
        ("plain_member", True, 200),
        ("plain_member", False, 403),
        ("guest", True, 403),
    ],
)
def test_who_may_export(request, as_member, workspace, who, allowed_by_setting, status):
    LeadFactory()
    workspace.members_export = allowed_by_setting
    workspace.save()

    assert exported(as_member(request.getfixturevalue(who)), workspace)[0] == status


def test_the_parameters_are_those_of_the_list(client, workspace, member):
    ada, grace = (
        LeadFactory(name="Ada Byron", company="Engines", tags=["Hot"]),
        LeadFactory(name="Grace Hopper", status="replied"),
    )
    gone = LeadFactory(name="Gone Away")
    archive([gone], by=member)
    lead_import = taken_in(table(people(2)), member)

    assert names(exported(client, workspace, q="ada")) == [str(ada)]
    assert names(exported(client, workspace, tag="hot")) == [str(ada)]
    assert names(exported(client, workspace, status=["replied"])) == [str(grace)]
    assert names(exported(client, workspace, archived="only")) == [str(gone)]
    assert names(exported(client, workspace, **{"import": lead_import.operation_id})) == [
        "Person Number0",
        "Person Number1",
    ]
    assert names(exported(client, workspace, tag="no such tag")) == []


# --- streaming ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "parameters", ["tag=nobody", "owner=999999", "status=asleep&q=ada", "import=1000000"]
)
def test_parameters_that_mean_nothing_are_no_empty_file_but_lead_to_the_list(client, workspace, parameters):
    LeadFactory()
    answer = client.get(f"/w/{workspace.slug}/leads/export/?{parameters}")
    assert (answer.status_code, answer.url) == (302, f"/w/{workspace.slug}/leads/?{parameters}")
    assert not Operation.objects.filter(kind="lead.export").exists()


def test_it_is_read_chunk_by_chunk_when_the_page_is_done_and_never_in_another_workspace(
    client, workspace, member, neighbour, settings
):
    settings.EXPORT_CHUNK_ROWS = 3
    taken_in(table(people(8)), member)
    with workspace_scope(neighbour.workspace):
        LeadFactory.create_batch(3)
    answer = asked(client, workspace)

    with workspace_scope(neighbour.workspace):
        rows = list(csv.DictReader(io.StringIO(text_of(answer))))
        assert context.workspace.get() == neighbour.workspace

    assert [row["Full name"] for row in rows] == [f"Person Number{n}" for n in range(8)]
    assert rows[7]["LinkedIn"] == "https://www.linkedin.com/in/person-7"


@pytest.mark.parametrize("leads", [1, 12])
def test_a_chunk_costs_the_same_for_any_number_of_leads(workspace, member, leads, django_assert_num_queries):
    taken_in(table(people(leads)), member)
    sheet = exporting.export(Lead.objects.visible_to(member))

    with django_assert_num_queries(6):  # five for the chunk, and one that finds that there are no more
        assert len(list(sheet.rows)) == leads


def test_who_took_what_away_is_in_the_history(client, workspace, member):
    LeadFactory.create_batch(2, status="replied")
    LeadFactory()

    exported(client, workspace, status="replied")

    done = Operation.objects.get(kind="lead.export")
    assert (done.by, done.summary, done.reason) == (member, "Exported 2 leads as CSV", "status=replied")


def test_an_opt_out_and_a_tag_given_by_hand_come_along(client, workspace, member):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example")
    opt_out(lead, "email", by=member)
    tag([lead], ["Fair; Berlin"], by=member)

    (row,) = exported(client, workspace)[1]

    assert (row["Do not email"], row["Do not contact"], row["Tags"]) == ("yes", "", '"Fair; Berlin"')
    assert not LeadImport.objects.exists()
