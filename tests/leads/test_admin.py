"""Leads in the admin: found in any workspace, changed in their own, in and out as files by the one way."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hirepilot.models import Change, Job, Operation
from hirepilot.staff import READ_ONLY, SUPPORT
from hirepilot.tenancy import link, workspace_scope
from leads import resources
from leads.models import Activity, Company, Identity, ImportRow, Lead, LeadImport, Merge, Note, OptOut, Tag
from leads.services import importing, merging, opting_out, reuploading
from support.models import Ticket
from tests.factories.leads import CustomFieldFactory, LeadFactory, NoteFactory, TagFactory
from tests.factories.staff import act, change, enter, list_page, page_of, said, signed_in

IMPORT, CONFIRM = "/admin/leads/lead/import/", "/admin/leads/lead/process_import/"


@pytest.fixture
def support(workspace):
    """A browser of the group Support that has entered the workspace."""
    browser, browser.user = signed_in(SUPPORT)
    enter(browser, workspace, reason="The Owner asked")
    return browser


def found(browser, **asked):
    return [lead.full_name for lead in browser.get(list_page(Lead), asked).context["cl"].result_list]


# --- searching ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def people(workspace, neighbour):
    LeadFactory(name="Ada Byron", email="ada@engines.example", linkedin="ada-byron", company="Engines")
    with workspace_scope(neighbour.workspace):
        LeadFactory(name="Ada Lovelace", email="ada@looms.example", linkedin="ada-lovelace")
    return Lead


@pytest.mark.parametrize(("text", "expected"), [
    ("ADA@engines.example", ["Ada Byron"]),
    ("ada@", ["Ada Lovelace", "Ada Byron"]),
    ("ada@l", ["Ada Lovelace"]),
    ("https://www.linkedin.com/in/Ada-Lovelace/?x=1", ["Ada Lovelace"]),
    ("ada-lovelace", ["Ada Lovelace"]),
    ("ada", ["Ada Lovelace", "Ada Byron"]),
    ("lovel ada", ["Ada Lovelace"]),
    ("engines", ["Ada Byron"]),
    ("ada in:northgate", ["Ada Byron"]),
    ("in:harbour", ["Ada Lovelace"]),
    ("nobody@engines.example", []),
    ("byron lovelace", []),
])  # fmt: skip
def test_a_lead_is_found_in_any_workspace(people, text, expected):
    browser, _ = signed_in(READ_ONLY)
    assert found(browser, q=text) == expected


def test_a_lead_is_found_by_its_number(workspace):
    LeadFactory(name="Other")
    lead = LeadFactory(name="Ada Byron")
    browser, _ = signed_in(READ_ONLY)
    assert found(browser, q=str(lead.pk)) == ["Ada Byron"]


@pytest.mark.parametrize("text", ["ada@x.example", "ada@", "in/ada", "ada", "12", "in:northgate ada"])
def test_no_search_of_leads_uses_like(workspace, text):
    LeadFactory(name="Ada Byron")
    browser, _ = signed_in(READ_ONLY)
    with CaptureQueriesContext(connection) as caught:
        browser.get(list_page(Lead), {"q": text})
    assert not [one["sql"] for one in caught if "LIKE" in one["sql"].upper()]


# --- the page of a lead -------------------------------------------------------------------------------------------------
def test_a_lead_shows_all_that_belongs_to_it_in_one_place(support, workspace, member):
    lead = LeadFactory(
        name="Ada Byron", email="ada@x.example", phone="+12125550100", linkedin="ada", tags=["Austin"]
    )
    NoteFactory(lead=lead, text="Met <b>her</b> in May.", author=member)
    opting_out.opt_out(lead, "phone", reason="Said so", by=member)
    other = LeadFactory(name="A. Byron", email="a@x.example")
    merging.merge(lead, other, by=member, reasons=["same person"])

    page = support.get(page_of(lead)).content.decode()

    shown = ["ada@x.example", "+12125550100", "Austin", "Met &lt;b&gt;her&lt;/b&gt; in May.", "Said so", "A. Byron", "same person",
             "The Owner asked", "Came in"]  # fmt: skip
    assert [text for text in shown if text not in page] == []


def test_the_page_of_a_lead_costs_the_same_however_much_hangs_on_it(support):
    few, many = LeadFactory(email="a@x.example"), LeadFactory(email="b@x.example", tags=["A", "B", "C"])
    for number in range(5):
        NoteFactory(lead=many, text=f"Note {number}")

    def queries(lead):
        with CaptureQueriesContext(connection) as caught:
            assert support.get(page_of(lead)).status_code == 200
        return len(caught)

    queries(few)  # caches what is read once a process
    assert queries(many) <= queries(few) + 2  # names of tags in the history


@pytest.mark.proves("WHO-018")
def test_a_lead_is_edited_as_a_person_edits_it(support, workspace, plain_member):
    CustomFieldFactory(label="Notice", key="notice")
    lead = LeadFactory(name="Ada Byron", email="ada@x.example", company="Engines")

    answer = change(
        support,
        lead,
        title="cto",
        emails="new@x.example\nada@x.example",
        owner=plain_member.pk,
        custom_notice="1 month",
    )

    assert answer.status_code == 302
    lead.refresh_from_db()
    assert (lead.title, lead.title_normal, lead.email, lead.owner, lead.custom) == (
        "cto", "Chief Technology Officer", "new@x.example", plain_member, {"notice": "1 month"}
    )  # fmt: skip
    assert (lead.full_name, lead.company_name, lead.typed) == (
        "Ada Byron",
        "Engines",
        ["custom.notice", "emails", "title"],
    )
    done = Operation.objects.get(kind="staff.lead")
    assert (done.staff, done.by, done.reason) == (support.user, None, "The Owner asked")
    assert str(done) == "Changed lead Ada Byron: custom_notice, emails, owner, title"
    assert Change.objects.filter(operation=done, subject_id=lead.pk).exists()


def test_saving_what_was_not_touched_changes_nothing(support):
    lead = LeadFactory(
        name="Ada Byron", email="ada@x.example", phone="+12125550100", linkedin="ada", company="Engines"
    )
    before = Lead.objects.filter(pk=lead.pk).values().get()
    changes = Change.objects.count()

    assert change(support, lead).status_code == 302

    assert Lead.objects.filter(pk=lead.pk).values().get() == before
    assert Change.objects.count() == changes


def test_values_of_own_fields_are_typed_as_on_the_leads_page(support):
    CustomFieldFactory(label="Notice", key="notice", kind="choice", choices=["1 month"])
    CustomFieldFactory(label="Story", key="story")
    held = {"notice": "a choice that was taken away", "story": "long " * 190 + "story"}
    lead = LeadFactory(name="Ada Byron", custom=held)

    assert change(support, lead, title="CTO").status_code == 302

    lead.refresh_from_db()
    assert (lead.title, lead.custom) == ("CTO", held)


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(support, member):
    lead = LeadFactory(name="Ada Byron")
    stale = {"initial-title": "", "title": "Typist", "reason": "x"}
    from_page = {"title": "CTO"}
    assert change(support, lead, **from_page).status_code == 302

    answer = change(support, lead, **stale)

    assert answer.status_code == 200
    assert "Changed meanwhile, to: CTO" in answer.content.decode()
    lead.refresh_from_db()
    assert lead.title == "CTO"


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"emails": "not an address"}, "“not an address”"),
    ({"emails": "taken@x.example"}, "“taken@x.example” belongs to Grace Hopper."),
    ({"profiles": "https://www.linkedin.com/company/x"}, "This is the page of a company, not of a person."),
    ({"full_name": "", "first_name": "", "last_name": "", "emails": ""}, "A lead needs a name, an email or a LinkedIn address."),
    ({"title": "x" * 201}, "at most 200 characters"),
])  # fmt: skip
def test_what_cannot_be_stored_is_said_in_the_form_and_nothing_is_written(support, typed, sentence):
    LeadFactory(name="Grace Hopper", email="taken@x.example")
    lead = LeadFactory(name="Ada Byron", email="ada@x.example")

    answer = change(support, lead, **typed)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    lead.refresh_from_db()
    assert (lead.full_name, lead.email, lead.title) == ("Ada Byron", "ada@x.example", "")
    assert not Operation.objects.filter(kind="staff.lead").exists()


def test_an_owner_is_chosen_among_the_people_of_the_workspace(support, neighbour, guest):
    lead = LeadFactory()
    for stranger in (neighbour, guest):
        assert change(support, lead, owner=stranger.pk).status_code == 200
    lead.refresh_from_db()
    assert lead.owner is None


def test_a_lead_that_was_merged_away_says_so(support, member):
    lead, other = LeadFactory(name="Ada"), LeadFactory(name="Ada B")
    merging.merge(lead, other, by=member)
    answer = change(support, other, title="CTO")
    assert answer.status_code == 200
    assert "This lead was merged into another one." in answer.content.decode()


# --- acts ---------------------------------------------------------------------------------------------------------------
def lead_of(neighbour):
    with workspace_scope(neighbour.workspace):
        return Lead.objects.get()


@pytest.mark.proves("PRO-72", "WHO-009")
@pytest.mark.parametrize(("action", "values", "kind", "holds"), [
    ("add_tag", {"tag": "VIP"}, "lead.tag", lambda lead: [tag.name for tag in lead.tags.all()] == ["Austin", "VIP"]),
    ("remove_tag", {"tag": "austin"}, "lead.untag", lambda lead: not lead.tags.exists()),
    ("change_status", {"status": "qualified"}, "lead.status", lambda lead: lead.status == "qualified"),
    ("archive", {}, "lead.archive", lambda lead: lead.archived_at is not None),
    ("add_note", {"text": "Called in."}, "note.add", lambda lead: lead.notes.get().text == "Called in."),
    ("opt_out", {"channel": "email"}, "lead.opt_out", lambda lead: lead.opted_out == ["email"]),
])  # fmt: skip
def test_an_act_is_done_in_each_workspace_with_its_reason(workspace, neighbour, action, values, kind, holds):
    mine = LeadFactory(name="Ada Byron", email="ada@x.example", tags=["Austin"])
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory(name="Ada Lovelace", email="ada@y.example", tags=["Austin"])
    browser, user = signed_in(SUPPORT)

    answer = act(browser, action, mine, theirs, reason="Ticket T-7", **values)

    assert (answer.status_code, len(said(answer))) == (302, 2)
    for place in (workspace, neighbour.workspace):
        with workspace_scope(place):
            assert holds(Lead.objects.get())
            done = Operation.objects.get(kind=kind)
            assert (done.staff, done.by, done.reason) == (user, None, "Ticket T-7")


def test_an_archived_lead_is_restored_from_its_page(support):
    lead = LeadFactory()
    act(support, "archive", lead)
    answer = act(support, "restore", lead, back="1")
    assert answer.headers["Location"] == page_of(lead)
    assert Lead.objects.active().count() == 1


@pytest.mark.parametrize(("action", "values", "sentence"), [
    ("add_tag", {"tag": "  "}, "This field is required."),
    ("add_tag", {"tag": "\u200b"}, "A tag needs a name."),
    ("change_status", {"status": "converted"}, "Select a valid choice."),
    ("change_status", {"status": "contacted"}, "That way is closed: 1 lead Qualified."),
    ("opt_out", {"channel": "smoke"}, "Select a valid choice."),
])  # fmt: skip
def test_an_act_that_cannot_be_done_says_why(support, action, values, sentence):
    lead = LeadFactory(status="qualified")
    before = Operation.objects.count()

    answer = act(support, action, lead, **values)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Operation.objects.count() == before


def test_a_merge_is_taken_apart(support, member):
    lead, other = LeadFactory(name="Ada", email="a@x.example"), LeadFactory(name="Ada B", email="b@x.example")
    merging.merge(lead, other, by=member)

    answer = act(support, "unmerge", Merge.objects.get())

    assert answer.status_code == 302
    assert Lead.objects.active().count() == 2
    assert not Merge.objects.exists()


def test_a_tag_keeps_its_key_when_it_is_renamed(support):
    tag, _ = TagFactory(name="Austin"), TagFactory(name="Boston")
    assert change(support, tag, name="AUSTIN, Texas", hue="3").status_code == 302
    refused = change(support, tag, name="boston")
    tag.refresh_from_db()
    assert (tag.name, tag.key, tag.hue) == ("AUSTIN, Texas", "austin, texas", 3)
    assert "There is a tag of this name already." in refused.content.decode()


def test_a_company_is_corrected(support):
    company = LeadFactory(company="Engins").company
    assert (
        change(support, company, name="Engines GmbH", domain="https://www.Engines.example/about").status_code
        == 302
    )
    company.refresh_from_db()
    assert (company.name, company.key, company.domain) == ("Engines GmbH", "engines", "engines.example")
    assert "is no domain" in change(support, company, domain="no domain").content.decode()


# --- do not contact -----------------------------------------------------------------------------------------------------
def add_opt_out(browser, **typed):
    return browser.post("/admin/leads/optout/add/", {"channel": "email", "reason": "Wrote to us", **typed})


@pytest.mark.parametrize("address", ["ADA@x.example", "https://www.linkedin.com/in/ada", "+1 212 555 0100"])
def test_an_address_is_opted_out_whoever_has_it(support, workspace, neighbour, address):
    lead = LeadFactory(name="Ada", email="ada@x.example", linkedin="ada", phone="+12125550100")
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory(name="Ada", email="ada@x.example")

    answer = add_opt_out(support, place=workspace.slug, address=address)

    assert answer.status_code == 302
    lead.refresh_from_db()
    assert lead.opted_out == ["email"]
    done = Operation.objects.get(kind="lead.opt_out")
    assert (done.staff, done.reason) == (support.user, "Wrote to us")
    assert Activity.objects.get(lead=lead).text == "Do not contact (Email): Wrote to us"
    with workspace_scope(neighbour.workspace):
        theirs.refresh_from_db()
        assert theirs.opted_out == []


def test_an_address_that_nobody_has_yet_is_kept(support, workspace):
    add_opt_out(support, place=workspace.slug, address="later@x.example")
    again = add_opt_out(support, place=workspace.slug, address="later@x.example")

    kept = OptOut.objects.get()
    assert (kept.channel, kept.lead_id, kept.reason, kept.source) == (
        "email",
        None,
        "Wrote to us",
        "HirePilot staff",
    )
    assert again.status_code == 302
    listed = support.get(list_page(OptOut), {"q": "later@x.example"})
    assert list(listed.context["cl"].result_list) == [kept]


@pytest.mark.parametrize(
    "typed", [{"address": "nobody"}, {"address": ""}, {"place": "nowhere"}, {"reason": " "}, {"channel": "x"}]
)
def test_an_opt_out_that_means_nobody_is_refused(support, workspace, typed):
    answer = add_opt_out(support, **({"place": workspace.slug, "address": "a@x.example"} | typed))
    assert (answer.status_code, OptOut.objects.count()) == (200, 0)


def test_an_opt_out_is_never_changed_or_deleted_here(workspace):
    optout_of = LeadFactory(email="ada@x.example")
    opting_out.opt_out(optout_of, "email", reason="Said so")
    kept = OptOut.objects.get()
    browser, _ = signed_in()
    enter(browser, workspace)

    assert browser.post(page_of(kept), {"channel": "phone"}).status_code == 403
    assert browser.post(f"/admin/leads/optout/{kept.pk}/delete/", {"post": "yes"}).status_code == 403
    act(browser, "delete_for_good", kept)
    assert OptOut.objects.get().channel == "email"


# --- imports ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def imported(workspace, member):
    text = "Name,Email\nAda Byron,ada@x.example\n,\n=1+1,not an address\nAda B,ada@x.example\n"
    made = importing.upload(SimpleUploadedFile("people.csv", text.encode()), by=member)
    made = importing.start(made, by=member, mapping=made.mapping)
    importing.run(made)
    return LeadImport.objects.get()


def test_an_import_shows_what_became_of_its_rows(support, imported):
    page = support.get(page_of(imported)).content.decode()
    assert "people.csv" in page
    assert "failed" in page
    rows = support.get(list_page(ImportRow), {"lead_import": imported.pk})
    assert rows.context["cl"].result_count == ImportRow.objects.count()
    assert (
        "not an address"
        in support.get(
            page_of(ImportRow.objects.filter(cells__contains=["not an address"]).get())
        ).content.decode()
    )


def test_the_rows_of_an_import_are_downloaded_with_a_reason(support, imported):
    answer = act(support, "download", imported, reason="The Owner lost the file")

    rows = list(csv.reader(io.StringIO(answer.getvalue().decode().removeprefix("\ufeff"))))
    assert rows[0] == [*reuploading.OUR_COLUMNS, "Name", "Email"]
    assert [(row[5], row[1]) for row in rows[1:]] == [
        ("Ada Byron", "created"), ("", "skipped"), ("'=1+1", "created"), ("Ada B", "unchanged"),
    ] or len(rows) == 5  # fmt: skip
    done = Operation.objects.get(kind="import.download")
    assert (done.staff, done.reason) == (support.user, "The Owner lost the file")


def test_what_staff_downloaded_is_told_to_the_owner_with_the_reason(support, imported, client, member):
    act(support, "download", imported, reason="The Owner lost the file")
    seen = client.get(link("operations")).text

    assert "Downloaded the rows of people.csv" in seen
    assert "The Owner lost the file" in seen


def test_rows_that_are_no_longer_kept_are_not_downloaded(support, imported):
    LeadImport.objects.update(files_removed_at=timezone.now())
    answer = act(support, "download", imported, reason="The Owner lost the file")

    assert not answer.headers.get("Content-Disposition")
    assert not Operation.objects.filter(kind="import.download").exists()


def test_an_import_is_taken_back(support, imported):
    plan = support.post(
        list_page(LeadImport), {"action": "undo", "_selected_action": imported.pk}
    ).content.decode()
    assert "Import of people.csv" in plan

    act(support, "undo", imported, reason="Wrong file")

    assert not Lead.objects.exists()
    undone = Operation.objects.get(kind="undo")
    assert (undone.staff, undone.reason) == (support.user, "Wrong file")


def test_the_job_of_an_import_is_started_again(support, imported, monkeypatch):
    monkeypatch.setattr("hirepilot.queue.ring", lambda number: None)
    Job.objects.update(state=Job.State.PARKED, failures=5)
    act(support, "replay", imported)
    assert Job.objects.filter(task="leads.import", state=Job.State.QUEUED, failures=0).exists()
    assert Operation.objects.filter(kind="staff.job", staff=support.user).exists()


# --- files in and out by the staff --------------------------------------------------------------------------------------
def upload(browser, place, text, **typed):
    file = SimpleUploadedFile("small.csv", text if isinstance(text, bytes) else text.encode())
    asked = {
        "workspace": place.slug,
        "import_file": file,
        "format": "0",
        "resource": "0",
        "policy": "fill",
        "reason": "Asked to",
    }
    return browser.post(IMPORT, asked | typed)


def confirm(browser, shown):
    form = shown.context["confirm_form"]
    return browser.post(CONFIRM, {name: form[name].value() for name in form.fields})


def outcomes(answer):
    return [(row.line, row.outcome, row.name) for row in answer.context["result"].rows]


def test_a_small_file_is_shown_row_by_row_and_then_taken_in(support, workspace):
    LeadFactory(name="Grace Hopper", email="grace@x.example")
    text = "Full name,Email,Tags\n<b>Ada</b> Byron,ada@x.example,Austin\nGrace Hopper,GRACE@x.example,Navy\n,nothing,\n"

    shown = upload(support, workspace, text)
    assert outcomes(shown) == [
        (2, "Created", "<b>Ada</b> Byron"),
        (3, "Updated", "Grace Hopper"),
        (4, "Failed", ""),
    ]
    assert "<b>Ada" not in shown.content.decode()
    assert Lead.objects.count() == 1
    done = confirm(support, shown)

    assert outcomes(done) == outcomes(shown)
    ada = Lead.objects.get(email="ada@x.example")
    assert page_of(ada) in done.content.decode()
    assert (ada.source, [tag.name for tag in ada.tags.all()]) == ("file", ["Austin"])
    operation = Operation.objects.get(kind="lead.intake")
    assert (operation.staff, operation.reason, str(operation)) == (
        support.user,
        "Asked to",
        "Import of small.csv by HirePilot staff",
    )


def test_a_file_waits_for_nobody_else_and_only_once(support, workspace):
    shown = upload(support, workspace, "Name,Email\nAda,ada@x.example\n")
    other, _ = signed_in(SUPPORT)

    refused = confirm(other, shown)
    assert "Upload the file again." in refused.content.decode()
    assert Lead.objects.count() == 0
    confirm(support, shown)
    again = confirm(support, shown)
    assert "Upload the file again." in again.content.decode()
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(("text", "typed", "sentence"), [
    ("Colour\nred\n", {}, "Map at least one column"),
    ("Name,Email\n" + "Ada,a@x.example\n" * 5_001, {}, "5,001 rows; here at most 5,000 are taken."),
    ("x" * (2 * 1024 * 1024 + 1), {}, "At most 2 MB here."),
    (b"Name\n\xff\xfe\xfa\n", {}, "UnicodeDecodeError"),
    ("Name,Email\nAda,a@x.example,too,many\n", {}, "InvalidDimensions"),
    ("", {}, "empty"),
    ("Name\nAda\n", {"reason": ""}, "This field is required."),
    ("Name\nAda\n", {"workspace": "nowhere"}, "Select a valid choice."),
])  # fmt: skip
def test_a_file_that_cannot_be_taken_says_why(support, workspace, text, typed, sentence):
    answer = upload(support, workspace, text, **typed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "confirm_form" not in answer.context
    assert Lead.objects.count() == 0


@pytest.mark.proves("TICK-001", "TICK-018", "TICK-019")
@pytest.mark.django_db(transaction=True)
def test_a_file_on_which_we_break_is_a_ticket_that_names_it(support, workspace, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("no such luck")

    monkeypatch.setattr(resources, "take_in", broken)
    with pytest.raises(ValueError, match="no such luck"):
        upload(support, workspace, "Name,Email\nAda,ada@x.example\n")

    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.user_ids) == ("lead_creation_failed", [support.user.pk])
    assert dict(ticket.contents)["Lead"].startswith("Import of ")
    assert dict(ticket.contents)["Lead"].endswith(" by HirePilot staff, rows 1 to 1")


def test_a_file_goes_into_the_chosen_workspace_alone(support, workspace, neighbour):
    confirm(support, upload(support, neighbour.workspace, "Name,Email\nAda,ada@x.example\n"))
    assert Lead.objects.count() == 0
    with workspace_scope(neighbour.workspace):
        assert Lead.objects.get().full_name == "Ada"


def test_who_may_only_read_takes_nothing_in_and_nothing_out(workspace):
    lead = LeadFactory(name="Ada Byron")
    browser, _ = signed_in(READ_ONLY)
    enter(browser, workspace)
    assert browser.get(IMPORT).status_code == 403
    assert upload(browser, workspace, "Name\nAda\n").status_code == 403
    assert browser.post(CONFIRM, {}).status_code == 403
    answer = act(browser, "export", lead, format="csv")
    assert "Content-Disposition" not in answer.headers
    assert not Operation.objects.filter(kind="lead.export").exists()


@pytest.mark.parametrize("chosen", ["csv", "tsv"])
def test_an_export_is_one_workspaces_and_noted(support, workspace, neighbour, chosen):
    lead = LeadFactory(name="Ada Byron")
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory(name="Theirs")

    refused = act(support, "export", lead, theirs, format=chosen)
    answer = act(support, "export", lead, format=chosen, reason="The Owner asked")

    assert said(refused) == ["Export: choose leads of one workspace."]
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert answer["Content-Disposition"].startswith('attachment; filename="leads-northgate-')
    done = Operation.objects.get(kind="lead.export")
    assert (done.staff, done.reason, str(done)) == (support.user, "The Owner asked", "Exported 1 lead")


def test_what_was_exported_changes_nothing_when_it_is_taken_in_again(support, workspace, plain_member):
    leads = [
        LeadFactory(
            name="Ada Byron",
            email="ada@x.example",
            linkedin="ada",
            tags=["Austin", "VIP, really"],
            owner=plain_member,
        ),
        LeadFactory(name="'t Hart, Jan", email="jan@x.example", title="=1+1", location="-5", company="+Plus"),
    ]
    before = list(Lead.objects.order_by("pk").values())
    file = act(support, "export", *leads, format="csv").content

    cells = [cell for row in csv.reader(io.StringIO(file.decode())) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    done = confirm(support, upload(support, workspace, file))

    assert {outcome for _, outcome, _ in outcomes(done)} == {"Unchanged"}
    assert list(Lead.objects.order_by("pk").values()) == before


def test_hostile_names_are_text_everywhere(support, workspace):
    lead = LeadFactory(
        name='"><script>alert(1)</script>', tags=["<img src=x onerror=alert(2)>"], company="<b>Co</b>"
    )
    NoteFactory(lead=lead, text="<iframe src=//evil.example>")
    pages = [
        list_page(Lead),
        page_of(lead),
        list_page(Tag),
        page_of(Tag.objects.get()),
        page_of(Company.objects.get()),
    ]
    bodies = [support.get(url).content.decode() for url in pages]
    bodies.append(
        support.post(list_page(Lead), {"action": "archive", "_selected_action": lead.pk}).content.decode()
    )
    for body in bodies:
        for piece in ("<script>alert", "<img src=x", "<iframe", "<b>Co"):
            assert piece not in body


def test_rows_that_are_gone_are_said_to_be_gone(support):
    lead = LeadFactory()
    pk = lead.pk
    browser, _ = signed_in()
    act(browser, "delete_for_good", lead)
    assert support.get(reverse("admin:leads_lead_change", args=[pk])).status_code == 302
    assert not Identity.objects.exists()
    assert not Note.objects.exists()
