"""Workbooks of invented people."""

import io

from openpyxl import Workbook

HIDDEN = "hidden"


def workbook(*, hidden=(), **rows_of):
    """The bytes of a workbook with these sheets."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in rows_of.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = HIDDEN
    return saved(made)


def saved(made):
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def of_three_sheets():
    """People and Clients have a person each, Cover and Empty nobody, and Old is hidden."""
    return workbook(
        Cover=[["Our people"]],
        People=[["Name", "Email"], ["Ada Byron", "ada@engines.example"]],
        Clients=[["Company", "Full name", "E-mail"], ["Ships Ltd", "Grace Hopper", "grace@ships.example"]],
        Empty=[["Name", "Email"]],
        Old=[["Name"], ["Charles Babbage"]],
        hidden=["Old"],
    )
