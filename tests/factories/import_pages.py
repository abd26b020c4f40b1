"""What tests of the pages of imports send and read."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.imports import table

LEADS = "/w/northgate/leads/"
MIXED = table([
    ["Ada Byron", "ada@engines.example", "", "Engines"],
    ["Ada Byron", "ada@engines.example", "", "", "CTO"],
    ["", "not an address"],
    ["Nobody", "", "", "", "", "", "", "", "one too many"],
    ["", "", "", "", ""],
    ["Charles Babbage", "ada@engines.example"],
    ["=SUM(1)", "sum@engines.example"],
    ["Alan Turing", "alan@@bletchley", "", "Bletchley"],
])  # fmt: skip


def send(browser, content, name="people.csv", **more):
    content = content if isinstance(content, bytes) else content.encode()
    return browser.post(f"{LEADS}import/", {"file": SimpleUploadedFile(name, content)}, **more)


def page_of(lead_import):
    return f"{LEADS}imports/{lead_import.pk}/"


def typed(lead_import, **changes):
    """What the mapping page sends when nothing is touched, but for the changes."""
    columns = {f"column-{item['column']}": item["field"] for item in lead_import.mapping}
    return {**columns, "policy": "fill", "tags": "", "owner": "", "legal_basis": "", **changes}


def rows_of(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
