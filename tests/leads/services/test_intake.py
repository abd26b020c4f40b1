"""The one way in: every draft has exactly one outcome, and one person is one lead."""

import threading
from dataclasses import replace

import pytest
from django.db import connection

from hirepilot.context import Actor
from hirepilot.journal import acting
from hirepilot.tenancy import workspace_scope
from leads.models import Company, ContactValue, Identity, Lead, LeadTag, Note, OptOut, Tag
from leads.services import intake
from leads.services.intake import take_in
from leads.services.intake_clean import tag_pair
from leads.services.organising import archive
from leads.sources.base import LeadDraft
from tests.factories.leads import CustomFieldFactory, IdentityFactory, LeadFactory

ADA = {"full_name": "Ada Byron", "emails": ("ada@engines.example",)}


def take(*drafts, source="file", **rules):
    """Take drafts in and return [(outcome, code)], one for each."""
    drafts = [
        draft if isinstance(draft, LeadDraft) else LeadDraft(line, **draft)
        for line, draft in enumerate(drafts, 2)
    ]
    return [
        (decision.outcome, decision.code) for decision in take_in(drafts, source=source, **rules).decisions
    ]


@pytest.mark.proves(
    "LEAD-012",
    "LEAD-013",
    "LEAD-015",
    "LEAD-017",
    "LEAD-018",
    "LEAD-019",
    "LEAD-022",
    "LEAD-038",
    "LEAD-039",
    "LEAD-091",
    "LEAD-112",
)
def test_a_new_person_is_created_with_everything_the_draft_says(workspace, member):
    result = take_in(
        [
            LeadDraft(
                line=7,
                full_name="Dr. Zoë Łukasz",
                emails=("Zoe+Jobs@Engines.Example", "info@engines.example"),
                phones=("+49 170 1234567",),
                linkedin=("https://de.linkedin.com/in/Zoe-Lukasz/?trk=x",),
                company="Engines Ltd.",
                title="VP Sales",
                location="Łódź",
                tags=("Austin", "austin", "VP Sales"),
                note="Met at the fair.",
                owner=member.user.email,
                status="Qualified",
            )
        ],
        source="file",
        by=member,
        owners={member.user.email.lower(): member.pk},
        tags=(tag_pair("2026"),),
    )

    lead = Lead.objects.get()
    assert [(d.line, d.outcome, d.lead_id) for d in result.decisions] == [(7, "created", lead.pk)]
    assert (lead.full_name, lead.first_name, lead.last_name) == ("Dr. Zoë Łukasz", "Zoë", "Łukasz")
    assert (lead.email, lead.phone, lead.linkedin) == (
        "zoe+jobs@engines.example",
        "+491701234567",
        "zoe-lukasz",
    )
    assert (lead.company, lead.company_name) == (Company.objects.get(), "Engines Ltd.")
    assert (lead.title, lead.seniority, lead.function) == ("VP Sales", "vp", "sales")
    assert (lead.location, lead.status, lead.owner, lead.source) == ("Łódź", "new", member, "file")
    assert sorted(lead.identities.values_list("kind", "value")) == [
        ("email", "zoe+jobs@engines.example"),
        ("slug", "zoe-lukasz"),
    ]
    assert sorted(lead.contact_values.values_list("kind", "value")) == [
        ("phone", "+491701234567"),
        ("role_email", "info@engines.example"),
    ]
    assert sorted(lead.tags.values_list("name", flat=True)) == ["2026", "Austin", "VP Sales"]
    assert list(lead.notes.values_list("text", "author")) == [("Met at the fair.", member.pk)]


@pytest.mark.proves("LEAD-092")
def test_the_same_file_twice_adds_nothing(workspace):
    drafts = [
        ADA | {"tags": ("Austin",), "note": "Hello", "company": "Engines", "phones": ("+1 512 555 0100",)},
        {"full_name": "Only Name", "company": "Engines"},
        {"linkedin": ("linkedin.com/in/someone",)},
    ]
    assert take(*drafts) == [("created", "")] * 3
    before = [
        list(model.objects.order_by("pk").values())
        for model in (Lead, Identity, ContactValue, LeadTag, Note, Tag)
    ]

    assert [outcome for outcome, _ in take(*drafts)] == ["unchanged"] * 3

    after = [
        list(model.objects.order_by("pk").values())
        for model in (Lead, Identity, ContactValue, LeadTag, Note, Tag)
    ]
    assert after == before


@pytest.mark.proves("LEAD-045", "LEAD-091", "LEAD-092")
@pytest.mark.parametrize(("first", "second"), [
    ({"emails": ("ADA@Engines.Example",)}, {"emails": ("mailto:ada@engines.example",)}),
    ({"linkedin": ("https://www.linkedin.com/in/ada",)}, {"linkedin": ("http://uk.linkedin.com/in/ADA/de?x=1",)}),
    ({"emails": ("ada@engines.example",), "linkedin": ("in/ada",)}, {"linkedin": ("in/ada",)}),
])  # fmt: skip
def test_two_spellings_of_one_identity_are_one_person(workspace, first, second):
    together = take({"full_name": "Ada Byron", **first}, {"full_name": "A. Byron", **second})
    assert together == [("created", ""), ("unchanged", "")]
    assert Lead.objects.count() == 1


@pytest.mark.proves("LEAD-097")
def test_blanks_are_filled_and_what_is_there_stays(workspace):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example", title="Head of Engines")

    assert take(ADA | {"title": "CTO", "location": "London", "tags": ("Austin",)}) == [("updated", "")]

    lead.refresh_from_db()
    assert (lead.title, lead.location, lead.status) == ("Head of Engines", "London", "new")
    assert list(lead.tags.values_list("name", flat=True)) == ["Austin"]


@pytest.mark.proves("PRO-45", "LEAD-099")
def test_chosen_fields_are_overwritten_but_never_what_a_person_typed(workspace):
    lead = LeadFactory(
        name="Ada Byron", email="ada@engines.example", title="Old", location="Old", typed=["location"]
    )

    outcome = take(
        ADA | {"title": "New", "location": "New", "company": "New"},
        policy="overwrite",
        overwrite=frozenset({"title", "location"}),
    )

    lead.refresh_from_db()
    assert outcome == [("updated", "")]
    assert (lead.title, lead.location, lead.company_name) == ("New", "Old", "New")


@pytest.mark.proves("LEAD-096")
def test_matches_are_skipped_when_the_policy_says_so(workspace):
    LeadFactory(name="Ada Byron", email="ada@engines.example")
    assert take(ADA | {"title": "CTO"}, policy="skip") == [("skipped", "exists")]
    assert Lead.objects.get().title == ""


@pytest.mark.proves("LEAD-105")
def test_an_address_under_a_clearly_different_name_goes_to_review_and_changes_nothing(workspace):
    lead = LeadFactory(name="Ada Byron", linkedin="ada")

    result = take_in(
        [LeadDraft(2, full_name="Charles Babbage", linkedin=("in/ada",), title="CTO")], source="file"
    )

    assert [(d.outcome, d.code, d.lead_id) for d in result.decisions] == [("skipped", "review", lead.pk)]
    lead.refresh_from_db()
    assert (lead.full_name, lead.title, Lead.objects.count()) == ("Ada Byron", "", 1)


@pytest.mark.proves("LEAD-102", "LEAD-128")
def test_a_row_that_names_two_leads_of_one_name_merges_them(workspace):
    older = LeadFactory(name="Ada Byron", email="ada@engines.example")
    newer = LeadFactory(name="A. Byron", linkedin="ada", title="CTO")

    outcomes = take(
        {
            "full_name": "Ada Byron",
            "emails": ("ada@engines.example",),
            "linkedin": ("in/ada",),
            "location": "London",
        },
        {"full_name": "Grace Hopper", "emails": ("grace@navy.example",)},
    )

    assert outcomes == [("merged", "two_leads"), ("created", "")]
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (newer.merged_into, older.title, older.location) == (older, "CTO", "London")
    assert Identity.objects.filter(lead=older).count() == 2


@pytest.mark.proves("LEAD-103")
def test_a_row_that_names_two_leads_of_different_names_goes_to_review(workspace):
    LeadFactory(name="Ada Byron", email="ada@engines.example")
    LeadFactory(name="Charles Babbage", linkedin="ada")
    assert take(ADA | {"linkedin": ("in/ada",)}) == [("skipped", "review")]
    assert Lead.objects.exclude(merged_into=None).count() == 0


def test_three_rows_of_one_file_that_prove_to_be_one_person_end_as_one(workspace):
    outcomes = take(
        {"full_name": "Ada Byron", "emails": ("ada@engines.example",)},
        {"full_name": "Ada Byron", "linkedin": ("in/ada",)},
        {"full_name": "Ada Byron", "emails": ("ada@engines.example",), "linkedin": ("in/ada",)},
        {"full_name": "Ada Byron", "linkedin": ("in/ada",), "title": "CTO"},
    )
    assert [outcome for outcome, _ in outcomes] == ["created", "created", "merged", "updated"]
    survivor = Lead.objects.get(merged_into=None)
    assert (survivor.identities.count(), survivor.title) == (2, "CTO")


@pytest.mark.proves("LEAD-035", "LEAD-047", "LEAD-048", "LEAD-112")
@pytest.mark.parametrize(("draft", "code"), [
    ({}, "no_identity"),
    ({"emails": ("not an address",)}, "not_an_email"),
    ({"phones": ("+49 170 1234567",)}, "no_identity"),
    ({"emails": ("jobs@engines.example",)}, "no_identity"),
    ({"linkedin": ("https://www.linkedin.com/company/engines",)}, "company_linkedin"),
    ({"company": "Engines"}, "no_identity"),
])  # fmt: skip
def test_a_row_of_nobody_fails_with_its_reason(workspace, draft, code):
    assert take(draft) == [("failed", code)]
    assert Lead.objects.count() == 0


@pytest.mark.proves("LEAD-104")
def test_a_bad_address_beside_a_name_is_dropped_with_a_warning(workspace):
    assert take({"full_name": "Ada Byron", "emails": ("ada at engines",)}) == [("created", "not_an_email")]
    assert Lead.objects.get().email == ""


@pytest.mark.proves("LEAD-049", "LEAD-109")
@pytest.mark.parametrize("word", ["N/A", "#N/A", " null ", "-", "none"])
def test_a_word_for_nothing_is_no_company_and_no_place(workspace, word):
    assert take({**ADA, "company": word, "location": word, "title": word}) == [("created", "")]
    lead = Lead.objects.get()
    assert (lead.company, lead.company_name, lead.location, lead.title) == (None, "", "", "")
    assert not Company.objects.exists()


@pytest.mark.proves("LEAD-047")
def test_the_page_of_a_company_is_nobodys_profile_and_the_row_says_so(workspace):
    page = ("https://www.linkedin.com/company/engines",)
    assert take({**ADA, "linkedin": page}, {"linkedin": page}) == [
        ("created", "company_linkedin"), ("failed", "company_linkedin"),
    ]  # fmt: skip
    assert set(Identity.objects.values_list("kind", flat=True)) == {"email"}


def test_name_and_company_alone_are_no_identity(workspace):
    assert take(
        {"full_name": "Ada Byron", "company": "Engines Ltd"},
        {"full_name": "ADA BYRON", "company": "engines"},
        {"full_name": "Ada Byron", "company": "Looms"},
        {"full_name": "Ada Byron", "company": "Engines", "emails": ("ada@engines.example",)},
    ) == [("created", ""), ("unchanged", "same_without_identity"), ("created", ""), ("created", "")]
    assert take({"full_name": "Ada Byron", "company": "Looms Inc."}) == [
        ("unchanged", "same_without_identity")
    ]


def test_an_archived_lead_is_met_and_stays_archived(workspace, member):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example")
    archive(Lead.objects.filter(pk=lead.pk), by=member)

    assert take(ADA | {"title": "CTO"}) == [("updated", "archived")]

    lead.refresh_from_db()
    assert (lead.archived_at is not None, lead.title) == (True, "CTO")


@pytest.mark.proves("LEAD-100")
def test_an_opt_out_is_kept_whatever_becomes_of_the_row(workspace, plain_member, member):
    LeadFactory(name="Ada Byron", email="ada@engines.example", owner=member)
    LeadFactory(name="Grace Hopper", linkedin="grace")

    outcomes = take(
        ADA | {"opt_out": ("email",)},
        {"full_name": "Somebody Else", "linkedin": ("in/grace",), "opt_out": ("linkedin",)},
        {"full_name": "New Person", "emails": ("new@person.example",), "opt_out": ("all",)},
        policy="skip",
        own_only=plain_member.pk,
    )

    assert [outcome for outcome, _ in outcomes] == ["skipped", "skipped", "created"]
    assert sorted(OptOut.objects.values_list("channel", flat=True)) == ["all", "email", "linkedin"]
    assert Lead.objects.get(full_name="New Person").opted_out == ["all"]


@pytest.mark.proves("PRO-55", "LEAD-101")
def test_a_file_without_the_opt_out_does_not_lift_it(workspace):
    take(ADA | {"opt_out": ("all",)})
    take(ADA | {"title": "CTO"})
    assert (OptOut.objects.count(), Lead.objects.get().opted_out) == (1, ["all"])


@pytest.mark.proves("PRO-55")
def test_an_address_that_was_opted_out_before_comes_in_opted_out(workspace):
    take(ADA | {"opt_out": ("email",)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_optout")
    Lead.objects.get()

    take(
        {"full_name": "Ada Byron", "linkedin": ("in/ada",)},
        {"full_name": "Ada Byron", "emails": ("ada@engines.example",), "linkedin": ("in/ada",)},
    )

    assert Lead.objects.get(merged_into=None).opted_out == ["email"]


@pytest.mark.proves("WHO-057", "WHO-158", "WHO-160", "WHO-161")
def test_a_colleagues_lead_is_left_alone_and_not_disclosed(workspace, member, plain_member):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example", owner=member, title="Secret")

    result = take_in([LeadDraft(2, **ADA, title="CTO", tags=("x",))], source="file", own_only=plain_member.pk)

    decision = result.decisions[0]
    assert (decision.outcome, decision.code, decision.lead_id) == ("skipped", "owned_by_other", None)
    assert decision.detail == f"Owned by somebody else: ask {member}."
    lead.refresh_from_db()
    assert (lead.title, lead.tags.count()) == ("Secret", 0)


def test_what_a_person_enters_is_marked_as_typed(workspace, member):
    take(ADA | {"title": "CTO", "company": "Engines"}, source="manual", typed=True, by=member)
    assert Lead.objects.get().typed == ["company", "full_name", "title"]


@pytest.mark.proves("LEAD-121")
def test_hostile_text_comes_in_as_text(workspace):
    name = "Robert'); DROP TABLE leads_lead;--"
    take(
        {"full_name": "<script>alert(1)</script>", "emails": ("x@y.example",)},
        {
            "full_name": name,
            "company": "=cmd|' /C calc'!A0",
            "tags": ("\\N", "a\tb"),
            "note": "\x00\ud800 left\nright",
        },
    )
    assert Lead.objects.count() == 2
    assert Note.objects.get().text == "left\nright"
    assert Company.objects.get().name == "=cmd|' /C calc'!A0"
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["\\N", "a b"]


def test_another_workspace_with_the_same_people_is_not_met(workspace, neighbour):
    with workspace_scope(neighbour.workspace), acting(Actor()):
        LeadFactory(name="Ada Byron", email="ada@engines.example", title="Theirs")

    assert take(ADA) == [("created", "")]
    assert Lead.objects.get().title == ""


def test_a_company_is_found_by_its_domain_before_its_name(workspace):
    take({"full_name": "A", "company": "Engines", "company_domain": "engines.example"})
    take(
        {"full_name": "B", "company": "Analytical Engines", "company_domain": "engines.example"},
        {"full_name": "C", "company": "ENGINES LTD"},
    )
    assert [lead.company.name for lead in Lead.objects.order_by("full_name")] == ["Engines"] * 3


@pytest.mark.proves("LEAD-043")
@pytest.mark.django_db(transaction=True)
def test_twenty_intakes_of_the_same_people_at_once_make_each_of_them_once(workspace):
    drafts = [
        LeadDraft(n, full_name=f"Person {n}", emails=(f"p{n}@x.example",), linkedin=(f"in/p-{n}",))
        for n in range(40)
    ]
    start, failures, counts = threading.Barrier(20), [], []

    def worker(turn):
        try:
            with workspace_scope(workspace):
                start.wait()
                mine = drafts if turn % 2 else drafts[::-1]
                counts.append(take_in(mine, source="file").counts)
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=(turn,)) for turn in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sum(count["created"] for count in counts) == 40
    assert sum(count["unchanged"] for count in counts) == 19 * 40
    assert Lead.objects.count() == 40
    assert Identity.objects.count() == 80


@pytest.mark.django_db(transaction=True)
def test_an_identity_taken_between_look_up_and_write_is_met_on_the_second_try(workspace, monkeypatch):
    usual, taken = intake.look_up, []

    def late(rows):
        known = usual(rows)
        if not taken:
            taken.append(LeadFactoryInAnotherConnection(workspace))
        return known

    monkeypatch.setattr(intake, "look_up", late)
    assert take(ADA) == [("unchanged", "")]
    assert Lead.objects.count() == 1


def LeadFactoryInAnotherConnection(workspace):
    def make():
        with workspace_scope(workspace):
            lead = LeadFactory(name="Ada Byron")
            IdentityFactory(lead=lead, value="ada@engines.example")
        connection.close()

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return True


@pytest.mark.proves("LEAD-014", "LEAD-037", "LEAD-039", "LEAD-041")
def test_several_profiles_in_one_cell_are_all_taken(workspace):
    cell = "https://www.linkedin.com/in/ada-byron; linkedin.com/sales/lead/ACwAAAbcdef123456,x, de.linkedin.com/in/ada2"

    assert take({"linkedin": (cell,)}) == [("created", "")]
    assert sorted(Identity.objects.values_list("kind", "value")) == [
        ("sales_lead", "ACwAAAbcdef123456"), ("slug", "ada-byron"), ("slug", "ada2"),
    ]  # fmt: skip


@pytest.mark.proves("LEAD-054")
@pytest.mark.parametrize("status", ["Enriched", "contacted", "Replied", "Qualified", "Bad Fit", "Converted"])
def test_a_new_lead_starts_as_new_whatever_its_source_says_and_the_row_says_so(workspace, status):
    given = LeadDraft(line=2, full_name="Ada Byron", emails=("ada@engines.example",), status=status)
    (made,) = take_in([given], source="file").decisions
    (again,) = take_in([replace(given, line=3)], source="file").decisions

    label = status.title()
    assert (made.outcome, made.code, made.detail) == (
        "created", "status_not_taken", f"A new lead starts as New, so “{label}” was not taken.",
    )  # fmt: skip
    assert (again.outcome, again.code, again.detail) == (
        "unchanged", "status_not_taken", f"The lead stays New: no source moves it, so “{label}” was not taken.",
    )  # fmt: skip
    assert Lead.objects.get().status == "new"


def test_the_status_that_a_lead_has_is_no_warning(workspace):
    LeadFactory(name="Ada Byron", email="ada@engines.example", status="bad_fit")
    given = LeadDraft(line=2, emails=("ada@engines.example",), status="Bad Fit")
    (decision,) = take_in([given], source="file").decisions

    assert (decision.outcome, decision.code) == ("unchanged", "")


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("number", "many", "A number is needed here."),
        ("number", "NaN", "A number is needed here."),
        ("number", "Infinity", "A number is needed here."),
        ("date", "31.02.2027", "A date is needed here, such as 2027-03-31."),
        ("date", "2027-02-31", "A date is needed here, such as 2027-03-31."),
        ("choice", "Mars", "One of these is needed here: Austin, Berlin."),
    ],
)
def test_a_value_that_its_field_cannot_hold_is_a_warning_and_the_rest_of_the_row_is_kept(
    workspace, kind, value, why
):
    CustomFieldFactory(label="Own", key="own", kind=kind, choices=["Austin", "Berlin"])
    CustomFieldFactory(label="Other", key="other")
    given = LeadDraft(line=2, full_name="Ada Byron", custom=(("own", value), ("other", "kept")))
    (decision,) = take_in([given], source="file").decisions

    assert (decision.outcome, decision.code, decision.detail) == (
        "created",
        "bad_value",
        f"Own, “{value}”: {why}",
    )
    assert Lead.objects.get().custom == {"other": "kept"}


def test_a_value_for_a_field_that_is_gone_is_a_warning(workspace):
    given = LeadDraft(line=2, full_name="Ada Byron", custom=(("gone", "1"),))
    (decision,) = take_in([given], source="file").decisions

    assert (decision.code, decision.detail) == ("unknown_field", "There is no field “gone” any more.")
    assert Lead.objects.get().custom == {}


@pytest.mark.parametrize(
    ("kind", "value"), [("number", "-1.5e3"), ("date", "2027-03-31"), ("choice", "Austin")]
)
def test_a_value_of_the_fields_kind_is_taken(workspace, kind, value):
    CustomFieldFactory(label="Own", key="own", kind=kind, choices=["Austin", "Berlin"])
    (decision,) = take_in(
        [LeadDraft(line=2, full_name="Ada Byron", custom=(("own", value),))], source="file"
    ).decisions

    assert (decision.code, Lead.objects.get().custom) == ("", {"own": value})
