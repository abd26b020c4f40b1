"""The pages of an import: upload, mapping, result, list."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from hirepilot import queue
from hirepilot.models import Operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import link, workspace_scope
from leads.models import ImportRow, Lead, LeadImport, LeadTag
from tests.factories import exports
from tests.factories.import_pages import LEADS, MIXED, page_of, send, typed
from tests.factories.imports import people, started, table, taken_in, uploaded
from tests.factories.leads import CustomFieldFactory, LeadFactory, LeadListFactory

State = LeadImport.State


# --- upload ------------------------------------------------------------------------------------------------------------
def test_the_page_says_what_may_be_uploaded(client):
    page = client.get(f"{LEADS}import/")

    assert page.status_code == 200
    assert (
        b"CSV or TSV in any encoding, at most 512 MB, 1,048,576 rows and 500 columns; Excel (XLSX) with at most 250,000 rows."
        in page.content
    )


def test_an_upload_leads_to_its_mapping(client, member):
    answer = send(client, table(people(2)))

    lead_import = LeadImport.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(lead_import))
    assert (lead_import.name, lead_import.by, lead_import.state, lead_import.rows_total) == (
        "people.csv", member, State.MAPPING, 2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"\r\n ;;\r\n", "The file is empty."),
        (b"Name,Email\n", "a header and no rows"),
        (b"PK\x03\x04\x00\x00", "The workbook or archive is damaged, or was cut off"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "This is no text"),
        (b"<!doctype html><html>", "a web page"),
        (b"a" * (9 << 20), "longer than 8 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do_about_it(client, content, says):
    answer = send(client, content)

    assert answer.status_code == 422
    (fault,) = answer.context["form"].errors["file"]
    assert says in fault
    assert not LeadImport.objects.exists()


def test_no_file_at_all_is_said_too(client):
    answer = client.post(f"{LEADS}import/", {})
    assert (answer.status_code, answer.context["form"].errors["file"]) == (
        422,
        ["Choose a file, or paste a table."],
    )


@pytest.mark.parametrize(("text", "rows", "fields"), [
    ("Ada Byron\tada@engines.example\nGrace Hopper\tgrace@ships.example", 2, ["full_name", "email"]),
    ("Name\tWork email\nAda Byron\tada@engines.example", 1, ["full_name", "email"]),
    ("Ada Byron <ada@engines.example>\ngrace@ships.example", 2, ["full_name", "email"]),
    ("https://www.linkedin.com/in/ada\nhttps://www.linkedin.com/in/grace", 2, ["linkedin"]),
])  # fmt: skip
def test_what_is_pasted_leads_to_the_same_mapping(client, text, rows, fields):
    answer = client.post(f"{LEADS}import/", {"text": text.replace("\n", "\r\n")})

    pasted = LeadImport.objects.get()
    assert answer.url == page_of(pasted)
    assert re.fullmatch(r"Pasted \d{4}-\d\d-\d\d \d\d:\d\d\.tsv", pasted.name)
    assert (pasted.rows_total, [item["field"] for item in pasted.mapping]) == (rows, fields)
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(("sent", "field", "says"), [
    ({"text": "a\n" * 20_001}, "text", "You pasted 20,001 lines"),
    ({"text": "   "}, "text", "There is nothing in what you pasted."),
    ({"text": "Name\tEmail"}, "text", "The file has a header and no rows below it."),
    ({"text": "Ada\0"}, "text", "Null characters are not allowed."),
    ({"text": "Ada", "file": SimpleUploadedFile("a.csv", b"Name\nAda\n")}, "file", "Take the file or the text, not both."),
])  # fmt: skip
def test_what_cannot_be_pasted_is_said_and_not_kept(client, sent, field, says):
    answer = client.post(f"{LEADS}import/", sent)

    assert answer.status_code == 422
    assert says in answer.context["form"].errors[field][0]
    assert not LeadImport.objects.exists()


@pytest.mark.parametrize(
    "name", ['"><script>alert(1)</script>.csv', "../../etc/passwd", "C:\\people.csv", "Ünï\u202ecode.csv"]
)
def test_whatever_a_file_is_called_is_only_shown(client, name):
    page = client.get(send(client, table(people(1)), name=name).url)

    assert page.status_code == 200
    assert b"<script>alert" not in page.content


# --- mapping -----------------------------------------------------------------------------------------------------------
def test_the_mapping_shows_each_column_with_its_first_values_and_the_reason(client, member):
    CustomFieldFactory(label="Notice period", key="notice")
    text = table([["Ada Byron", "", "3"], ["Alan", "a@x.example", ""], ["Eve", "", ""], ["Mo", "", ""]],
                 ["Name", "Email", "Notice period"])  # fmt: skip
    page = client.get(page_of(uploaded(text, member)))

    columns = [
        (column["field"].label, column["field"].initial, column["samples"], column["sure"])
        for column in page.context["columns"]
    ]
    assert columns == [
        ("Name", "full_name", ["Ada Byron", "Alan", "Eve"], False),
        ("Email", "email", ["", "a@x.example", ""], True),
        ("Notice period", "custom:notice", ["3", "", ""], True),
    ]
    assert page.content.count(b"UTF-8, comma, header in line 1") == 1
    assert b"It is called like your own field." in page.content
    assert b'<optgroup label="Your own fields">' in page.content


def test_what_is_missing_or_unsure_is_said_on_top(client, member):
    nobody = client.get(page_of(uploaded(table([["Engines", "x"]], ["Company", "Shoe size"]), member)))
    unsure = client.get(page_of(uploaded(table([["Ada Byron"]], ["Name"]), member)))
    sure = client.get(page_of(uploaded(table([["Ada Byron"]], ["Full name"]), member)))

    assert b"No column says who each row is." in nobody.content
    assert b"1 column wants your eye," in unsure.content
    assert b"your eye" not in sure.content


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (exports.APOLLO, b"Recognised: Apollo people export"),
        (exports.APOLLO_ACCOUNTS, b"Recognised: Apollo accounts export"),
        ("Company Name,Website,Industry", b"Recognised: List of companies"),
        ("Order ID,Name,Quantity,Price", b"This does not look like a list of people."),
    ],
)
def test_where_a_file_comes_from_is_said_and_what_holds_no_people_makes_nobody(client, member, header, says):
    header = header.split(",")
    upload = uploaded(table([["x", *[""] * (len(header) - 1)]], header), member)
    page = client.get(page_of(upload))
    answer = client.post(f"{page_of(upload)}start/", typed(upload))

    assert says in page.content
    assert answer.status_code == (302 if b"people export" in says else 422)
    assert b"No column says who each row is." not in page.content


def test_a_person_who_knows_better_takes_a_list_of_companies_for_people(client, member):
    upload = uploaded(table([["Ada Byron", "x.example", "Grain"]], ["Name", "Website", "Industry"]), member)

    answer = client.post(f"{page_of(upload)}start/", typed(upload, **{"column-0": "full_name"}))

    assert (upload.recognised, answer.status_code) == ("companies", 302)


def test_what_a_workspace_does_with_matches_is_proposed_and_the_importer_as_owner(client, workspace, member):
    workspace.match_policy = "skip"
    workspace.save()

    form = client.get(page_of(uploaded(table(people(1)), member))).context["form"]
    with_owners = uploaded(table([["Ada", "x@y.example"]], ["Name", "Owner email"]), member)

    assert (form["policy"].initial, form["owner"].initial) == ("skip", member.pk)
    assert client.get(page_of(with_owners)).context["form"]["owner"].initial is None


def test_a_confirmed_mapping_starts_the_import_and_a_second_click_changes_nothing(
    client, member, plain_member
):
    upload = uploaded(
        table([["Ada Byron", "ada@engines.example", "Engines"]], ["Name", "Email", "Firm"]), member
    )
    chosen = typed(
        upload,
        **{"column-2": "company"},
        policy="overwrite",
        overwrite=["title", "company"],
        tags='Fair, "Austin, TX"',
        owner=plain_member.pk,
        legal_basis="Consent",
    )

    answers = [client.post(f"{page_of(upload)}start/", chosen) for _ in range(2)]

    upload.refresh_from_db()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, page_of(upload))] * 2
    assert upload.mapping == [
        {"column": 0, "field": "full_name"}, {"column": 1, "field": "email"}, {"column": 2, "field": "company"},
    ]  # fmt: skip
    assert (upload.policy, upload.overwrite, upload.tags, upload.owner, upload.legal_basis) == (
        "overwrite", ["title", "company"], ["Fair", "Austin, TX"], plain_member, "Consent",
    )  # fmt: skip
    queue.work(upload.job_id)
    lead = Lead.objects.get()
    assert (lead.company_name, lead.owner, lead.legal_basis) == ("Engines", plain_member, "Consent")
    assert sorted(LeadTag.objects.values_list("tag__name", flat=True)) == ["Austin, TX", "Fair"]


def test_the_list_that_a_file_is_put_on_is_chosen_once_and_shown_with_the_result(client, member):
    LeadListFactory(name="Spring")
    upload = uploaded(table(people(2)), member)
    before = client.get(page_of(upload))

    client.post(f"{page_of(upload)}check/", typed(upload, add_to_list="  Fair &  2026 "))
    page = client.get(page_of(upload))
    client.post(f"{page_of(upload)}start/", {"as_checked": "1"})
    upload.refresh_from_db()
    queue.work(upload.job_id)
    result = client.get(page_of(upload)).content.decode()
    undo(Operation.objects.get(pk=upload.operation_id), by=member)

    assert '<option value="Spring">' in before.content.decode()
    assert page.context["form"]["add_to_list"].value() == "Fair & 2026"
    assert f'<a href="{LEADS}?list=Fair%20%26%202026">Fair &amp; 2026</a>' in result
    assert "Fair" not in client.get(page_of(upload)).content.decode()


def test_what_holds_where_a_cell_is_blank_is_chosen_once_and_kept_through_the_check(client, member):
    upload = uploaded(table([["Ada", "Mill"], ["Bo", ""]], ["Full name", "Company"]), member)
    chosen = {"default-company": "Works", "default-country": "Spain", "default-note": "Met at the fair"}

    client.post(f"{page_of(upload)}check/", typed(upload, **chosen))
    page = client.get(page_of(upload))
    client.post(f"{page_of(upload)}start/", {"as_checked": "1"})

    assert [field.value() for field in page.context["form"].defaults()] == [
        "Works", None, None, "Spain", "Met at the fair", None,
    ]  # fmt: skip
    upload.refresh_from_db()
    queue.work(upload.job_id)
    assert list(Lead.objects.order_by("pk").values_list("company_name", "location", "notes__text")) == [
        ("Mill", "Spain", "Met at the fair"), ("Works", "Spain", "Met at the fair"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"default-title": "x" * 201}, "default-title"),
        ({"column-0": "", "column-1": "", "column-2": ""}, "__all__"),
        ({"column-3": "full_name"}, "column-3"),
        ({"column-3": "shoe_size"}, "column-3"),
        ({"column-3": "custom:not-mine"}, "column-3"),
        ({"policy": "overwrite"}, "overwrite"),
        ({"policy": "overwrite", "overwrite": ["status"]}, "overwrite"),
        ({"policy": "burn"}, "policy"),
        ({"owner": "999999"}, "owner"),
        ({"owner": "x"}, "owner"),
        ({"tags": "x" * 61}, "tags"),
        ({"tags": ",".join(map(str, range(21)))}, "tags"),
        ({"add_to_list": "x" * 61}, "add_to_list"),
        ({"legal_basis": "Because"}, "legal_basis"),
    ],
)
def test_a_mapping_that_cannot_be_is_shown_again_with_the_fault_in_its_place(client, member, changes, where):
    upload = uploaded(table(people(1)), member)

    answer = client.post(f"{page_of(upload)}start/", typed(upload, **changes))

    upload.refresh_from_db()
    assert (answer.status_code, upload.state) == (422, State.MAPPING)
    assert where in answer.context["form"].errors


def test_an_owner_who_is_a_guest_or_a_neighbour_or_has_left_cannot_be_chosen(
    client, member, guest, neighbour, plain_member
):
    upload = uploaded(table(people(1)), member)
    plain_member.user.is_active = False
    plain_member.user.save()

    for owner in (guest, neighbour, plain_member):
        answer = client.post(f"{page_of(upload)}start/", typed(upload, owner=owner.pk))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["owner"])


@pytest.mark.proves("LEAD-111")
def test_the_same_file_is_announced_with_its_earlier_import(client, as_member, member, plain_member):
    first = taken_in(table(people(2)), member)
    undo(first.operation, by=member)
    again, mine = uploaded(table(people(2)), member), uploaded(table(people(2)), plain_member)

    page, theirs = client.get(page_of(again)), as_member(plain_member).get(page_of(mine))

    assert page.context["earlier"] == theirs.context["earlier"] == first
    assert b"the same file once more" in page.content
    assert b"it was taken back since" in page.content
    assert page_of(first).encode() in page.content
    assert b"the same file once more" in theirs.content
    assert page_of(first).encode() not in theirs.content


def test_hostile_cells_and_headers_are_shown_as_text(client, member):
    hostile = '"><script>alert(1)</script>'
    page = client.get(page_of(uploaded(table([[hostile, "a@x.example"]], [hostile, "Email"]), member)))

    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;alert(1)" in page.content


def test_a_file_that_is_not_wanted_after_all_is_put_aside(client, member):
    upload = uploaded(table(people(1)), member)

    page = client.post(f"{page_of(upload)}cancel/", follow=True)

    upload.refresh_from_db()
    assert (upload.state, page.status_code) == (State.CANCELLED, 200)
    assert b"The file was not imported." in page.content
    assert b"Steps of the import" not in page.content  # of which nobody took the third
    assert not Lead.objects.exists()


def test_enter_in_a_field_of_the_mapping_page_checks_and_neither_imports_nor_saves(client, member):
    upload = uploaded(table(people(1)), member)
    page = client.get(page_of(upload)).content.decode()
    form = page[page.index(f'action="{page_of(upload)}start/"') :]
    assert f'formaction="{page_of(upload)}check/"' in form[form.index("<button") : form.index("</button>")]


# --- result ------------------------------------------------------------------------------------------------------------
def test_the_result_says_how_the_file_was_read_and_mapped(client, member):
    CustomFieldFactory(label="Shoe size", key="shoe")
    text = table([["Ada Byron", "ada@engines.example", "39", "x"]], ["Name", "Email", "Shoe size", "Other"])

    page = client.get(page_of(taken_in(text, member)))

    assert page.context["mapped"] == [("Name", "Full name"), ("Email", "Email"), ("Shoe size", "Shoe size")]
    assert page.context["read_as"] == "UTF-8, comma, header in line 1"
    assert b"How it was read and mapped" in page.content


@pytest.mark.proves("PRO-14")
def test_the_result_adds_up_and_shows_the_refused_rows_with_line_and_reason(client, member):
    lead_import = taken_in(MIXED, member)

    page = client.get(page_of(lead_import))

    counts = [(part["label"], part["count"]) for part in page.context["parts"]]
    assert counts == [
        ("created", 3),
        ("updated", 1),
        ("unchanged", 0),
        ("merged", 0),
        ("skipped", 2),
        ("failed", 2),
    ]
    assert sum(count for _, count in counts) == page.context["total"] == lead_import.rows_total
    assert [(row.line, row.code, row.name, row.value) for row in page.context["refused"]] == [
        (4, "not_an_email", "", "not an address"),
        (5, "too_many_cells", "Nobody", "one too many"),
        (7, "review", "Charles Babbage", "ada@engines.example"),
    ]
    assert [(row.line, row.code, row.name) for row in page.context["in_part"]] == [
        (9, "not_an_email", "Alan Turing")
    ]
    ada = Lead.objects.get(email="ada@engines.example")
    assert page.context["refused"][2].lead == ada
    assert f"/w/northgate/history/{lead_import.operation_id}/".encode() in page.content


def test_a_result_of_thousands_of_rows_shows_fifty(client, member):
    rows = [["", f"not an address {n}"] for n in range(60)]
    page = client.get(page_of(taken_in(table(rows), member)))

    assert len(page.context["refused"]) == 50
    assert b"first 50" in page.content


@pytest.mark.proves("WHO-158", "WHO-160")
def test_a_refused_row_names_no_lead_that_the_member_may_not_see(as_member, member, plain_member):
    LeadFactory(name="Ada Byron", email="ada@engines.example", owner=member)

    page = as_member(plain_member).get(
        page_of(taken_in(table([["Ada Byron", "ada@engines.example"]]), plain_member))
    )

    (row,) = page.context["refused"]
    assert (row.code, row.lead, row.detail) == (
        "owned_by_other",
        None,
        f"Owned by somebody else: ask {member}.",
    )


def test_an_import_that_was_taken_back_says_so_everywhere(client, member):
    lead_import = taken_in(table(people(2)), member)
    before = client.get(page_of(lead_import)).text
    assert before.count(f"{link('operation', lead_import.operation_id)}#undo") == 1
    assert "Can be taken back until" in before

    undo(lead_import.operation, by=member)
    page, listed = client.get(page_of(lead_import)), client.get(f"{LEADS}imports/")

    assert b"This import was taken back." in page.content
    assert b"Undo import" not in page.content
    assert b"Can be taken back until" not in page.content
    assert b"Taken back" in listed.content


# --- whose imports -----------------------------------------------------------------------------------------------------
PARTS = ("", "progress/", "rows.csv")


@pytest.mark.parametrize("part", PARTS)
def test_members_see_their_own_imports_owner_and_admin_all(
    as_member, member, admin_member, plain_member, part
):
    mine, theirs = taken_in(table(people(1)), plain_member), taken_in(table(people(1)), member)

    for who, seen in ((member, (mine, theirs)), (admin_member, (mine, theirs)), (plain_member, (mine,))):
        browser = as_member(who)
        statuses = [browser.get(f"{page_of(one)}{part}").status_code for one in (mine, theirs)]
        assert statuses == [200 if one in seen else 404 for one in (mine, theirs)]
        assert set(browser.get(f"{LEADS}imports/").context["page"].rows) == set(seen)


def test_nothing_of_a_colleague_or_neighbour_is_started_or_cancelled(
    as_member, member, plain_member, neighbour
):
    theirs = uploaded(table(people(1)), member)
    with workspace_scope(neighbour.workspace):
        foreign = uploaded(table(people(1)), neighbour)

    for browser, other in ((as_member(plain_member), theirs), (as_member(member), foreign)):
        answers = [browser.post(f"{page_of(other)}{part}/", typed(other)) for part in ("start", "cancel")]
        answers += [browser.get(f"{page_of(other)}{part}") for part in PARTS]
        assert {answer.status_code for answer in answers} == {404}
    theirs.refresh_from_db()
    assert theirs.state == State.MAPPING


@pytest.mark.proves("WHO-058")
def test_a_guest_imports_nothing_and_hears_who_could(as_member, member, guest):
    browser, lead_import = as_member(guest), uploaded(table(people(1)), member)

    answers = [
        send(browser, table(people(1))),
        browser.get(f"{LEADS}import/"),
        browser.get(f"{LEADS}imports/"),
    ]
    answers += [browser.get(f"{page_of(lead_import)}{part}") for part in PARTS]
    answers += [browser.post(f"{page_of(lead_import)}{part}/") for part in ("start", "cancel")]

    assert {answer.status_code for answer in answers} == {403}
    assert b"Owner, Admin or Member" in answers[0].content
    assert LeadImport.objects.count() == 1


def test_addresses_that_change_something_take_no_get(client, member):
    lead_import = uploaded(table(people(1)), member)
    assert [client.get(f"{page_of(lead_import)}{part}/").status_code for part in ("start", "cancel")] == [
        405,
        405,
    ]


# --- the list ----------------------------------------------------------------------------------------------------------
def test_the_list_pages_by_key_and_costs_the_same_for_any_number(
    client, member, django_assert_max_num_queries
):
    for _ in range(52):
        LeadImport.objects.create(name="people.csv", by=member, sha256="0" * 64)

    with django_assert_max_num_queries(12):
        first = client.get(f"{LEADS}imports/")
    second = client.get(f"{LEADS}imports/", {"after": first.context["page"].next})

    newest_first = list(LeadImport.objects.values_list("pk", flat=True))
    assert [one.pk for one in first.context["page"].rows] == newest_first[:50]
    assert [one.pk for one in second.context["page"].rows] == newest_first[50:]
    assert client.get(f"{LEADS}imports/", {"after": "nonsense"}).url == f"{LEADS}imports/"


def test_a_workspace_without_imports_is_told_what_to_do(client):
    page = client.get(f"{LEADS}imports/").text
    assert "No imports yet" in page
    assert page.count("New import") == 1


def test_rows_kept_of_an_import_are_not_needed_for_its_page(client, member):
    lead_import = taken_in(MIXED, member)
    ImportRow.objects.all().delete()
    assert client.get(page_of(lead_import)).status_code == 200


def read_again(browser, lead_import, **chosen):
    return browser.post(f"{page_of(lead_import)}read/", chosen, follow=True)


def test_a_file_in_an_old_encoding_is_read_and_the_page_says_how(client):
    page = send(
        client, "Vorname;Nachname;E-Mail\nJörg;Müller;joerg@example.example\n".encode("cp1252"), "leute.csv"
    )

    page = client.get(page.url)
    assert "Windows-1252, semicolon, header in line 1" in page.text
    assert "Müller" in page.text


def test_how_a_file_is_read_is_corrected_on_the_page(client):
    send(client, "Anna;Kovács\nIvan;Петров;ivan@example.example\n".encode("cp1251", "replace"))
    lead_import = LeadImport.objects.get()

    page = read_again(client, lead_import, encoding="cp1251", delimiter=";", header_line="0")

    assert "Windows-1251, semicolon, without a header" in page.text
    assert "Петров" in page.text
    lead_import.refresh_from_db()
    assert (lead_import.rows_total, lead_import.sheet["header"]) == (2, ["Column 1", "Column 2", "Column 3"])


def test_another_sheet_of_a_workbook_is_chosen_on_the_page(client, tmp_path):
    book = Workbook()
    for name, person in (("Clients", "Grace Hopper"), ("People", "Ada Byron")):
        sheet = book.create_sheet(name)
        sheet.append(["Name", "Email"])
        sheet.append([person, f"{person[:3].lower()}@engines.example"])
    book.save(tmp_path / "people.xlsx")
    page = client.get(send(client, (tmp_path / "people.xlsx").read_bytes(), "people.xlsx").url)
    assert "Sheet “Clients”, header in line 1" in page.text

    page = read_again(client, LeadImport.objects.get(), worksheet="People", header_line="1")

    assert "Ada Byron" in page.text
    assert "Grace Hopper" not in page.text


def test_a_reading_that_cannot_be_is_refused_in_place_and_the_old_one_stays(client):
    send(client, "Vorname;E-Mail\nJörg;joerg@example.example\n".encode("cp1252"))
    before = LeadImport.objects.values().get()

    answer = read_again(client, LeadImport.objects.get(), encoding="utf-8", delimiter=";", header_line="1")

    assert answer.status_code == 422
    assert "The file is not in UTF-8" in answer.text
    assert LeadImport.objects.values().get() == before


def test_a_started_import_is_not_read_in_another_way(client, member):
    lead_import = started(table(people(2)), member)
    before = LeadImport.objects.values().get()

    read_again(client, lead_import, encoding="cp1252", delimiter=";", header_line="0")

    assert LeadImport.objects.values().get() == before
