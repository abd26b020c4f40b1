"""Files as recruiters have them, from the upload page to leads, in a real browser."""

import csv
import io

import pytest
from playwright.sync_api import expect

from hirepilot.tenancy import link
from leads.models import Lead, LeadImport

NOTES = (
    "Notes:\r\n"
    '"When exporting your connection data, you may notice that some of the email addresses are missing."\r\n\r\n'
)
LONG = 60_000  # milliseconds: a worker has to begin first


def connections():
    """A file as LinkedIn gives it: a preamble, 98 of 100 people without an address, and two accounts that were closed."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"])
    for n in range(100):
        profile = f"https://www.linkedin.com/in/person-{n}"
        address = f"p{n}@people.example" if n < 2 else ""
        rows.writerow(["Person", f"Number{n}", profile, address, f"Works {n % 9}", "Engineer", "12 May 2024"])
    for _ in range(2):
        rows.writerow(["", "", "", "", "", "", "13 May 2024"])
    return (NOTES + text.getvalue()).encode()


@pytest.fixture
def looks_well(faults_seen_by_axe):
    """Asserts that axe finds nothing on a page and that it does not scroll sideways, also on a phone."""

    def look(page):
        assert faults_seen_by_axe(page) == [], page.url
        usual = page.viewport_size
        page.set_viewport_size({"width": 390, "height": 800})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
        page.set_viewport_size(usual)

    return look


def choose(page, name, content):
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def test_connections_of_linkedin_become_leads_in_five_clicks(workspace, worker, open_page, looks_well):
    page = open_page(link("leads:import"))
    looks_well(page)
    choose(page, "Connections.csv", connections())  # 1
    page.get_by_role("button", name="Upload").click()  # 2
    expect(page.locator("main")).to_contain_text("header in line 4")
    looks_well(page)
    page.get_by_role("button", name="Import 102 rows").click()  # 3
    expect(page.get_by_role("link", name="See the leads")).to_be_visible(timeout=LONG)
    looks_well(page)
    page.get_by_role("link", name="See the leads").click()  # 4
    expect(page.get_by_role("region", name="Leads")).to_contain_text("Person Number99")

    found = LeadImport.objects.get()
    assert (found.created, found.skipped, sum(found.counts.values())) == (100, 2, 102)
    assert Lead.objects.exclude(email="").count() == 2
    assert not Lead.objects.filter(linkedin="").exists()


MESSY = """Name;E-Mail;Firma;Position;Status
Jörg Müller;joerg.mueller@küche.example;Möbel & Söhne;Geschäftsführer;Neu
;keine-adresse;Bäckerei Groß;Bäcker;Neu
Änne Weiß;aenne@weiss.example;Weiß KG;Prokuristin;Unbekannt
Verschoben;;;;;verschoben@werk.example
Zoë Groß;zoe@gross.example;Groß AG;Leiterin;
"""


def test_a_messy_file_is_fixed_on_the_page_and_finished(workspace, worker, open_page, looks_well):
    page = open_page(link("leads:import"))
    choose(page, "kunden.csv", MESSY.encode("cp1252"))
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("main")).to_contain_text("Windows-1252")
    expect(page.locator("main")).to_contain_text("Jörg Müller")
    page.get_by_role("button", name="Check first").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("with nothing written", timeout=LONG)
    looks_well(page)

    page.get_by_role("link", name="Fix line 3").click()
    looks_well(page)
    page.get_by_label("Name").fill("Karl Groß")
    page.get_by_label("E-Mail").fill("karl@gross.example")
    page.get_by_label("E-Mail").press("Enter")
    expect(page.get_by_role("heading", name="Line 5")).to_be_visible()  # the next that failed
    page.get_by_role("link", name="Leave it as it is").click()
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("main")).to_contain_text("with nothing written", timeout=LONG)
    page.get_by_role("link", name="All rows", exact=True).click()
    looks_well(page)
    page.get_by_role("link", name="Check", exact=True).click()
    page.get_by_role("button", name="Import 5 rows").click()
    expect(page.get_by_role("link", name="Correct line 5")).to_be_visible(timeout=LONG)
    looks_well(page)

    page.get_by_role("link", name="Correct line 5").click()
    looks_well(page)
    page.get_by_label("E-Mail").fill("verschoben@werk.example")
    page.get_by_label("Beyond the last column (6)").fill("")
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("#toasts")).to_contain_text("Line 5 is taken in.")
    found = LeadImport.objects.get()
    assert (found.created, found.failed, sum(found.counts.values())) == (5, 0, 5)
    assert set(Lead.objects.values_list("full_name", flat=True)) == {
        "Jörg Müller", "Karl Groß", "Änne Weiß", "Verschoben", "Zoë Groß",
    }  # fmt: skip


def test_undo_after_somebody_edited_keeps_that_lead_and_says_so(workspace, worker, open_page, looks_well):
    page = open_page(link("leads:import"))
    choose(
        page, "people.csv", b"Name,Email\nAda Byron,ada@engines.example\nGrace Hopper,grace@navy.example\n"
    )
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_role("link", name="See the leads")).to_be_visible(timeout=LONG)
    ada = Lead.objects.get(full_name="Ada Byron")
    page.goto(link("leads:edit", ada.pk))
    page.get_by_label("Title").fill("Chief of Engines")
    page.get_by_role("button", name="Save").click()

    page.goto(LeadImport.objects.get().get_absolute_url())
    page.get_by_role("link", name="Undo import").click()
    expect(page.locator("main")).to_contain_text("Ada Byron")
    looks_well(page)
    page.get_by_role("button", name="Undo").first.click()
    page.goto(LeadImport.objects.get().get_absolute_url())
    expect(page.locator("main")).to_contain_text("This import was taken back.")
    looks_well(page)
    page.get_by_role("link", name="See what is left of it").click()
    expect(page.locator("main")).to_contain_text("Ada Byron")
    assert [(str(lead), lead.title) for lead in Lead.objects.all()] == [("Ada Byron", "Chief of Engines")]
