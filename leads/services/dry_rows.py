"""The rows of a dry run, all of them, in a file beside the upload: looked up by outcome and reason, a page at a time.

A file of SQLite, because a million rows neither stay in memory nor belong into a column of one row of PostgreSQL.
"""

import json
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction

from hirepilot.paging import Order, a_number, page_of

COLUMNS = ("line", "outcome", "code", "detail", "name", "value", "lead", "changes", "starts_at")
TABLE = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE row ({COLUMNS[0]} INTEGER PRIMARY KEY, {", ".join(COLUMNS[1:])});
"""
INDEXES = """
CREATE INDEX by_outcome ON row (outcome, line);
CREATE INDEX by_reason ON row (outcome, code, line);
"""
INSERT = f"INSERT INTO row VALUES ({', '.join('?' * len(COLUMNS))})"
BY_LINE = Order("checked", (("line", a_number),), descending=False)


@contextmanager
def written(name):
    """Gives what takes rows, as dicts, a chunk at a time. The file is only kept when all goes well to the end."""
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with ExitStack() as on_failure:
        on_failure.callback(path.unlink, missing_ok=True)
        with closing(sqlite3.connect(path)) as file:
            file.executescript(TABLE)
            yield lambda rows: file.executemany(INSERT, map(_values, rows))
            file.executescript(INDEXES)
            file.commit()
        on_failure.pop_all()


def _values(row):
    return [json.dumps(row[name]) if name == "changes" else row[name] for name in COLUMNS]


def read(lead_import, *, outcome="", code="", line=None, after=None, backwards=False, limit):
    """At most so many rows, in the order of the file. None where the file is gone, or was never written."""
    name = lead_import.dry_rows
    if not name or not Path(path := default_storage.path(name)).exists():
        return []
    chosen = {"outcome": outcome, "code": code, "line": line}
    chosen = {column: value for column, value in chosen.items() if value not in ("", None)}
    wanted = [f"{column} = ?" for column in chosen]
    if after is not None:
        wanted.append(f"line {'<' if backwards else '>'} ?")
    where, order = " AND ".join(wanted) or "1", "DESC" if backwards else "ASC"
    values = [*chosen.values(), *([] if after is None else [after]), limit]
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        found = file.execute(
            f"SELECT {', '.join(COLUMNS)} FROM row WHERE {where} ORDER BY line {order} LIMIT ?", values
        )
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in found]
    return [row | {"changes": json.loads(row["changes"])} for row in rows]


def page(lead_import, *, outcome="", code="", after=None, before=None, size=50):
    """One page of the rows of an outcome, of a reason, or of all."""

    def found(key, backwards, limit):
        behind = None if key is None else key[0]
        rows = read(lead_import, outcome=outcome, code=code, after=behind, backwards=backwards, limit=limit)
        return [((row["line"],), row) for row in rows]

    return page_of(found, BY_LINE, after=after, before=before, size=size)


def remove(lead_import):
    """Remove the file once the import is saved: nobody looks at what was found out when it is asked anew or is over."""
    if name := lead_import.dry_rows:
        lead_import.dry_rows = ""
        transaction.on_commit(lambda: default_storage.delete(name))
