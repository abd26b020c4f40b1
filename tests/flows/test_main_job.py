"""A recruiter uploads a file and works with the people in it, and takes the import back."""

import pytest
from playwright.sync_api import expect

from hirepilot.tenancy import link
from leads.models import Lead, LeadImport
from tests.factories.leads import LeadFactory

PEOPLE = [
    ["First Name", "Last Name", "Email Address", "URL", "Company", "Position"],
    ["Ada", "Byron", "ada@engines.example", "https://www.linkedin.com/in/ada-byron", "Engines Ltd", "CTO"],
    ["Grace", "Hopper", "grace@navy.example", "", "Navy", "Admiral"],
    ["", "", "not an address", "", "", ""],
]


def bring_in(page, path):
    """From the upload page to the result."""
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("main")).to_contain_text("Email Address")
    page.get_by_role("button", name="Import 3 rows").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_file_to_a_worked_lead_and_back(workspace, worker, open_page, upload, javascript):
    page = open_page(link("leads:import"), javascript=javascript)
    bring_in(page, upload)
    deadline = 40
    while LeadImport.objects.get().state != LeadImport.State.DONE and deadline:
        page.wait_for_timeout(500)
        deadline -= 1
    page.goto(link("leads:import-detail", LeadImport.objects.get().pk))
    expect(page.locator("main")).to_contain_text("not an address")

    page.goto(f"{link('leads:list')}?q=ada")
    page.get_by_role("link", name="Ada Byron", exact=True).click()
    page.get_by_label("Change status to").select_option("qualified")
    page.get_by_role("button", name="Change").click()
    expect(page.locator("#toasts")).to_contain_text("is now Qualified")
    page.get_by_label("Tags to add").fill("Austin")
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Tagged Austin")
    page.get_by_label("Note").fill("Met at the fair.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#toasts")).to_contain_text("Note saved")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Chief of Engines")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Chief of Engines")
    lead = Lead.objects.get(email="ada@engines.example")
    assert (lead.status, lead.title, lead.tags.get().name) == ("qualified", "Chief of Engines", "Austin")

    page.goto(link("operation", LeadImport.objects.get().operation_id))
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("main")).to_contain_text("Undo")
    assert [str(lead) for lead in Lead.objects.all()] == ["Ada Byron"]  # edited since: it stays


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    workspace, member, open_page, faults_seen_by_axe, width, scheme
):
    lead = LeadFactory(
        name="Ada Byron", email="ada@engines.example", tags=["Austin"], company="Engines", owner=member
    )
    for address in (
        link("leads:list"),
        link("leads:detail", lead.pk),
        link("leads:new"),
        link("leads:edit", lead.pk),
        link("leads:import"),
        link("leads:imports"),
        link("operations"),
        link("operation", lead.created_in),
        link("settings"),
        link("members"),
        link("support:tickets"),
    ):
        page = open_page(address, width=width, scheme=scheme)
        assert faults_seen_by_axe(page) == [], address
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_list_shows_all_its_columns_and_its_filters_stand_in_one_line(workspace, member, open_page, width):
    LeadFactory(
        name="Wilhelmina Featherstonehaugh",
        email="wilhelmina.featherstonehaugh@northbeam-robotics.example",
        title="Regional Vice President of Platform Engineering",
        company="Saltmarsh Foods International",
        tags=["2025 prospects", "Met in person", "Relocates"],
        owner=member,
    )
    page = open_page(link("leads:list"), width=width)

    table = page.get_by_role("region", name="Leads")
    assert not table.evaluate("element => element.scrollWidth > element.clientWidth")
    expect(page.locator("tbody .cell-last")).to_be_in_viewport(ratio=1)
    fields = page.locator("#lead-filters :is(input, select):visible").all()
    assert len({field.bounding_box()["y"] for field in fields}) == 1


def test_a_click_on_any_word_of_a_row_opens_the_peek(workspace, open_page):
    LeadFactory(name="Ada Byron")
    page = open_page(link("leads:list"))

    page.locator("tbody").get_by_text("New", exact=True).click()
    expect(page.locator("#peek")).to_contain_text("Ada Byron")
    page.get_by_role("button", name="Close (Esc)").click()
    page.get_by_label("Select Ada Byron").check()
    page.wait_for_timeout(300)
    expect(page.locator("#peek")).to_be_empty()


@pytest.mark.parametrize("width", [1280, 360])
def test_what_was_ticked_stays_ticked_until_somebody_chose(workspace, member, open_page, width):
    lead = LeadFactory(name="Ada Byron", owner=member)
    page = open_page(link("leads:list"), width=width)
    page.get_by_label("Select Ada Byron").check()
    for button, field in (("Tag", "Tags to add"), ("Move", "New status"), ("Assign", "New owner")):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_label(field)).to_be_focused()
        assert page.get_by_label(field).bounding_box()["width"] >= 100
    expect(page.get_by_label("Select Ada Byron")).to_be_checked()

    page.get_by_label("New owner").select_option("Nobody")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("1 lead assigned to nobody.")
    lead.refresh_from_db()
    assert lead.owner is None


def test_a_long_address_widens_no_page_on_a_phone(workspace, member, open_page):
    email = f"{'wilhelmina' * 5}@northbeam-robotics-international.example"
    lead = LeadFactory(name="Ada Byron", email=email)
    other = LeadFactory(name="Ada Byron")

    for address in (
        link("leads:list"),
        link("leads:detail", lead.pk),
        link("leads:merge", other.pk, lead.pk),
        link("operation", lead.created_in),
    ):
        page = open_page(address, width=360)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address


def test_long_values_of_a_file_do_not_widen_the_mapping(workspace, open_page, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(f"Name,Email\nAda,{'a' * 60}@engines.example\n")
    page = open_page(link("leads:import"), width=360)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload").click()

    expect(page.locator("main")).to_contain_text("First values")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_the_list_is_worked_by_keyboard_alone(workspace, open_page):
    for name in ("Ada Byron", "Grace Hopper"):
        LeadFactory(name=name)
    page = open_page(link("leads:list"))

    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#peek")).to_contain_text("Grace Hopper")
    page.wait_for_timeout(300)  # htmx makes the new part live a moment after it is seen
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_empty()
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_contain_text("1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        f"{page.url.split('/w/')[0]}{link('leads:detail', Lead.objects.get(full_name='Grace Hopper').pk)}"
    )
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.locator("h1")).to_contain_text("Imports")
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.locator("h1")).to_contain_text("Leads")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Enter")
    expect(page.locator("tbody")).to_contain_text("Ada Byron")
    expect(page.locator("tbody")).not_to_contain_text("Grace Hopper")
