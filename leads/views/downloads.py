"""Files that are written while they are sent."""

import csv
import io
from itertools import chain, islice

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from leads.cleaning.formulas import neutralise

ROWS_AT_ONCE = 500
# Without this mark Excel takes UTF-8 for the old code page of the computer and garbles every name beyond ASCII. Our own
# reader, Google Sheets, LibreOffice and Numbers do not mind it.
BYTE_ORDER_MARK = "\ufeff"


def csv_download(name, header, rows):
    """Rows of text as a CSV file, harmless in a spreadsheet and the same again when it is imported."""
    response = StreamingHttpResponse(_text(chain([header], rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response


def _text(rows):
    yield BYTE_ORDER_MARK
    rows = iter(rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        buffer = io.StringIO()
        csv.writer(buffer).writerows([neutralise(str(cell)) for cell in row] for row in some)
        yield buffer.getvalue()
