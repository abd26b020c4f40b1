"""A recruiter takes leads away: a few that are ticked at once, many by way of a worker."""

import pytest
from playwright.sync_api import expect

from hirepilot.tenancy import link
from leads.models import LeadExport
from tests.factories.leads import LeadFactory


def downloaded(page, press):
    """The lines of the file that pressing it brings."""
    with page.expect_download() as download:
        press.click()
    with open(download.value.path(), encoding="utf-8-sig") as file:
        return file.read().splitlines()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_ticked_leads_are_a_file_at_once(workspace, open_page, faults_seen_by_axe, javascript):
    for name in ("Ada Byron", "Grace Hopper", "Not Ticked"):
        LeadFactory(name=name)
    page = open_page(link("leads:list"), javascript=javascript)

    page.get_by_role("checkbox", name="Select Ada Byron").check()
    page.get_by_role("checkbox", name="Select Grace Hopper").check()
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.locator("main")).to_contain_text("2 leads that you ticked")
    assert not javascript or faults_seen_by_axe(page) == []
    rows = downloaded(page, page.get_by_role("button", name="Export 2 leads"))

    assert [row.partition(",")[0] for row in rows] == ["Full name", "Ada Byron", "Grace Hopper"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_many_leads_are_written_by_a_worker_and_fetched(
    workspace, worker, open_page, faults_seen_by_axe, settings, javascript
):
    settings.EXPORT_DIRECT_ROWS = 2
    for number in range(3):
        LeadFactory(name=f"Person {number}", status="replied")
    page = open_page(f"{link('leads:list')}?status=replied", javascript=javascript, width=390)

    page.get_by_role("link", name="Export").click()
    page.get_by_role("button", name="Export 3 leads").click()
    deadline = 40
    while LeadExport.objects.get().state != LeadExport.State.DONE and deadline:
        page.wait_for_timeout(500)
        deadline -= 1
    if not javascript:
        page.reload()
    expect(page.locator("main")).to_contain_text("The file is ready.")
    assert not javascript or faults_seen_by_axe(page) == []
    rows = downloaded(page, page.get_by_role("link", name="Download"))

    assert [row.partition(",")[0] for row in rows[1:]] == ["Person 0", "Person 1", "Person 2"]
