"""History: what was done, by whom, what it changed; and taking it back, once, by those who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hirepilot import queue
from hirepilot.errors import NothingToUndo
from hirepilot.journal import operation
from hirepilot.models import Change, Job, Membership, Operation
from hirepilot.services import undo_requests
from hirepilot.services.operation_history import concerned, numbers_of
from hirepilot.services.undo import undo
from hirepilot.services.undo_requests import is_large, request_undo
from hirepilot.tenancy import workspace_scope
from leads.models import Lead, Tag
from leads.services.organising import add_note, assign, edit, tag
from tests.factories.imports import people, started, table, taken_in
from tests.factories.leads import LeadFactory
from tests.threads import at_once

HISTORY = "/w/northgate/history/"


def page_of(done):
    return f"{HISTORY}{done.pk}/"


def titled(lead, title, by, at="title"):
    """Edit a lead and return the operation."""
    edit(lead, {at: title}, by=by)
    return Operation.objects.filter(kind="lead.edit").latest("pk")


@pytest.fixture
def large(monkeypatch):
    """Whatever touches more than two rows is large."""
    monkeypatch.setattr(undo_requests, "ROWS_IN_REQUEST", 2)


# --- the list ----------------------------------------------------------------------------------------------------------
def test_history_lists_what_was_done_newest_first(client, member):
    lead = LeadFactory(name="Ada Byron")
    done = titled(lead, "CTO", member)
    undone = undo(done, by=member)

    page = client.get(HISTORY)

    assert [one.pk for one in page.context["page"].rows][:2] == [undone.pk, done.pk]
    for text in (b"Edited Ada Byron", b"Undo: Edited Ada Byron", b"Taken back", page_of(done).encode()):
        assert text in page.content


def test_a_reason_that_the_summary_says_is_not_said_again(client, member):
    with operation("machine", by=member, summary="Moved 2 leads: hiring after all", reason="hiring after all"):
        pass
    with operation("machine", by=member, summary="Do not contact", reason="asked by mail"):
        pass

    page = client.get(HISTORY).text
    assert (page.count("hiring after all"), page.count("asked by mail")) == (1, 1)


def test_history_pages_by_key_and_costs_the_same_for_any_number(
    client, member, django_assert_max_num_queries
):
    for number in range(60):
        with operation("machine", by=member, summary=f"No. {number}"):
            pass

    with django_assert_max_num_queries(12):
        first = client.get(HISTORY)
    second = client.get(HISTORY, {"after": first.context["page"].next})
    back = client.get(HISTORY, {"before": second.context["page"].previous})

    assert [one.summary for one in first.context["page"].rows] == [f"No. {n}" for n in range(59, 9, -1)]
    assert [one.summary for one in second.context["page"].rows] == [f"No. {n}" for n in range(9, -1, -1)]
    assert list(back.context["page"].rows) == list(first.context["page"].rows)
    assert client.get(HISTORY, {"after": "nonsense"}).url == HISTORY


def test_an_empty_history_says_what_will_be_there(client):
    assert b"Nothing yet" in client.get(HISTORY).content


# --- one operation -----------------------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-22")
def test_an_operation_says_who_when_what_and_what_undo_would_do(client, member):
    lead = LeadFactory(name="Ada Byron", title="Clerk")
    page = client.get(page_of(titled(lead, "CTO", member)))

    assert page.context["state"] == "plan"
    assert page.context["plan"].will == ["Puts 5 values back on 1 lead."]
    (about,) = page.context["leads"]
    assert (about.lead, ("Title", "Clerk", "CTO") in about.lines) == (lead, True)
    (numbers,) = page.context["numbers"]
    assert (numbers.many, numbers.made, numbers.changed, numbers.removed) == ("leads", 0, 1, 0)
    assert "“Clerk” → “CTO”".encode() in page.content


@pytest.mark.proves("PRO-22")
def test_what_changed_since_is_said_to_be_left_alone_and_by_whom(client, member, admin_member):
    lead, other = LeadFactory(name="Ada Byron"), LeadFactory(name="Grace Hopper")
    tag([lead, other], ["Hot"], by=member)
    done = Operation.objects.get(kind="lead.tag")
    lead.refresh_from_db()
    first = titled(lead, "CTO", member)
    titled(lead, "CEO", admin_member)

    page = client.get(page_of(first))

    assert page.context["plan"].wont == ["Keeps what was changed since on 1 lead."]
    (left,) = page.context["sample"]
    assert left["lead"] == lead
    assert f"changed since by {admin_member}" in left["sentence"]
    assert client.get(page_of(done)).context["plan"].will == ["Removes 2 lead tags.", "Removes 1 tag."]


def test_leads_out_of_a_members_sight_are_counted_but_not_named(as_member, member, plain_member):
    mine, given_away = LeadFactory(name="Still Mine"), LeadFactory(name="Given Away")
    tag([mine, given_away], ["Hot"], by=plain_member)
    done = Operation.objects.get(kind="lead.tag")
    assign([given_away], member, by=member)
    add_note(given_away, "Secret", by=member)

    page = as_member(plain_member).get(page_of(done))

    assert [one.lead for one in page.context["leads"]] == [mine]
    assert b"Given Away" not in page.content
    assert [one.many for one in page.context["numbers"]] == ["tags", "lead tags"]
    assert [one.lead for one in concerned(done, member)] == [mine, given_away]


def test_values_are_shown_as_people_say_them(workspace, member, plain_member):
    lead = LeadFactory(name="Ada Byron")
    with operation("test", by=member) as done:
        Lead.objects.update(
            status="bad_fit", owner=plain_member, custom={"notice": "3 months"}, location="x" * 100,
            archived_at=timezone.now(),
        )  # fmt: skip

    (about,) = concerned(done, member)

    lines = {what: (before, after) for what, before, after in about.lines}
    assert about.lead == lead
    assert lines.pop("Archived at")[0] == "(empty)"
    assert lines == {
        "Status": ("New", "Bad Fit"), "Owner": ("(empty)", str(plain_member)),
        "Custom": ("(empty)", "notice: 3 months"), "Location": ("(empty)", "x" * 80 + "…"),
    }  # fmt: skip


def test_an_operation_without_a_trace_says_so(client, member):
    with operation("nothing", by=member, summary="Looked around") as done:
        pass

    page = client.get(page_of(done))
    assert (page.context["state"], page.context["numbers"], page.context["leads"]) == ("nothing", [], [])
    assert b"Nothing to take back." in page.content


def test_what_is_too_old_says_so(client, workspace, member):
    done = titled(LeadFactory(), "CTO", member)
    Operation.objects.filter(pk=done.pk).update(started_at=timezone.now() - timedelta(days=31))

    page = client.get(page_of(done))
    assert page.context["state"] == "refused"
    assert b"older than 30 days" in page.content


# --- taking back -------------------------------------------------------------------------------------------------------
def test_undo_and_undo_of_the_undo(client, member):
    lead = LeadFactory(name="Ada Byron", title="Clerk")
    done = titled(lead, "CTO", member)

    page = client.post(f"{page_of(done)}undo/", follow=True)
    lead.refresh_from_db()
    undone = Operation.objects.get(undoes=done)
    assert (page.redirect_chain, lead.title, undone.by) == ([(page_of(done), 302)], "Clerk", member)
    assert page.context["state"] == "undone"
    for text in ("Taken back: Edited Ada Byron.", "Undo the undo", f"{page_of(undone)}undo/"):
        assert text.encode() in page.content

    assert b"Undo the undo" in client.get(page_of(undone)).content
    client.post(f"{page_of(undone)}undo/")
    lead.refresh_from_db()
    done.refresh_from_db()
    assert (lead.title, done.undone_by) == ("CTO", None)


def test_what_an_undo_left_is_said_at_once_and_stays_to_be_seen(client, member):
    lead_import = taken_in(table(people(3)), member)
    kept = Lead.objects.first()
    edit(kept, {"title": "CTO"}, by=member)

    page = client.post(f"{page_of(lead_import.operation)}undo/", follow=True)

    assert "Left as it is: Keeps 1 lead edited since." in str(next(iter(page.context["messages"])))
    assert page.context["did"] == ["Removed 2 leads, 2 companies, 4 email and LinkedIn addresses."]
    assert page.context["left"][0] == "1 lead"
    assert b"Still there, because it is in use or somebody built on it: 1 lead, " in page.content


def test_a_second_press_of_undo_changes_nothing_and_says_who_was_faster(client, member):
    lead = LeadFactory(title="Clerk")
    done = titled(lead, "CTO", member)
    client.post(f"{page_of(done)}undo/")

    page = client.post(f"{page_of(done)}undo/", follow=True)

    assert "has already taken this back" in str(list(page.context["messages"])[-1])
    assert Operation.objects.filter(undoes=done).count() == 1


@pytest.mark.parametrize(
    ("referer", "lands"),
    [
        (
            "http://testserver/w/northgate/leads/imports/?after=x",
            "http://testserver/w/northgate/leads/imports/?after=x",
        ),
        ("http://elsewhere.example/w/northgate/leads/imports/", None),
        ("http://testserver/no/such/page", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_a_toasts_undo_comes_back_to_the_page_where_it_was_pressed(client, member, referer, lands):
    done = titled(LeadFactory(), "CTO", member)

    answer = client.post(f"{page_of(done)}undo/", headers={"Referer": referer})

    assert answer.url == (lands or page_of(done))


def test_undo_of_what_a_page_is_about_does_not_come_back_to_it(client, member):
    lead_import = taken_in(table(people(2)), member)
    page = f"http://testserver/w/northgate/leads/imports/{lead_import.pk}/"

    answer = client.post(f"{page_of(lead_import.operation)}undo/", headers={"Referer": page})

    assert answer.url == page_of(lead_import.operation)


# --- who ---------------------------------------------------------------------------------------------------------------
@pytest.mark.proves("WHO-115", "WHO-116", "WHO-117")
def test_members_see_and_undo_their_own_owner_and_admin_all(as_member, member, admin_member, plain_member):
    mine = titled(LeadFactory(owner=plain_member), "A", plain_member)
    theirs = titled(LeadFactory(owner=plain_member), "B", member)

    assert as_member(plain_member).get(HISTORY).context["page"].rows == [mine]
    for who in (member, admin_member):
        assert {mine, theirs} <= set(as_member(who).get(HISTORY).context["page"].rows)
    assert as_member(plain_member).get(page_of(theirs)).status_code == 404
    assert as_member(plain_member).post(f"{page_of(theirs)}undo/").status_code == 404
    assert as_member(plain_member).post(f"{page_of(mine)}undo/").status_code == 302
    assert as_member(admin_member).post(f"{page_of(theirs)}undo/").status_code == 302
    assert not Operation.objects.filter(pk__in=[mine.pk, theirs.pk], undone_by=None).exists()


def test_a_member_cannot_undo_the_undo_of_somebody_else(as_member, member, plain_member):
    done = titled(LeadFactory(owner=plain_member), "A", plain_member)
    undone = undo(done, by=member)

    page = as_member(plain_member).get(page_of(done))
    assert b"Taken back" in page.content
    assert b"Undo the undo" not in page.content
    assert as_member(plain_member).post(f"{page_of(undone)}undo/").status_code == 404


def test_nothing_of_a_neighbour_is_seen_or_undone(client, member, neighbour):
    with workspace_scope(neighbour.workspace):
        foreign = titled(LeadFactory(), "A", neighbour)

    assert client.get(page_of(foreign)).status_code == 404
    assert client.post(f"{page_of(foreign)}undo/").status_code == 404
    assert client.get(f"/w/{neighbour.workspace.slug}/history/").status_code == 404


@pytest.mark.proves("WHO-118")
def test_a_guest_has_no_history_and_hears_who_could(as_member, guest, member):
    done = titled(LeadFactory(), "A", member)
    browser = as_member(guest)

    answers = [browser.get(HISTORY), browser.get(page_of(done)), browser.post(f"{page_of(done)}undo/")]
    assert {answer.status_code for answer in answers} == {403}
    assert b"Owner, Admin or Member" in answers[0].content


def test_undo_takes_no_get(client, member):
    done = titled(LeadFactory(), "A", member)
    assert client.get(f"{page_of(done)}undo/").status_code == 405


# --- large ones --------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("large")
def test_a_large_undo_is_worked_out_and_done_while_the_page_waits(client, member):
    lead_import = taken_in(table(people(4)), member)
    here, part = page_of(lead_import.operation), f"{page_of(lead_import.operation)}?part=undo"

    assert client.get(here).context["state"] == "large"
    assert client.get(f"{here}?plan").context["state"] == "plan"  # without scripts
    assert b"Removes 4 leads." in client.get(part).content

    assert client.post(f"{here}undo/").url == here
    assert client.post(f"{here}undo/").url == here
    (job,) = Job.objects.filter(task="hirepilot.undo")
    assert (job.arguments, job.member) == ({"operation_id": lead_import.operation_id}, member)
    waiting = client.get(here)
    assert waiting.context["state"] == "waiting"
    assert b"?part=undo&amp;waiting" in waiting.content
    assert client.get(f"{part}&waiting").status_code == 200

    queue.work(job.pk)
    assert not Lead.objects.exists()
    assert client.get(f"{part}&waiting").headers["HX-Refresh"] == "true"
    assert client.get(here).context["state"] == "undone"
    assert Operation.objects.get(undoes=lead_import.operation).by == member


@pytest.mark.usefixtures("large")
def test_the_job_of_an_undo_delivered_twice_undoes_once(workspace, member):
    lead_import = taken_in(table(people(4)), member)
    job = request_undo(lead_import.operation, by=member)

    for _ in range(2):
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
        queue.work(job.pk)

    assert Operation.objects.filter(undoes=lead_import.operation).count() == 1
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE


@pytest.mark.usefixtures("large")
def test_a_large_undo_that_was_called_off_says_so_and_can_be_tried_again(client, member):
    lead_import = taken_in(table(people(4)), member)
    queue.cancel(request_undo(lead_import.operation, by=member).pk)

    page = client.get(page_of(lead_import.operation))
    assert page.context["state"] == "large"
    assert b"It was called off." in page.content
    assert isinstance(request_undo(lead_import.operation, by=member), Job)


@pytest.mark.usefixtures("large")
def test_a_large_undo_that_was_given_up_says_so_and_can_be_tried_again(client, member):
    lead_import = taken_in(table(people(4)), member)
    job = request_undo(lead_import.operation, by=member)
    Job.objects.filter(pk=job.pk).update(state=Job.State.PARKED)

    page = client.get(page_of(lead_import.operation))
    assert page.context["state"] == "large"
    assert b"It could not be taken back." in page.content

    client.post(f"{page_of(lead_import.operation)}undo/")
    queue.work(Job.objects.latest("pk").pk)
    assert not Lead.objects.exists()


@pytest.mark.usefixtures("large")
def test_a_large_operation_that_goes_on_is_refused_at_once(client, member):
    lead_import = taken_in(table(people(4)), member)
    type(lead_import).objects.update(state="running")

    page = client.post(f"{page_of(lead_import.operation)}undo/", follow=True)

    assert page.context["state"] == "refused"
    assert b"still going on" in page.content
    assert not Job.objects.filter(task="hirepilot.undo").exists()
    with pytest.raises(NothingToUndo):
        request_undo(started(table(people(1)), member).operation, by=member)


def test_what_counts_as_large_is_what_was_made_and_changed_together(workspace, member, monkeypatch):
    leads = LeadFactory.create_batch(3)
    tag(leads, ["Hot"], by=member)
    done = Operation.objects.get(kind="lead.tag")  # three links and a tag
    for rows, expected in ((3, True), (4, False)):
        monkeypatch.setattr(undo_requests, "ROWS_IN_REQUEST", rows)
        assert is_large(done) is expected

    assign(leads, member, by=member)
    done = Operation.objects.get(kind="lead.assign")
    for rows, expected in ((2, True), (3, False)):
        monkeypatch.setattr(undo_requests, "ROWS_IN_REQUEST", rows)
        assert is_large(done) is expected


def test_numbers_tell_made_changed_removed_and_brought_back(workspace, member):
    lead = LeadFactory(name="Ada Byron")
    tag([lead], ["Hot"], by=member)
    done = Operation.objects.get(kind="lead.tag")
    undone = undo(done, by=member)
    again = undo(undone, by=member)

    def told(one):
        return {row.many: (row.made, row.changed, row.removed, row.brought_back) for row in numbers_of(one)}

    assert told(undone) == {"tags": (0, 0, 1, 0), "lead tags": (0, 0, 1, 0)}
    assert told(again) == {"tags": (0, 0, 0, 1), "lead tags": (0, 0, 0, 1)}
    assert told(done) == {"tags": (1, 0, 0, 0), "lead tags": (1, 0, 0, 0)}
    assert Tag.objects.count() == 1
    assert Change.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_press_undo_at_once_undo_once(workspace, member, as_member):
    lead = LeadFactory(title="Clerk")
    done = titled(lead, "CTO", member)
    browsers = [as_member(member) for _ in range(4)]

    answers = at_once(lambda browser: browser.post(f"{page_of(done)}undo/").status_code, browsers)

    assert answers == [302] * 4
    assert Operation.objects.filter(undoes=done).count() == 1


def test_the_page_of_an_imports_operation_leads_back_to_the_import(client, member):
    done = taken_in(table(people(2)), member)
    page = client.get(page_of(done.operation))
    assert page.context["links"] == [("Import", "people.csv", done.get_absolute_url())]
    assert f'<a href="{done.get_absolute_url()}">people.csv</a>' in page.content.decode()

    undone = undo(done.operation, by=member)
    assert client.get(page_of(undone)).context["links"] == [("Import", "people.csv", done.get_absolute_url())]


def test_an_operation_of_another_kind_leads_to_no_import(client, member):
    assert client.get(page_of(titled(LeadFactory(), "CTO", member))).context["links"] == []


# --- what is taken away between asking and doing -----------------------------------------------------------------------
@pytest.fixture
def asked(as_member, plain_member, large):
    """A large operation of a Member, and the job that they asked for to take it back."""
    leads = LeadFactory.create_batch(3, owner=plain_member)
    tag(leads, ["Hot"], by=plain_member)
    done = Operation.objects.get(kind="lead.tag")
    as_member(plain_member).post(f"{page_of(done)}undo/")
    return leads, done, Job.objects.get(task="hirepilot.undo")


def taken_away(leads, plain_member, member):
    assign(leads[:1], member, by=member)


def made_a_guest(leads, plain_member, member):
    Membership.objects.filter(pk=plain_member.pk).update(role=Membership.Role.GUEST)


def removed(leads, plain_member, member):
    Membership.objects.filter(pk=plain_member.pk).update(removed_at=timezone.now())


@pytest.mark.parametrize("meanwhile", [taken_away, made_a_guest, removed])
def test_the_worker_asks_once_more_what_a_member_may_take_back(asked, member, plain_member, meanwhile):
    leads, done, job = asked
    meanwhile(leads, plain_member, member)

    queue.work(job.pk)

    assert not Operation.objects.filter(undoes=done).exists()
    assert all(lead.tags.exists() for lead in leads)
    job.refresh_from_db()
    assert (job.state, job.failures) == (Job.State.DONE, 0)


def test_an_undo_that_was_taken_out_of_sight_says_so_on_its_page(asked, as_member, member, plain_member):
    leads, done, job = asked
    taken_away(leads, plain_member, member)
    queue.work(job.pk)

    page = as_member(plain_member).get(page_of(done))

    assert page.context["state"] == "refused"
    assert b"leads that you can no longer see" in page.content
