"""A workbook against a CSV file of the same rows, which is the limit: from the upload until the last row is a lead."""

import csv
import os
import tempfile
import time
from pathlib import Path

from django.core.files import File
from django.core.management import call_command
from openpyxl import Workbook

from hirepilot.models import Membership, User, Workspace
from hirepilot.tenancy import workspace_scope
from leads.services import importing
from tests.benchmarks.files import write_existing
from tests.benchmarks.imports import Worker, finished
from tests.benchmarks.report import figure


def main():
    call_command("migrate", verbosity=0)
    rows = int(os.environ.get("BENCH_XLSX_ROWS", "100000"))
    label = "100k" if rows == 100_000 else str(rows)
    with tempfile.TemporaryDirectory() as folder, Worker():
        text, book = Path(folder, "people.csv"), Path(folder, "people.xlsx")
        write_existing(text, rows)
        write_workbook(text, book)
        limit = seconds_of(text, rows)
        figure(f"import_xlsx_{label}", seconds_of(book, rows), "s", limit)


def write_workbook(text, book):
    made = Workbook(write_only=True)
    sheet = made.create_sheet("People")
    with open(text, newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            sheet.append(row)
    made.save(book)


def seconds_of(path, rows):
    """Of the upload with the reading of its file, and of the import itself, into a workspace of its own."""
    name = f"bench{path.suffix.replace('.', '-')}"
    user = User.objects.create_user(f"{name}@agency.example", "irrelevant")
    workspace = Workspace.objects.create(name=name, slug=name)
    member = Membership.objects.create(user=user, workspace=workspace, role=Membership.Role.OWNER)
    with workspace_scope(workspace):
        began = time.perf_counter()
        with open(path, "rb") as file:
            upload = importing.upload(File(file, name=path.name), by=member)
        uploading = time.perf_counter() - began
        done = finished(importing.start(upload, by=member, mapping=upload.mapping))
    assert done.created == rows, done.counts
    return uploading + (done.finished_at - done.started_at).total_seconds()
