import pytest

from hirepilot.tenancy import link, workspace_scope
from leads.models import Identity, Lead, LeadTag, Note
from leads.services import merging, organising
from tests.factories.leads import LeadFactory, NoteFactory


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("leads", (1, 3))
def test_the_list_costs_the_same_for_any_number(
    client, workspace, neighbour, leads, django_assert_num_queries
):
    for number in range(leads):
        LeadFactory(name=f"Person {number}", email=f"p{number}@x.example", tags=["Austin", "Remote"])
    with workspace_scope(neighbour.workspace):
        LeadFactory(name="Somebody Else's")
    client.get(link("leads:list"))

    with django_assert_num_queries(21):
        page = client.get(link("leads:list"))

    assert [row.pk for row in page.context["page"].rows] == [lead.pk for lead in Lead.objects.newest_first()]
    assert "Somebody Else" not in text_of(page)


def test_the_address_holds_the_whole_state(client, workspace, member):
    LeadFactory(name="Ada Byron", tags=["Austin"], owner=member, status="replied")
    LeadFactory(name="Grace Hopper", tags=["Austin"])

    page = client.get(
        link("leads:list"), {"q": "ad byr", "tag": "austin", "owner": "me", "status": "replied"}
    )

    assert [str(row) for row in page.context["page"].rows] == ["Ada Byron"]
    assert page.context["state"].chips() == [
        {"label": "Text is", "value": "ad byr", "remove_url": "?status=replied&owner=me&tag=austin"},
        {"label": "Status is", "value": "Replied", "remove_url": "?q=ad+byr&owner=me&tag=austin"},
        {"label": "Owner is", "value": "me", "remove_url": "?q=ad+byr&status=replied&tag=austin"},
        {"label": "Tag is", "value": "austin", "remove_url": "?q=ad+byr&status=replied&owner=me"},
    ]


@pytest.mark.parametrize("query", [
    {"owner": "999999999999999999999"}, {"tag": "no such tag"}, {"status": "rocket"}, {"q": "\x00'; DROP"}, {"q": "x" * 500},
    {"import": "1 OR 1=1"}, {"sort": "evil"},
])  # fmt: skip
def test_a_hostile_filter_is_said_to_be_wrong_and_breaks_nothing(client, workspace, query):
    LeadFactory()
    assert client.get(link("leads:list"), query).status_code == 200


def test_a_cursor_of_nowhere_leads_to_the_first_page(client, workspace):
    assert client.get(link("leads:list"), {"after": "rubbish"}).status_code == 302


def test_pages_follow_each_other_without_a_gap(client, workspace):
    leads = [LeadFactory(name=f"Person {number}").pk for number in range(60)]
    first = client.get(link("leads:list")).context["page"]
    second = client.get(link("leads:list"), {"after": first.next}).context["page"]
    assert [row.pk for row in (*first.rows, *second.rows)] == leads[::-1]


@pytest.mark.proves("LEAD-076")
def test_an_empty_list_says_which_emptiness_it_is(client, workspace, member):
    assert "No leads yet" in text_of(client.get(link("leads:list")))
    lead = LeadFactory(name="Ada Byron")
    organising.archive(Lead.objects.filter(pk=lead.pk), by=member)
    page = text_of(client.get(link("leads:list"), {"q": "ada"}))
    assert "Nothing matches" in page
    assert "1 archived match" in page


@pytest.mark.proves("WHO-033", "WHO-151")
def test_a_guest_learns_who_could_give_access(as_member, workspace, guest):
    answer = as_member(guest).get(link("leads:list"))
    assert answer.status_code == 403
    assert "Owner, Admin or Member" in text_of(answer)


@pytest.mark.proves("WHO-155", "WHO-157")
def test_a_colleagues_lead_is_not_found_by_any_address(as_member, workspace, member, plain_member):
    lead = LeadFactory(name="Secret Person", email="secret@x.example", owner=member)
    browser = as_member(plain_member)
    assert "Secret" not in text_of(browser.get(link("leads:list"), {"q": "secret@x.example"}))
    for name in ("detail", "peek", "edit"):
        assert browser.get(link(f"leads:{name}", lead.pk)).status_code == 404
    for name in ("status", "tags", "untag", "owner", "note", "archive", "restore", "opt-out", "unmerge"):
        assert browser.post(link(f"leads:{name}", lead.pk), {"status": "qualified"}).status_code == 404
    browser.post(link("leads:bulk"), {"lead": lead.pk, "do": "archive"})
    lead.refresh_from_db()
    assert (lead.archived_at, lead.status) == (None, "new")


@pytest.mark.proves("LEAD-034")
def test_the_page_shows_who_it_is_and_what_happened(client, workspace, member):
    lead = LeadFactory(
        name="Ada Byron", email="ada@x.example", title="CTO", tags=["Austin"], company="Engines"
    )
    organising.add_note(lead, "Met at the <script>alert(1)</script> fair", by=member)
    organising.edit(lead, {"title": "Chief"}, by=member)

    page = text_of(client.get(link("leads:detail", lead.pk)))

    for part in ("Ada Byron", "ada@x.example", "Engines", "Austin", "Chief</b>", "Came in"):
        assert part in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.proves("PRO-04", "PRO-18", "PRO-32", "PRO-34", "PRO-35")
def test_an_old_number_leads_to_the_survivor_and_can_be_unmerged(client, workspace, member):
    old, new = (
        LeadFactory(name="Ada Byron", email="a@x.example"),
        LeadFactory(name="Ada B.", email="b@x.example"),
    )
    merge = merging.merge(old, new, by=member, reasons=["by hand"])

    page = client.get(link("leads:detail", new.pk), follow=True)
    assert page.redirect_chain[-1][0] == f"{old.get_absolute_url()}?merged={new.pk}"
    assert "It was merged into this lead" in text_of(page)

    client.post(link("leads:unmerge", old.pk), {"merge": old.merges.get().pk})
    new.refresh_from_db()
    assert (new.merged_into, merge is not None) == (None, True)


def test_a_lead_by_hand_warns_of_the_one_that_is_there(client, workspace, member):
    LeadFactory(name="Ada Byron", email="ada@x.example")
    typed = {"first_name": "Ada", "last_name": "Byron", "emails": "ada@x.example"}

    warned = client.post(link("leads:new"), typed)

    assert warned.status_code == 422
    assert "Same email" in text_of(warned)
    assert Lead.objects.count() == 1


@pytest.mark.proves("LEAD-088")
def test_a_lead_by_hand_comes_in_as_typed(client, workspace, member):
    made = client.post(
        link("leads:new"),
        {"first_name": "Zoë", "last_name": "Łukasz", "emails": "zoe@x.example\nz@y.example"},
    )
    lead = Lead.objects.get()
    assert made.url == link("leads:detail", lead.pk)
    assert (lead.full_name, lead.source, lead.typed) == ("Zoë Łukasz", "manual", ["full_name"])
    assert Identity.objects.filter(lead=lead).count() == 2


def test_a_draft_of_nobody_is_refused_in_place(client, workspace):
    answer = client.post(link("leads:new"), {"title": "CTO"})
    assert answer.status_code == 422
    assert "No name, no email" in text_of(answer)
    assert 'value="CTO"' in text_of(answer)


def test_the_second_of_two_editors_sees_what_the_first_wrote(client, workspace, member):
    lead = LeadFactory(name="Ada Byron", title="Old")
    organising.edit(lead, {"title": "Theirs"}, by=member)

    answer = client.post(
        link("leads:edit", lead.pk),
        {
            "first_name": "Ada",
            "last_name": "Byron",
            "title": "Mine",
            "was.title": "Old",
        },
    )

    assert answer.status_code == 422
    assert "Theirs" in text_of(answer)
    lead.refresh_from_db()
    assert lead.title == "Theirs"


@pytest.mark.parametrize(("name", "values", "seen"), [
    ("status", {"status": "qualified"}, lambda lead: lead.status == "qualified"),
    ("tags", {"tags": "Austin, VP Sales"}, lambda lead: lead.tags.count() == 2),
    ("note", {"text": "Hello"}, lambda lead: lead.notes.get().text == "Hello"),
    ("archive", {}, lambda lead: lead.archived_at is not None),
    ("opt-out", {"channel": "email"}, lambda lead: lead.opted_out == ["email"]),
])  # fmt: skip
def test_an_action_does_what_it_says_and_offers_its_undo(client, workspace, name, values, seen):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example")
    answer = client.post(link(f"leads:{name}", lead.pk), values, follow=True)
    lead.refresh_from_db()
    assert seen(lead)
    assert answer.status_code == 200
    assert ("Undo" in text_of(answer)) == (name != "opt-out") or "undo" in text_of(answer)


@pytest.mark.proves("LEAD-067")
def test_ticked_leads_are_tagged_moved_and_archived_together(client, workspace):
    leads = [LeadFactory(name=f"Person {number}") for number in range(3)]
    ticked = [lead.pk for lead in leads[:2]]

    client.post(link("leads:bulk"), {"lead": ticked, "do": "tag", "tags": "Austin"})
    client.post(link("leads:bulk"), {"lead": ticked, "do": "status", "status": "bad_fit"})
    client.post(link("leads:bulk"), {"lead": ticked, "do": "archive"})

    assert LeadTag.objects.count() == 2
    assert Lead.objects.filter(status="bad_fit").exclude(archived_at=None).count() == 2
    assert client.post(link("leads:bulk"), {"do": "archive"}).status_code == 302


def test_the_palette_finds_people(client, workspace):
    LeadFactory(name="Ada Byron", company="Engines")
    assert "Ada Byron" in text_of(client.get(link("leads:find"), {"q": "ad"}))
    assert text_of(client.get(link("leads:find"), {"q": " "})).strip() == ""


@pytest.mark.proves("LEAD-163")
def test_notes_have_a_tab_of_their_own(client, workspace):
    lead = LeadFactory(name="Ada Byron")
    NoteFactory(lead=lead, text="Only this")
    page = text_of(client.get(link("leads:detail", lead.pk), {"tab": "notes"}))
    assert "Only this" in page
    assert "Came in" not in page
    assert client.get(link("leads:detail", lead.pk), {"tab": "evil"}).status_code == 404
    assert Note.objects.count() == 1
