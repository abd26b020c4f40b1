"""Files that are no table, or none that can be read, each with what is said of it."""

import io
import struct
import zipfile

from tests.factories.workbooks import workbook

PEOPLE = [["Name", "Email"], ["Ada Byron", "ada@engines.example"]]
_NOT_A_TABLE = "Open it in your spreadsheet, save it as “CSV UTF-8 (comma delimited)” and upload that file."


def archive(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return content.getvalue()


def bomb():
    """A workbook of some kilobytes that unpacks to more than a gigabyte."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "")
        with made.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(65):
                sheet.write(bytes(16 << 20))
    return content.getvalue()


def many_parts():
    """A workbook whose directory says that it is longer than any workbook's."""
    whole = bytearray(workbook(People=PEOPLE))
    end = whole.rindex(b"PK\5\6")
    whole[end + 12 : end + 16] = struct.pack("<I", 5 << 20)
    return bytes(whole)


def faults():
    """{name: (name of the file, content, what is said)}"""
    book = workbook(People=PEOPLE)
    return {
        "empty": ("people.csv", b"", "The file is empty."),
        "blank lines": ("people.csv", b"\r\n\r\n ,,\r\n", "The file is empty."),
        "only a mark": ("people.csv", b"\xef\xbb\xbf", "The file is empty."),
        "nothing but NUL": ("people.csv", bytes(5000), "The file is empty."),
        "only a header": ("people.csv", b"Name,Email\n", "The file has a header and no rows below it."),
        "only a header in UTF-16": ("people.csv", "Name\tEmail\n".encode("utf-16"), "The file has a header and no rows below it."),
        "ten thousand columns": (
            "people.csv", b",".join(b"c%d" % n for n in range(10_000)) + b"\n" + b"x," * 9_999 + b"x\n",
            "The file has 10,000 columns; at most 500 can be read.",
        ),
        "ten thousand columns in a workbook": (
            "people.xlsx", workbook(People=[[f"c{n}" for n in range(10_000)], ["x"] * 10_000]),
            "The file has 10,000 columns; at most 500 can be read.",
        ),
        "one line": ("people.csv", b"x" * (9 << 20), "One line is longer than 8 MB: this is no table."),
        "protected": ("people.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512),
                      "protected by a password"),
        "old workbook": ("people.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "This is an old Excel workbook, not a CSV file. " + _NOT_A_TABLE),
        "old workbook named CSV": ("people.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "This is an old Excel workbook, not a CSV file."),
        "half a workbook": ("people.xlsx", book[: len(book) // 2], "The workbook or archive is damaged, or was cut off on its way."),
        "damaged workbook": ("people.xlsx", archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook"}), "The workbook"),
        "Word document": ("people.docx", archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}), "This is a Word document, not a CSV file."),
        "bomb": ("people.xlsx", bomb(), "1,040 MB unpacked; at most 1,024 MB are read"),
        "many parts": ("people.xlsx", many_parts(), "The workbook or archive is damaged, or was cut off on its way."),
        "no sheet to be seen": (
            "people.xlsx",
            archive({"[Content_Types].xml": "<Types/>", "xl/other.xml": "<x/>"}), "The workbook is damaged and cannot be read.",
        ),
        "empty workbook": ("people.xlsx", workbook(People=[]), "The file is empty."),
        "workbook with only a header": ("people.xlsx", workbook(People=[["Name"]]), "The file has a header and no rows below it."),
        "OpenDocument": (
            "people.ods", archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
            "This is an OpenDocument file, not a CSV file.",
        ),
        "Numbers": ("people.numbers", archive({"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}), "This is a Numbers document, not a CSV file."),
        "archive": ("people.zip", archive({"people.csv": "Name\nAda\n"}), "This is an archive, not a CSV file."),
        "PDF": ("people.pdf", b"%PDF-1.7\n" + bytes(range(256)), "This is a PDF, not a CSV file."),
        "picture": ("people.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "This is no text: a picture, a program or a document."),
        "JSON": ("people.csv", b'[{"name": "Ada Byron", "email": "ada@engines.example"}]\n', "This is a web page or a data file, not a CSV file."),
        "JSON object": ("people.csv", b'{"name": "Ada Byron"}\n', "This is a web page or a data file, not a CSV file."),
        "web page": ("people.xls", b"<html><table><tr><td>Name</td></tr></table></html>", "This is a web page or a data file, not a CSV file."),
        "compressed": ("people.csv.gz", b"\x1f\x8b\x08" + bytes(200), "This file is compressed, not a CSV file."),
        "rich text": ("people.rtf", b"{\\rtf1\\ansi Name}", "This is a text document, not a CSV file."),
        "half a letter in UTF-16": ("people.csv", "Name;Email\nAda;ada@engines.example\n".encode("utf-16") + b"\x41", "The file is not in UTF-16"),
        "half a surrogate in UTF-16": (
            "people.csv", "Name;Email\nA".encode("utf-16") + b"\x00\xd8" + ";a@x.example\n".encode("utf-16-le"), "The file is not in UTF-16",
        ),
    }  # fmt: skip
