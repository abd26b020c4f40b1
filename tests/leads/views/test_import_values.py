"""What the values of a file mean is asked on the map page, where a header cannot say it."""

import pytest

from hirepilot import queue
from hirepilot.models import Change
from leads.models import Lead, Note, OptOut
from tests.factories.import_pages import page_of, typed
from tests.factories.imports import table, uploaded
from tests.factories.leads import CustomFieldFactory

HEADER = ["Full name", "Email", "Lead Status", "Lead Owner", "Phone", "Notes", "Note Date"]
ROWS = [
    [
        "Ada Byron",
        "ada@x.example",
        "Open - Not Contacted",
        "Gone Person",
        "020 7946 0991",
        "Met",
        "03/04/2024",
    ],
    ["Bo Kay", "bo@x.example", "Working - Contacted", "User", "", "", ""],
    ["Cy Lee", "cy@x.example", "Unqualified", "", "", "", ""],
    ["Di Moe", "di@x.example", "Unsubscribed", "n/a", "", "", ""],
    ["Ed Noe", "ed@x.example", "working - contacted", "", "", "", ""],
]


def asked(page):
    """{title: [(word, rows, what it is taken for)]}"""
    return {
        title: [(field.label, rows, field.value()) for field, _, rows, _ in words]
        for title, _, words in page.context["form"].word_groups()
    }


def answers(page):
    """What the page sends for what it asks, untouched."""
    return {
        field.html_name: field.value()
        for _, _, words in page.context["form"].word_groups()
        for field, *_ in words
    }


def test_foreign_words_and_owners_are_listed_with_what_they_are_taken_for(client, member):
    page = client.get(page_of(uploaded(table(ROWS, HEADER), member)))

    assert asked(page) == {
        "Words for the status": [
            ("Open - Not Contacted", 1, ""), ("Working - Contacted", 2, "contacted"), ("Unqualified", 1, "bad_fit"),
            ("Unsubscribed", 1, ""),
        ],
        "Owners that nobody here is": [("Gone Person", 1, ""), ("User", 1, "")],
    }  # fmt: skip
    assert b"Kept as an opt-out, whatever is chosen." in page.content
    assert [field.name for field in page.context["form"].value_questions()] == ["date_order", "country"]


@pytest.mark.proves("LEAD-052", "LEAD-054", "PRO-02")
def test_what_the_words_mean_holds_for_the_run_as_it_was_checked(client, workspace, member, plain_member):
    upload = uploaded(table(ROWS, HEADER), member)
    sent = typed(upload, **answers(client.get(page_of(upload))), date_order="dmy", country="GB")
    sent |= {"status-2-2": "qualified", "owner-3-0": str(plain_member.pk), "default-status": "replied"}

    client.post(f"{page_of(upload)}check/", sent)
    again = client.get(page_of(upload))
    client.post(f"{page_of(upload)}start/", {"as_checked": "1"})
    upload.refresh_from_db()
    queue.work(upload.job_id)

    leads = {lead.first_name: lead for lead in Lead.objects.all()}
    assert {name: lead.status for name, lead in leads.items()} == {
        "Ada": "new", "Bo": "contacted", "Cy": "qualified", "Di": "new", "Ed": "contacted",
    }  # fmt: skip
    moves = Change.objects.filter(tbl="leads_lead", operation=upload.operation, before__status="new")
    assert sorted(moves.values_list("row_id", "after__status")) == [
        (leads["Bo"].pk, "contacted"), (leads["Cy"].pk, "qualified"), (leads["Ed"].pk, "contacted"),
    ]  # fmt: skip
    assert (leads["Ada"].owner, leads["Bo"].owner, leads["Ada"].phone) == (
        plain_member,
        None,
        "+442079460991",
    )
    assert Note.objects.get().created_at.date().isoformat() == "2024-04-03"
    assert list(OptOut.objects.values_list("lead_id", "channel")) == [(leads["Di"].pk, "email")]
    assert asked(again)["Words for the status"][2] == ("Unqualified", 1, "qualified")
    assert again.context["form"]["date_order"].value() == "dmy"
    assert asked(again)["Owners that nobody here is"][0] == ("Gone Person", 1, str(plain_member.pk))


def test_words_of_a_column_that_was_chosen_just_now_are_shown_once_before_it_goes_on(client, member):
    upload = uploaded(table([["Ada", "Hot"], ["Bo", "Foo"]], ["Full name", "Temperature"]), member)
    sent = typed(upload, **{"column-1": "status"})

    first = client.post(f"{page_of(upload)}start/", sent)
    second = client.post(f"{page_of(upload)}start/", sent | answers(first))

    assert (first.status_code, first.context["form"].non_field_errors()) == (
        422, ["Look at what the words below mean, then go on."],
    )  # fmt: skip
    assert asked(first) == {"Words for the status": [("Hot", 1, "qualified"), ("Foo", 1, "")]}
    assert second.status_code == 302


@pytest.mark.parametrize(
    ("dates", "asks"),
    [(["03/04/2024", "31/12/2024"], False), (["03/04/2024"], True), (["12/31/2024", "31/12/2024", "3/4/2024"], True),
     (["2024-03-04"], False), (["3.4.2024"], False), (["12/31/2024", "3/4/2024"], False)],
)  # fmt: skip
def test_the_order_of_day_and_month_is_asked_only_where_the_dates_leave_doubt(client, member, dates, asks):
    CustomFieldFactory(label="Start", key="start", kind="date")
    upload = uploaded(table([["Ada", date] for date in dates], ["Full name", "Start"]), member)

    answer = client.post(f"{page_of(upload)}start/", typed(upload))
    answered = client.post(f"{page_of(upload)}start/", typed(upload, date_order="mdy"))

    assert (answer.status_code, answered.status_code) == (422 if asks else 302, 302)
    assert "date_order" in answer.context["form"].errors if asks else True
    upload.refresh_from_db()
    queue.work(upload.job_id)
    expected = {"03/04/2024": "2024-03-04" if asks else "2024-04-03", "3.4.2024": "2024-04-03"}
    assert Lead.objects.order_by("pk").first().custom["start"] == expected.get(dates[0], dates[0]).replace(
        "12/31/2024", "2024-12-31"
    )


def test_a_status_or_an_owner_that_was_not_offered_cannot_be_sent(client, member, guest, neighbour):
    upload = uploaded(table(ROWS, HEADER), member)
    page = client.get(page_of(upload))
    for wrong in (
        {"status-2-0": "converted"},
        {"owner-3-0": str(guest.pk)},
        {"owner-3-0": str(neighbour.pk)},
    ):
        sent = typed(upload, **answers(page), date_order="dmy") | wrong
        answer = client.post(f"{page_of(upload)}start/", sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [*wrong])


def test_a_column_can_become_a_field_of_ones_own_where_one_may_change_the_settings(
    client, as_member, member, plain_member
):
    mine, theirs = (
        uploaded(table([["Ada", "39"]], ["Full name", "Shoe"]), by) for by in (member, plain_member)
    )
    sent = {"column-1": "new:number"}

    made = client.post(f"{page_of(mine)}start/", typed(mine, **sent))
    twice = client.post(
        f"{page_of(uploaded(table([['Bo', '4']], ['Full name', 'Shoe']), member))}check/", typed(mine, **sent)
    )
    refused = as_member(plain_member).post(f"{page_of(theirs)}start/", typed(theirs, **sent))

    assert (made.status_code, twice.status_code, refused.status_code) == (302, 422, 422)
    assert "already" in twice.context["form"].non_field_errors()[0]
    assert list(refused.context["form"].errors) == ["column-1"]
