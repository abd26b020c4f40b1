"""A workbook of several sheets, and what is pasted, in a real browser."""

import pytest
from playwright.sync_api import expect

from hirepilot.tenancy import link
from leads.models import LeadImport
from tests.factories.workbooks import of_three_sheets

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_pasted_list_of_addresses_goes_on_to_the_same_mapping(
    workspace, open_page, faults_seen_by_axe, javascript
):
    page = open_page(link("leads:import"), javascript=javascript)
    page.get_by_label("Or paste").fill("Ada Byron <ada@engines.example>; grace@ships.example")
    if javascript:
        assert faults_seen_by_axe(page) == []
    page.get_by_role("button", name="Upload").click()

    expect(page.locator("h1")).to_contain_text("Pasted 20")
    expect(page.locator("main")).to_contain_text("grace@ships.example")


def test_one_sheet_after_the_other_is_mapped_from_one_upload(workspace, open_page, faults_seen_by_axe):
    page = open_page(link("leads:import"))
    book = {"name": "people.xlsx", "mimeType": EXCEL, "buffer": of_three_sheets()}
    page.locator("input[type=file]").set_input_files(book)
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("Clients").check()
    assert faults_seen_by_axe(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Import 1 row").click()

    expect(page.locator("main")).to_contain_text("Sheet “Clients”")
    expect(page.locator("body")).to_contain_text("Next is sheet “Clients”")
    assert faults_seen_by_axe(page) == []
    assert list(LeadImport.objects.order_by("pk").values_list("state", flat=True)) == ["waiting", "mapping"]
