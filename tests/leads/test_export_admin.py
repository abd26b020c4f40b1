"""Exports in the admin: found in any workspace, and the file only for a reason that the Owner can read."""

import pytest

from hirepilot import queue
from hirepilot.models import Job, Operation
from hirepilot.staff import READ_ONLY, SUPPORT
from hirepilot.tenancy import workspace_scope
from leads.models import LeadExport
from tests.factories.lead_exports import ready, started
from tests.factories.leads import LeadFactory
from tests.factories.staff import act, enter, list_page, page_of, signed_in


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def support(workspace):
    browser, browser.user = signed_in(SUPPORT)
    enter(browser, workspace, reason="The Owner asked")
    return browser


def test_all_exports_are_listed_with_who_what_and_when(support, member, neighbour):
    ours = ready(member, name="leads-northgate.csv", leads=[1, 2])
    with workspace_scope(neighbour.workspace):
        theirs = ready(neighbour, name="leads-harbour.csv")

    page = support.get(list_page(LeadExport))

    assert list(page.context["cl"].result_list) == [theirs, ours]
    assert "2 picked by hand" in page.content.decode()
    assert support.get(page_of(ours)).status_code == 200


def test_a_file_is_downloaded_with_a_reason_that_is_in_the_history(support, member):
    made = ready(member, content="Full name\nAda Byron\n")

    unsaid = act(support, "download", made, reason="")
    answer = act(support, "download", made, reason="The Owner lost it")

    assert not unsaid.streaming
    assert answer.getvalue() == b"Full name\nAda Byron\n"
    done = Operation.objects.get(kind="lead.export_download")
    assert (done.staff, done.reason) == (support.user, "The Owner lost it")


def test_a_file_that_is_gone_is_said(support, member):
    made = ready(member, file="")

    assert "is gone" in act(support, "download", made, reason="The Owner lost it").content.decode()


def test_who_only_reads_gets_no_file(workspace, member):
    browser, _ = signed_in(READ_ONLY)
    enter(browser, workspace, reason="Looking")

    answer = act(browser, "download", ready(member), reason="Curious")

    assert not answer.streaming
    assert not Operation.objects.filter(kind="lead.export_download").exists()


def test_an_export_is_called_off_and_its_job_started_again(support, member, monkeypatch):
    monkeypatch.setattr(queue, "ring", lambda number: None)
    LeadFactory()
    made = started(member)

    act(support, "withdraw", made)
    made.refresh_from_db()
    assert made.state == LeadExport.State.CANCELLED

    act(support, "replay", made)
    queue.work(made.job_id)
    made.refresh_from_db()
    assert (made.state, Job.objects.get(pk=made.job_id).state) == (LeadExport.State.DONE, Job.State.DONE)
