"""The leads as a dry run has left them so far: what the database holds, and over it what earlier chunks would have written.

Kept in a temporary file of SQLite: a million leads would not stay in memory, and PostgreSQL has nothing to remember.
"""

import json
import sqlite3
from types import SimpleNamespace

from leads.cleaning.companies import company_key
from leads.cleaning.folding import fold
from leads.models import Lead
from leads.services.intake_decide import KEY, Target
from leads.services.intake_known import folded, look_up
from leads.services.merge_values import GROUPS, merged_values

# Leads that a dry run would create have this number and those above: they are younger than all that are there.
FIRST = 2**62
TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE lead (id INTEGER PRIMARY KEY, state TEXT);
CREATE TABLE key (kind TEXT, value TEXT, lead INTEGER, PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE TABLE bare (name TEXT, lead INTEGER, PRIMARY KEY (name, lead)) WITHOUT ROWID;
"""
STATE = ("values", "custom", "owner_id", "archived", "status")
# No lead is made: this is what a merge asks of one.
BLANK = {
    field.attname: field.get_default() for field in Lead._meta.concrete_fields if field.name != "created_in"
}


class Ahead:
    """Looks up, writes and merges as the database would; a dry run hands these to `intake.settle`."""

    def __init__(self):
        self.store, self.next, self.moved = sqlite3.connect(""), FIRST, {}
        self.store.executescript(TABLES)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.store.close()

    def look_up(self, rows):
        known = look_up(rows, to_write=False)
        there = {target.lead_id: target for target in [*known.by_key.values(), *known.bare.values()]}
        met = {}
        for key in {key[:2] for row in rows for key in row.keys}:
            held = known.by_key.get(key)
            lead_id = (
                held.lead_id if held else self._one("SELECT lead FROM key WHERE kind = ? AND value = ?", *key)
            )
            if lead_id is not None:
                known.by_key[key] = self._target(lead_id, there, met)
        for name in {row.folded()[0] for row in rows if not row.keys and row.problem is None}:
            for (lead_id,) in self.store.execute(
                "SELECT lead FROM bare WHERE name = ? ORDER BY lead", [name]
            ).fetchall():
                target = self._target(lead_id, there, met)
                known.bare.setdefault(folded(target), target)
        return known

    def write(self, plan):
        for target in plan.created:
            target.lead_id = self.next
            self.next += 1
            if not target.has_identity():
                self.store.execute(
                    "INSERT INTO bare VALUES (?, ?)", [fold(target.values["full_name"]), target.lead_id]
                )
        for target in [*plan.created, *plan.touched.values()]:
            self._keep(target)

    def merge(self, survivor, merged):
        """What `merging.merge` would make of the two."""
        pair = [self._as_lead(target) for target in (survivor, merged)]
        values = merged_values(*(lead for lead, _ in pair), newer={lead.pk: ages for lead, ages in pair})
        for column in survivor.values:
            survivor.values[column] = values.get(column, survivor.values[column])
        survivor.values["company_key"] = company_key(survivor.values["company_name"])
        survivor.custom = values.get("custom", survivor.custom)
        survivor.owner_id = survivor.owner_id or merged.owner_id
        survivor.typed = frozenset(survivor.typed) | frozenset(merged.typed)
        survivor.archived = survivor.archived and merged.archived
        survivor.status = values.get("status", survivor.status)
        survivor.held |= merged.held
        self.moved[merged.lead_id] = survivor.lead_id
        self._keep(survivor)

    def _target(self, lead_id, there, met):
        """The lead as it would be by now; one and the same object for all rows of a look-up."""
        while lead_id in self.moved:
            lead_id = self.moved[lead_id]
        if lead_id not in met:
            state = self._one("SELECT state FROM lead WHERE id = ?", lead_id)
            met[lead_id] = there[lead_id] if state is None else _from_state(lead_id, json.loads(state))
        return met[lead_id]

    def _keep(self, target):
        state = {name: getattr(target, name) for name in STATE} | {
            "typed": [*target.typed],
            "held": [*target.held],
        }
        self.store.execute("INSERT OR REPLACE INTO lead VALUES (?, ?)", [target.lead_id, json.dumps(state)])
        keys = [(*held[1:], target.lead_id) for held in target.held if held[0] == KEY]
        self.store.executemany("INSERT OR REPLACE INTO key VALUES (?, ?, ?)", keys)

    def _as_lead(self, target):
        """(the lead as the merge would find it, {field: when} of what this import would have changed of it)."""
        values = {
            column: value
            for column, value in target.values.items()
            if column not in ("company_key", "company_domain")
        }
        if target.lead_id >= FIRST:
            there, ages = SimpleNamespace(**BLANK, created_in=FIRST), {}
        else:
            there = Lead.objects.get(pk=target.lead_id)
            ages = {
                name: FIRST
                for name, (column, *_) in GROUPS.items()
                if column in values and values[column] != getattr(there, column)
            }
            ages |= {
                f"custom.{key}": FIRST
                for key, value in target.custom.items()
                if there.custom.get(key) != value
            }
        for column, value in values.items():
            setattr(there, column, value)
        there.pk, there.custom, there.owner_id = target.lead_id, target.custom, target.owner_id
        there.typed, there.status = sorted(target.typed), target.status
        return there, ages

    def _one(self, statement, *values):
        row = self.store.execute(statement, values).fetchone()
        return row and row[0]


def _from_state(lead_id, state):
    target = Target(lead_id=lead_id)
    for name in STATE:
        setattr(target, name, state[name])
    target.typed, target.held = frozenset(state["typed"]), {tuple(held) for held in state["held"]}
    return target
