"""Files that are written while they are sent."""

import tempfile

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from leads.services.export_files import csv_blocks, write_xlsx


def csv_download(name, header, rows):
    """Rows of text as a CSV file, harmless in a spreadsheet and the same again when it is imported."""
    response = StreamingHttpResponse(csv_blocks(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response


def xlsx_download(name, header, rows):
    """Rows of text, each as wide as the header, as a workbook of one sheet. Raises ExportRefused for too many."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed, and so removed, when it is sent
    write_xlsx(file, header, rows)
    file.seek(0)
    return download(file, name)


def download(file, name):
    """An open file under a name, by which its kind is told too."""
    response = FileResponse(file, as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response
