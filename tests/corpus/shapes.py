"""How the files of the corpus and what is expected of them are written down."""

import csv
import io


def table(rows, delimiter=",", line_end="\r\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def found(**expected):
    return {"encoding": "utf-8", "delimiter": ",", "header_line": 1} | expected


def outcomes(*lines, outcome="created", code=""):
    return [[line, outcome, code] for line in lines]
