"""Makes and applies the plan of `undo_sql`: look at every table, shrink until nothing changes, apply."""

import json
from collections import defaultdict

from django.db import connection

from hirepilot.services import undo_sql as sql
from hirepilot.services.undo_tables import (
    TOUCHED,
    journaled_tables,
    links,
    named_in,
    numbers_of_roots,
    postponable,
    unique_keys,
)


class Planner:
    """The plan of one operation, in temporary tables that last until `drop()` or the end of the transaction."""

    def __init__(self, cursor, operation, *, lock):
        self.cursor, self.operation, self.tables = cursor, operation, journaled_tables()
        self.always = {
            "op": operation.pk,
            "ws": operation.workspace_id,
            "lock": "ORDER BY t.id FOR UPDATE OF t" if lock else "",
        }

    def run(self, statement, **given):
        """Run a statement; what is given fills both its {names} and its %(values)s. Says how many rows it wrote."""
        given = {**self.always, **given}
        self.cursor.execute(statement.format_map(given), given)
        return self.cursor.rowcount

    def make(self):
        self.run(sql.CREATE)
        changed = self.names("SELECT DISTINCT tbl FROM undo_folded")
        for table in self.tables.values():
            self._look_at(table, table.name in changed)
        self._carry()
        self.run(sql.EDITED)
        self.run(sql.HUNG)
        for mention in numbers_of_roots():
            self.run(sql.MENTIONED, **vars(mention))
            if keeps := self.tables[mention.table].model.KEEPS:
                self.run(sql.MEANT, keeps=keeps, **vars(mention))
        self._shrink()
        self.run(sql.SETTLE)

    def drop(self):
        self.run(sql.DROP)

    def names(self, query, *values):
        self.cursor.execute(query, values)
        return {name for (name,) in self.cursor.fetchall()}

    def planned(self, *actions):
        """The tables for whose rows the plan has one of these actions."""
        return self.names("SELECT DISTINCT tbl FROM undo_plan WHERE action = ANY(%s)", list(actions))

    # --- looking ------------------------------------------------------------------------------------------------------
    def _look_at(self, table, changed):
        given = {"table": table.name, "subject": table.subject_of("t")}
        if table.undoable:
            self.run(sql.MADE, source=sql.CREATED.format_map(given), since="0", **given)
        if table.undoable and changed:
            self.run(sql.MADE, source=sql.BROUGHT_BACK.format_map(given), since="f.first_change", **given)
            self.run(sql.GONE, **given)
        if changed and (table.undoable or table.subject):
            self.run(sql.CHANGED, fixed=table.fixed, **given)
            self.run(sql.VANISHED, defaults=table.defaults, **given)

    def _carry(self):
        """Add what hangs on rows that are to be removed, and what hangs on that."""
        grew = self.planned("remove")
        while grew:
            self.run(sql.ANALYZE)
            grew = {
                link.table
                for link in links()
                if link.carries
                and link.target in grew
                and self.run(sql.CARRIED, subject=self.tables[link.table].subject_of("t"), **vars(link))
            }

    # --- shrinking ----------------------------------------------------------------------------------------------------
    def _shrink(self):
        while self._keep_what_is_needed() + self._leave_what_cannot_come_back():
            pass

    def _keep_what_is_needed(self):
        going, kept = self.planned("remove"), 0
        self.run(sql.ANALYZE)
        for link in links():
            if link.target in going:
                source = sql.CARRIED_THAT_STAYS if link.carries else sql.REFERRING_THAT_STAYS
                kept += self.run(sql.REFERRED, source=source.format_map(vars(link)), **vars(link))
        for mention in named_in():
            if mention.target in going:
                kept += self.run(sql.NAMED, **vars(mention))
        self.run(sql.ANALYZE)
        for name in going:
            kept += self._keep_together(self.tables[name])
        return kept

    def _keep_together(self, table):
        kept = self.run(sql.WITH_ROOT, table=table.name) if table.is_root else 0
        carrying = [link for link in links() if link.carries and link.table == table.name]
        holders = [f"('{link.target}', t.{link.column})" for link in carrying]
        if holders:
            kept += self.run(
                sql.NOT_CARRIED, table=table.name, holders=", ".join(holders), undoable=table.undoable
            )
        return kept

    def _leave_what_cannot_come_back(self):
        coming, left = self.planned("restore", "reinsert"), 0
        for link in links():
            if link.table in coming:
                left += self._leave_orphans(link)
        for key in unique_keys(self.cursor, coming):
            left += self._leave(
                sql.TAKEN, reason="taken", whole_row=True, nullable=False, blank="{}", **_parts(key)
            )
        self.run(sql.EMPTY)
        return left

    def _leave_orphans(self, link):
        return self._leave(
            sql.ORPHANS,
            reason="orphan",
            whole_row=False,
            columns=[link.column],
            shown=[link.column],
            blank=json.dumps({link.column: None}),
            **vars(link),
        )

    def _leave(self, query, *, table, **given):
        """Take what the query finds out of the plan: the columns if the row can do without, else the row."""
        given |= {"table": table, "undoable": self.tables[table].undoable}
        self.run(query, **given)
        given["ids"] = [found for (found,) in self.cursor.fetchall()]
        if not given["ids"]:
            return 0
        return self.run(sql.KEEP_COLUMNS, **given) + self.run(sql.KEEP_OUT, **given)

    # --- applying -----------------------------------------------------------------------------------------------------
    def apply(self, undo):
        """Do what the plan says, in the open operation `undo`; says how many rows of each table it wrote."""
        done = defaultdict(dict)
        links_between_rows = ", ".join(postponable(self.cursor))
        self.run(f"SET CONSTRAINTS {links_between_rows} DEFERRED")
        for name in self.planned("remove"):
            done[name]["remove"] = self.run(sql.REMOVE, table=name)
        coming = self.planned("restore", "reinsert")
        for key in unique_keys(self.cursor, coming):
            self.run(sql.STEP_ASIDE, **_parts(key))
        for name in self.planned("return"):
            self.run(sql.TAKE_ASIDE, table=name)
        for name in self.planned("restore"):
            done[name]["restore"] = self._restore(self.tables[name])
        for action, counted in (("return", "restore"), ("reinsert", "reinsert")):
            for name in self.planned(action):
                written = self._reinsert(self.tables[name], undo, action)
                done[name][counted] = done[name].get(counted, 0) + written
        for table in self.tables.values():
            if table.is_touched:
                self.run(sql.TOUCH, table=table.name, touched=TOUCHED)
        # Here, so that a broken key is an error of this undo and not of whatever follows it in the transaction.
        self.run(f"SET CONSTRAINTS {links_between_rows} IMMEDIATE")
        return dict(done)

    def _restore(self, table):
        columns = self.names(
            "SELECT DISTINCT jsonb_object_keys(data) FROM undo_plan WHERE tbl = %s AND action = 'restore'",
            table.name,
        )
        touch = f", {TOUCHED} = now()" if table.is_touched else ""
        return self.run(sql.RESTORE, table=table.name, columns=", ".join(map(_quoted, columns)), touch=touch)

    def _reinsert(self, table, undo, action):
        columns = [_quoted(name) for name in table.columns]
        return self.run(
            sql.REINSERT,
            table=table.name,
            action=action,
            undo=undo.pk,
            subject=table.subject_of("back"),
            columns=", ".join(columns),
            values=", ".join(f"r.{column}" for column in columns),
            touch=f" || jsonb_build_object('{TOUCHED}', now())" if table.is_touched else "",
        )


def _quoted(name):
    return connection.ops.quote_name(name)


def _parts(key):
    """What the statements about a unique key are made of."""
    names = [f"k{number}" for number in range(len(key.expressions))]
    keys = zip(key.expressions, names, strict=True)
    given = {
        "table": key.table,
        "condition": key.condition,
        "columns": key.columns,
        "shown": [column for column in key.columns if column != "workspace_id"],
        "keys": ", ".join(f"{expression} AS {name}" for expression, name in keys),
        "same": " AND ".join(f"x.{name} = y.{name}" for name in names),
    }
    return {**given, "planned": sql.PLANNED.format_map(given)}
