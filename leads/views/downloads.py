"""Files that are written while they are sent."""

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from leads.services.export_files import csv_blocks


def csv_download(name, header, rows):
    """Rows of text as a CSV file, harmless in a spreadsheet and the same again when it is imported."""
    response = StreamingHttpResponse(csv_blocks(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response


def download(file, name):
    """An open file under a name, by which its kind is told too."""
    response = FileResponse(file, as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response
