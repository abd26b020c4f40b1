"""The main job by somebody who has a keyboard and nothing else: no mouse, at any width, in light and dark."""

import re

import pytest
from playwright.sync_api import expect

from leads.models import Lead

PEOPLE = [
    ["First Name", "Last Name", "Email Address", "Company", "Position"],
    ["Ada", "Byron", "ada@engines.example", "Engines Ltd", "CTO"],
    ["Grace", "Hopper", "grace@navy.example", "Navy", "Admiral"],
    ["", "", "not an address", "", ""],
]
MOST_TABS = 150


def tab_to(page, target):
    """Press Tab until the target has the focus, as somebody does who sees where it is; and it has to be seen there."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate("element => element.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {target}")


def press(page, role, name, key="Enter"):
    target = page.locator("main").get_by_role(role, name=name, exact=True).first
    tab_to(page, target)
    page.keyboard.press(key)


def type_into(page, label, text):
    tab_to(page, page.get_by_label(label, exact=True).first)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def go(page, key, heading):
    page.wait_for_load_state()  # keys are heard once the scripts of the page have run
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    page.keyboard.press(key)
    expect(page.locator("h1")).to_have_text(re.compile(heading))
    page.wait_for_load_state()


def toast(page, text):
    expect(page.locator("#toasts")).to_contain_text(text)


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")], ids=["wide", "dark", "360 px"]
)
def test_the_main_job_by_keyboard_alone(workspace, worker, member, open_page, upload, width, scheme):
    page = open_page("/accounts/login/", width=width, scheme=scheme, by=None)
    type_into(page, "Work email", member.user.email)
    type_into(page, "Password", "correct horse battery")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Leads")

    go(page, "i", "Imports")
    press(page, "link", "New import")
    file = page.locator("input[type=file]")
    tab_to(page, file)
    file.set_input_files(upload)
    press(page, "button", "Upload")
    expect(page.locator("main")).to_contain_text("Email Address")
    press(page, "button", "Import 3 rows")
    expect(page.locator("main")).to_contain_text("not an address", timeout=40_000)

    go(page, "l", "Leads")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Enter")
    expect(page.locator("tbody")).not_to_contain_text("Grace Hopper")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Ada Byron")
    page.wait_for_load_state()

    tab_to(page, page.get_by_label("Change status to"))
    page.keyboard.type("Qualified")
    press(page, "button", "Change")
    toast(page, "is now Qualified")
    page.wait_for_load_state()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("t")
    page.keyboard.type("Austin")
    page.keyboard.press("Enter")
    toast(page, "Tagged Austin")
    page.wait_for_load_state()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("e")
    type_into(page, "Title", "Chief of Engines")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Chief of Engines")
    lead = Lead.objects.get(email="ada@engines.example")
    assert (lead.status, lead.title, lead.tags.get().name) == ("qualified", "Chief of Engines", "Austin")

    go(page, "l", "Leads")
    press(page, "link", "Export")
    expect(page.locator("h1")).to_contain_text("Export")
    page.wait_for_load_state()
    with page.expect_download() as download:
        press(page, "button", "Export 2 leads")
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert "Grace Hopper" in file.read()

    go(page, "i", "Imports")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("not an address")
    undo = page.locator("main").get_by_role("link", name="Undo import")
    tab_to(page, undo)
    page.keyboard.press("Enter")
    press(page, "button", "Undo")
    toast(page, "Taken back")
    assert [str(lead) for lead in Lead.objects.all()] == ["Ada Byron"]  # edited since: it stays
