"""Writes the files of the corpus and what is expected of each: .venv/bin/python -m tests.corpus.make

Every file has a neighbour of its name in JSON: `encoding`, `delimiter`, `header_line` and `rows` as they are to be found,
`mapping` {header: field} and `never` [header] for what is proposed, `outcomes` [[line, outcome, code]] and the values of
`leads`. `refused` stands for a file that is none, or whose rows cannot become leads.
"""

import csv
import io
import json
from pathlib import Path

from tests.corpus.sources import ACCOUNTS, ADA, SOURCES, ZOE
from tests.factories.faults import faults
from tests.factories.workbooks import workbook

HERE = Path(__file__).parent
SMALL = 20_000
NAMES = [("Jörg", "Müßig"), ("Zoë", "Größe"), ("Chloé", "Lefèvre")]


def main():
    for old in [*HERE.glob("*.json"), *(path.with_suffix("") for path in HERE.glob("*.json"))]:
        old.unlink(missing_ok=True)
    for group in (sources, connections, accounts, encodings, dialects, workbooks, bad_files):
        for name, content, expected in group():
            (HERE / name).write_bytes(content)
            text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
            (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def table(rows, delimiter=",", line_end="\r\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def found(**expected):
    return {"encoding": "utf-8", "delimiter": ",", "header_line": 1} | expected


def outcomes(*lines, outcome="created", code=""):
    return [[line, outcome, code] for line in lines]


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


PEOPLE = {"Vorname": "first_name", "Nachname": "last_name", "E-Mail": "email"}


def encodings():
    western = [
        ["Vorname", "Nachname", "E-Mail"],
        *([*name, f"p{at}@x.example"] for at, name in enumerate(NAMES)),
    ]
    text = table(western, ";")
    leads = [{"full_name": " ".join(name)} for name in NAMES]
    for name, content, encoding in (
        ("utf-8", text.encode(), "utf-8"),
        ("utf-8-bom", text.encode("utf-8-sig"), "utf-8"),
        ("utf-16-le-bom", b"\xff\xfe" + text.encode("utf-16-le"), "utf-16"),
        ("utf-16-be-bom", b"\xfe\xff" + text.encode("utf-16-be"), "utf-16"),
        ("utf-16-le", text.encode("utf-16-le"), "utf-16"),
        ("utf-16-be", text.encode("utf-16-be"), "utf-16"),
        ("windows-1252", text.encode("cp1252"), "cp1252"),
        ("mac-roman", text.encode("mac_roman"), "mac_roman"),
    ):
        yield (
            f"encoding-{name}.csv",
            content,
            found(
                encoding=encoding,
                delimiter=";",
                rows=3,
                mapping=PEOPLE,
                outcomes=outcomes(2, 3, 4),
                leads=leads,
            ),
        )
    for name, encoding, people in (
        ("windows-1250", "cp1250", [("Łukasz", "Żółtowski"), ("Wiesława", "Świątek"), ("Grażyna", "Ćwikła")]),
        ("windows-1251", "cp1251", [("Иван", "Петров"), ("Ольга", "Щукина")]),
        ("windows-1253", "cp1253", [("Γιώργος", "Παππάς")]),
        ("windows-1254", "cp1254", [("Gökçe", "Işık"), ("Şule", "Yıldız")]),
        ("iso-8859-2", "iso8859-2", [("Łukasz", "Śliwa"), ("Žofie", "Šťastná")]),
        ("dos-850", "cp850", NAMES),
        ("shift-jis", "shift_jis", [("花子", "山田")]),
        ("gb18030", "gb18030", [("小明", "王")]),
        ("euc-kr", "euc_kr", [("민수", "김")]),
    ):
        rows = [western[0], *([*person, f"p{at}@x.example"] for at, person in enumerate(people))]
        by_hand = (
            {}
            if encoding == "cp1250"
            else {"reading": {"encoding": encoding, "delimiter": ";", "header_line": 1}}
        )
        yield f"encoding-{name}.csv", table(rows, ";").encode(encoding), found(
            encoding=encoding, delimiter=";", rows=len(people), mapping=PEOPLE, outcomes=outcomes(*range(2, len(people) + 2)),
            leads=[{"first_name": first, "last_name": last} for first, last in people], **by_hand,
        )  # fmt: skip


def dialects():
    rows = [
        ["Name", "Email", "Company"],
        ["Ada Byron", "ada@engines.example", "Engines, Ltd"],
        ["Zoë Hart", "zoe@ships.example", "A;B|C"],
    ]
    mapping = {"Name": "full_name", "Email": "email", "Company": "company"}
    leads = [
        {"full_name": "Ada Byron", "company_name": "Engines, Ltd"},
        {"full_name": "Zoë Hart", "company_name": "A;B|C"},
    ]
    simple = {"rows": 2, "mapping": mapping, "leads": leads}
    for name, delimiter in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|")):
        for ends, line_end in (("crlf", "\r\n"), ("lf", "\n"), ("cr", "\r")):
            yield (
                f"dialect-{name}-{ends}.csv",
                table(rows, delimiter, line_end).encode(),
                found(delimiter=delimiter, outcomes=outcomes(2, 3), **simple),
            )
    yield (
        "dialect-sep-line.csv",
        ("sep=;\r\n" + table(rows, ";")).encode(),
        found(delimiter=";", header_line=2, outcomes=outcomes(3, 4), **simple),
    )
    yield (
        "dialect-preamble.csv",
        ("Our people\r\nas of 24 November\r\n\r\n" + table(rows)).encode(),
        found(header_line=4, outcomes=outcomes(5, 6), **simple),
    )
    yield (
        "dialect-no-header.csv",
        table(rows[1:]).encode(),
        found(
            header_line=0,
            rows=2,
            mapping={"Column 1": "full_name", "Column 2": "email"},
            outcomes=outcomes(1, 2),
            leads=[{"full_name": "Ada Byron"}],
        ),
    )
    notes = [
        ["Name", "Email", "Notes"],
        ["Ada Byron", "ada@engines.example", 'said "yes";\nthen called,\nthen wrote'],
        ["Zoë Hart", "zoe@ships.example", ""],
    ]
    yield (
        "dialect-quoted-newlines.csv",
        table(notes).encode(),
        found(
            rows=2,
            mapping={"Name": "full_name", "Email": "email", "Notes": "note"},
            outcomes=outcomes(2, 5),
            leads=[{"full_name": "Ada Byron"}, {"full_name": "Zoë Hart"}],
        ),
    )
    yield "dialect-blank-and-repeated-headers.csv", b"Name,,Email,Email,\r\nAda Byron,x,ada@engines.example,ada@post.example,y\r\n", found(
        rows=1, mapping={"Name": "full_name", "Email": "email", "Email (2)": "email"}, never=["Column 2", "Column 5"],
        outcomes=outcomes(2), leads=[{"full_name": "Ada Byron", "email": "ada@engines.example"}],
    )  # fmt: skip
    ragged = (
        "Name,Email,Company\r\nAda Byron,ada@engines.example\r\nZoë Hart,zoe@ships.example,Ships,,,\r\n"
        "Ivo Grant,ivo@mill.example,Mill,more,cells\r\n,,\r\n\r\nMia Ruiz\r\n"
    )
    yield "dialect-ragged.csv", ragged.encode(), found(
        rows=5, mapping=mapping,
        outcomes=[[2, "created", ""], [3, "created", ""], [4, "failed", "too_many_cells"], [5, "skipped", "blank_row"], [7, "created", ""]],
        leads=[{"full_name": "Ada Byron", "company_name": ""}, {"company_name": "Ships"}, {"full_name": "Mia Ruiz", "email": ""}],
    )  # fmt: skip
    guards = (
        "Name,Phone,Title\r\nAda Byron,'+44 20 7946 0991,'=CEO\r\nLuuk 't Hart,+44 20 7946 0992,'t Anker\r\n"
    )
    yield "dialect-text-guards.csv", guards.encode(), found(
        rows=2, mapping={"Name": "full_name", "Phone": "phone", "Title": "title"}, outcomes=outcomes(2, 3),
        leads=[{"phone": "+442079460991", "title": "=CEO"}, {"full_name": "Luuk 't Hart", "title": "'t Anker"}],
    )  # fmt: skip
    marks = "Name,Email\r\nA\u200bda \u202eByron\u202c,\u200fada@engines.example\r\n\x00Zoë Hart,zoe@ships.example\r\n"
    yield "dialect-marks-nobody-sees.csv", marks.encode(), found(
        rows=2, mapping={"Name": "full_name", "Email": "email"}, outcomes=outcomes(2, 3),
        leads=[{"full_name": "Ada Byron", "email": "ada@engines.example"}, {"full_name": "Zoë Hart"}],
    )  # fmt: skip
    unclosed = 'Name,Email\r\nAda Byron,ada@engines.example\r\n"Zoë Hart,zoe@ships.example\r\nMia Ruiz,mia@x.example\r\n'
    yield "dialect-unclosed-quote.csv", unclosed.encode(), found(
        rows=3, mapping={"Name": "full_name", "Email": "email"},
        outcomes=[[2, "created", ""], [3, "failed", "unclosed_quote"], [4, "created", ""]], leads=[{"full_name": "Ada Byron"}, {"full_name": "Mia Ruiz"}],
    )  # fmt: skip
    twice = "Name,Email,Title,Do Not Call\r\nAda Byron,ada@engines.example,,\r\nADA BYRON,ADA@engines.example,CTO,yes\r\nCharles Babbage,ada@engines.example,,\r\n,no address,,\r\n"
    yield "rows-of-every-outcome.csv", twice.encode(), found(
        rows=4, mapping={"Name": "full_name", "Email": "email", "Title": "title", "Do Not Call": "opt_out_phone"},
        outcomes=[[2, "created", ""], [3, "updated", ""], [4, "skipped", "review"], [5, "failed", "not_an_email"]],
        leads=[{"full_name": "Ada Byron", "title": "CTO", "opted_out": ["phone"]}],
    )  # fmt: skip


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
