"""Files of people, uploaded and taken in as a worker would."""

import csv
import io

from django.core.files.base import ContentFile

from hirepilot import queue
from leads.services import importing

HEADER = ["Full name", "Email", "LinkedIn", "Company", "Job title", "Location", "Tags", "Do not contact"]


def table(rows, header=HEADER):
    """The text of a CSV file. A row may be shorter than the header."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def people(count, start=0):
    """Rows of invented people, the same for the same number."""
    return [
        [
            f"Person Number{n}",
            f"p{n}@people.example",
            f"https://www.linkedin.com/in/person-{n}",
            f"Company {n % 7}",
        ]
        for n in range(start, start + count)
    ]


def file_of(text, name="people.csv"):
    return ContentFile(text if isinstance(text, bytes) else text.encode(), name=name)


def uploaded(text, by, name="people.csv"):
    return importing.upload(file_of(text, name), by=by)


def started(text, by, **chosen):
    """An import that waits for a worker, with the mapping that was proposed unless another is chosen."""
    upload = uploaded(text, by)
    return importing.start(upload, by=by, **{"mapping": upload.mapping, **chosen})


def taken_in(text, by, **chosen):
    """An import that a worker has worked through."""
    lead_import = started(text, by, **chosen)
    queue.work(lead_import.job_id)
    lead_import.refresh_from_db()
    return lead_import
