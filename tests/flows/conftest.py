"""Flows through the running product in a real browser, with a real worker behind it."""

import csv
import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.faults.workers import Worker

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# The sync API of Playwright keeps an event loop in this thread, in which Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/flows" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed; CI needs it")
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture
def upload(request, tmp_path):
    """A file with the PEOPLE of the test's module."""
    path = tmp_path / "people.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(request.module.PEOPLE)
    return path


@pytest.fixture
def worker(workspace):
    """A worker on the test's database; imports go in chunks of fifty rows, so that their progress can be seen."""
    with Worker() as worker:
        yield worker


@pytest.fixture
def open_page(live_server, browser, member):
    """`open_page(path, width=…, scheme="dark", javascript=False)`: a page for a member who is signed in.

    At the end no page may have reported a violated Content-Security-Policy or an error of a script.
    """
    complaints, contexts = [], []

    def opened(path, *, width=1280, scheme="light", javascript=True, by=member):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        if by is not None:
            client = Client()
            client.force_login(by.user)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def faults_seen_by_axe():
    """What axe finds on a page: one line a violation."""

    def look(page):
        found = Axe().run(page).response["violations"]
        return [f"{item['id']}: {item['nodes'][0]['html'][:200]}" for item in found]

    return look
