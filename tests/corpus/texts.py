"""Tables as text, in every encoding and every dialect that people have."""

from tests.corpus.shapes import found, outcomes, table

NAMES = [("Jörg", "Müßig"), ("Zoë", "Größe"), ("Chloé", "Lefèvre")]
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
