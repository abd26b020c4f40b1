"""Editing: what is refused stays in place, and of two who edit at once the second one decides with open eyes."""

import pytest
from django.contrib.messages import get_messages

from hirepilot.models import Operation
from hirepilot.tenancy import link
from leads.models import Lead
from leads.services import merging, organising
from leads.services.editing import values_of
from leads.views import lead_edit
from tests.factories.leads import CustomFieldFactory, LeadFactory

SCRIPT = "<script>alert(1)</script>"


def text_of(answer):
    return " ".join(answer.content.decode().split())


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def fresh(lead):
    return Lead.objects.get(pk=lead.pk)


def as_a_browser_sends_it(page):
    """Every field of the form as the page shows it, the hidden ones too."""
    form, was = page.context["form"], page.context["was"]
    shown = {name: form[name].value() or "" for name in form.fields}
    return {
        name: str(value).replace("\n", "\r\n")
        for name, value in (shown | {f"was.{name}": text for name, text in was.items()}).items()
    }


@pytest.fixture
def lead(workspace):
    CustomFieldFactory(key="shoe", label="Shoe size")
    return LeadFactory(
        name="Ada Byron", email="ada@x.example", phone="+442079460991", linkedin="ada-byron", title="CTO", company="Engines",
        location="London", legal_basis="Consent", custom={"shoe": "38"},
    )  # fmt: skip


def test_a_form_sent_back_untouched_changes_nothing(client, lead):
    before = values_of(lead)

    answer = client.post(
        link("leads:edit", lead.pk), as_a_browser_sends_it(client.get(link("leads:edit", lead.pk)))
    )

    assert (answer.url, said(answer)) == (lead.get_absolute_url(), ["Nothing was changed."])
    assert values_of(fresh(lead)) == before
    assert not Operation.objects.filter(kind="lead.edit").exists()


def test_what_was_typed_is_saved_marked_and_undone_by_its_toast(client, lead):
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk)))
    sent |= {
        "title": "Chief",
        "emails": "new@x.example\r\nada@x.example",
        "custom.shoe": "39",
        "location": "",
    }

    answer = client.post(link("leads:edit", lead.pk), sent)

    now = fresh(lead)
    assert (now.title, now.email, now.custom, now.location) == ("Chief", "new@x.example", {"shoe": "39"}, "")
    assert now.typed == ["custom.shoe", "emails", "location", "title"]
    assert said(answer) == ["Saved."]
    client.post(link("operation-undo", Operation.objects.get(kind="lead.edit").pk))
    assert values_of(fresh(lead)) == values_of(lead)


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"emails": "ada@@x"}, "ada@@x"),
    ({"linkedin": SCRIPT}, "&lt;script&gt;"),
    ({"custom.shoe": "x" * 1001}, "at most 1000 characters"),
    ({"title": "\x00"}, "Null characters are not allowed."),
])  # fmt: skip
def test_a_refusal_stands_at_its_field_and_keeps_everything(client, lead, typed, sentence):
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk))) | {"company": "Typed Ltd"} | typed

    answer = client.post(link("leads:edit", lead.pk), sent)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert ("Typed Ltd" in text_of(answer), SCRIPT in text_of(answer)) == (True, False)
    assert values_of(fresh(lead)) == values_of(lead)


def test_a_lead_cannot_lose_all_that_says_who_it_is(client, workspace):
    lead = LeadFactory(name="Ada Byron")
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk))) | {
        "first_name": "",
        "last_name": "",
    }
    answer = client.post(link("leads:edit", lead.pk), sent)
    assert (answer.status_code, fresh(lead).full_name) == (422, "Ada Byron")
    assert "A lead needs a name, an email or a LinkedIn address." in text_of(answer)


def test_an_address_of_another_lead_is_refused_with_the_way_to_merge(client, lead):
    other = LeadFactory(name="Ada King", email="king@x.example")
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk))) | {"emails": "king@x.example"}

    page = text_of(client.post(link("leads:edit", lead.pk), sent))

    assert "“king@x.example” belongs to Ada King." in page
    assert link("leads:merge", lead.pk, other.pk) in page


def test_an_address_of_a_hidden_lead_is_refused_without_giving_it_away(
    as_member, workspace, member, plain_member
):
    lead, hidden = (
        LeadFactory(name="Ada"),
        LeadFactory(name="Secret Person", email="king@x.example", owner=member),
    )
    browser = as_member(plain_member)
    sent = as_a_browser_sends_it(browser.get(link("leads:edit", lead.pk))) | {"emails": "king@x.example"}

    page = text_of(browser.post(link("leads:edit", lead.pk), sent))

    assert f"owned by somebody else: ask {member}." in page
    assert ("Secret Person" in page, str(hidden.pk) + "/" in page) == (False, False)


def test_two_who_edit_different_fields_do_not_meet(client, lead, plain_member):
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk)))
    organising.edit(lead, {"location": "Berlin"}, by=plain_member)

    client.post(link("leads:edit", lead.pk), sent | {"title": "Chief"})

    assert (fresh(lead).title, fresh(lead).location) == ("Chief", "Berlin")


@pytest.fixture
def late(client, lead, plain_member):
    """The answer to who was slower: a colleague has changed title and location since the form was shown."""
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk)))
    organising.edit(lead, {"title": "Theirs", "location": "Berlin"}, by=plain_member)
    return client.post(link("leads:edit", lead.pk), sent | {"title": "Mine", "company": "Typed Ltd"})


def test_the_slower_one_sees_what_was_written_by_whom_and_loses_nothing(late, lead, plain_member):
    assert late.status_code == 422
    page = text_of(late)
    assert f"{plain_member} wrote “Theirs”" in page
    form = late.context["form"]
    assert [form[name].value() for name in ("title", "company", "location")] == [
        "Mine",
        "Typed Ltd",
        "Berlin",
    ]
    assert (fresh(lead).title, fresh(lead).company_name) == ("Theirs", "Engines")


def test_the_slower_one_may_put_theirs_in_place(client, late, lead):
    client.post(link("leads:edit", lead.pk), as_a_browser_sends_it(late))
    assert (fresh(lead).title, fresh(lead).company_name, fresh(lead).location) == (
        "Mine",
        "Typed Ltd",
        "Berlin",
    )


def test_the_slower_one_may_take_theirs(client, late, lead):
    taken = client.post(link("leads:edit", lead.pk), as_a_browser_sends_it(late) | {"take": "title"})
    assert taken.context["form"]["title"].value() == "Theirs"
    client.post(link("leads:edit", lead.pk), as_a_browser_sends_it(taken))
    assert (fresh(lead).title, fresh(lead).company_name) == ("Theirs", "Typed Ltd")


def test_a_third_change_is_seen_again(client, late, lead, member):
    organising.edit(lead, {"title": "A third"}, by=member)
    again = client.post(link("leads:edit", lead.pk), as_a_browser_sends_it(late))
    assert again.status_code == 422
    assert f"{member} wrote “A third”" in text_of(again)


def test_a_lead_that_was_merged_leads_to_its_survivor(client, lead, member, monkeypatch):
    survivor = LeadFactory(name="Ada King")
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk))) | {"title": "Chief"}
    merged_in_between = monkeypatch.setattr(
        lead_edit, "values_of", lambda one: (merging.merge(survivor, lead, by=member), values_of(one))[1]
    )
    assert merged_in_between is None
    to = f"{survivor.get_absolute_url()}?merged={lead.pk}"

    assert client.post(link("leads:edit", lead.pk), sent).url == to
    monkeypatch.undo()
    assert client.get(link("leads:edit", lead.pk)).url == to


def test_a_choice_that_is_no_longer_offered_can_stay(client, workspace, member):
    CustomFieldFactory(key="notice", label="Notice", kind="choice", choices=["Now"])
    lead = LeadFactory(name="Ada", custom={"notice": "1 month"})
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk))) | {"title": "CTO"}
    assert client.post(link("leads:edit", lead.pk), sent).status_code == 302
    assert (fresh(lead).title, fresh(lead).custom) == ("CTO", {"notice": "1 month"})


@pytest.mark.parametrize("name", ["title", "nonsense", "was.title", ""])
def test_taking_what_is_not_there_breaks_nothing(client, lead, name):
    sent = as_a_browser_sends_it(client.get(link("leads:edit", lead.pk)))
    assert client.post(link("leads:edit", lead.pk), sent | {"take": name}).status_code in (200, 302)
