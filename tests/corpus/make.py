"""Writes the files of the corpus and what is expected of each: .venv/bin/python -m tests.corpus.make

Every file has a neighbour of its name in JSON: `encoding`, `delimiter`, `header_line` and `rows` as they are to be found,
`mapping` {header: field} and `never` [header] for what is proposed, `outcomes` [[line, outcome, code]] and the values of
`leads`. `refused` stands for a file that is none, or whose rows cannot become leads.
"""

import json
from pathlib import Path

from tests.corpus.shapes import found, outcomes, table
from tests.corpus.sources import ACCOUNTS, ADA, SOURCES, ZOE
from tests.corpus.texts import dialects, encodings
from tests.factories.faults import faults
from tests.factories.workbooks import workbook

HERE = Path(__file__).parent
SMALL = 20_000


def main():
    for old in [*HERE.glob("*.json"), *(path.with_suffix("") for path in HERE.glob("*.json"))]:
        old.unlink(missing_ok=True)
    for group in (sources, connections, accounts, encodings, dialects, workbooks, bad_files):
        for name, content, expected in group():
            (HERE / name).write_bytes(content)
            text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
            (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def sources():
    for name, (header, fields, more, never) in SOURCES.items():
        names = [column.strip() for column in header.split(",")]
        assert set(fields.values()) <= set(names), (name, set(fields.values()) - set(names))
        never = [column for column in never.split(",") if column in names]
        rows = [[_cell(column, person, fields, more) for column in names] for person in (ADA, ZOE)]
        mapping = {column: field for field, column in fields.items()}
        leads = [_lead(person, fields) for person in (ADA, ZOE)]
        expected = found(rows=2, mapping=mapping, never=never, outcomes=outcomes(2, 3), leads=leads)
        mark = "\ufeff" if name in ("wiza", "apollo-2026", "outlook-com") else ""
        yield f"{name}.csv", (mark + table([header.split(","), *rows])).encode(), expected


def _cell(column, person, fields, more):
    for field, where in fields.items():
        if where == column:
            return person[field]
    return more.get(column, "") if person is ADA else ""


def _lead(person, fields):
    lead = {"full_name": person["full_name"], "company_name": person["company"], "title": person["title"]}
    lead |= {"email": person["email"]} if "email" in fields else {}
    place = ", ".join(filter(None, (person["city"], person["state"], person["country"])))
    lead |= (
        {"location": person["location"] if "location" in fields else place}
        if "city" in fields or "location" in fields
        else {}
    )
    if "linkedin" in fields:
        lead["linkedin"] = "ada-byron-king" if person is ADA else "zoë-t-hart"
    return {
        name: value
        for name, value in lead.items()
        if name not in ("company_name", "title") or _given(name, fields)
    }


def _given(name, fields):
    return name.removesuffix("_name") in fields


def connections():
    notes = (
        '{}\n"When exporting your connection data, you may notice that some of the email addresses are missing, as people\n'
        'choose who sees them: https://www.linkedin.com/"\n\n'
    )
    header = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
    people = [
        [
            "Ada",
            "Byron-King, PhD",
            "https://www.linkedin.com/in/ada-byron-king",
            "",
            "Engines Ltd",
            "Head of Analysis",
            "12 Mar 2024",
        ],
        [
            "Zoë 🚀",
            "'t Hart",
            "https://www.linkedin.com/in/zo%C3%AB-t-hart",
            "zoe@ships.example",
            "",
            "",
            "07 Feb 2022",
        ],
        ["", "", "", "", "", "", "01 Jan 2020"],
    ]
    mapping = {
        "First Name": "first_name", "Last Name": "last_name", "URL": "linkedin", "Email Address": "email", "Company": "company",
        "Position": "title",
    }  # fmt: skip
    for name, before, mark, line_end, line in (
        ("linkedin-connections", notes.format("Notes:"), "", "\n", 5),
        (
            "linkedin-connections-quoted-bom-crlf",
            notes.format('"Notes:"').replace("\n", "\r\n"),
            "\ufeff",
            "\r\n",
            5,
        ),
        ("linkedin-connections-preamble-removed", "", "", "\n", 1),
    ):
        text = mark + before + table([header, *people], line_end=line_end)
        yield f"{name}.csv", text.encode(), found(
            header_line=line, rows=3, mapping=mapping, never=[],
            outcomes=[*outcomes(line + 1, line + 2), [line + 3, "skipped", "blank_row"]],
            leads=[{"linkedin": "ada-byron-king", "email": "", "company_name": "Engines Ltd"}, {"linkedin": "zoë-t-hart"}],
        )  # fmt: skip


def accounts():
    for name, header in ACCOUNTS.items():
        columns = header.split(",")
        row = [
            "Engines Ltd" if "Company Name" in column else "engines.example" if column == "Website" else ""
            for column in columns
        ]
        yield (
            f"{name}.csv",
            table([columns, row]).encode(),
            found(
                rows=1,
                mapping={},
                never=columns[columns.index("Website") + 1 :],
                refused="name, an email or a LinkedIn address",
            ),
        )


def workbooks():
    rows = [
        ["Name", "Email", "Phone"],
        ["Ada Byron", "ada@engines.example", 442079460991],
        ["Zoë Hart", "zoe@ships.example", None],
    ]
    mapping = {"Name": "full_name", "Email": "email", "Phone": "phone"}
    several = workbook(Cover=[["Our people"]], People=rows, Old=[["Name"], ["Nobody"]], hidden=["Old"])
    for name, content, line in (
        ("workbook.xlsx", workbook(People=rows), 1),
        ("workbook-named-xls.xls", workbook(People=rows), 1),
        ("workbook-of-several-sheets.xlsx", several, 1),
        ("workbook-with-a-preamble.xlsx", workbook(People=[["Our people"], [], *rows]), 3),
    ):
        yield name, content, found(
            encoding="xlsx", header_line=line, rows=2, mapping=mapping, outcomes=outcomes(line + 1, line + 2),
            leads=[{"full_name": "Ada Byron", "phone": "+442079460991"}, {"email": "zoe@ships.example"}],
        )  # fmt: skip


def bad_files():
    for name, (file, content, says) in faults().items():
        if len(content) < SMALL:
            yield (
                f"fault-{name.lower().replace(' ', '-')}.{file.partition('.')[2]}",
                content,
                {"refused": says},
            )


if __name__ == "__main__":
    main()
