"""What undo knows about the tables of the journal: read from the models, and their unique keys from the database."""

import json
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from hirepilot.models import JournaledModel

# The derived column of a lead that says when somebody last did something with it; an undo is such a thing.
TOUCHED = "last_activity_at"

UNIQUE = """
SELECT indrelid::regclass::text,
       array(SELECT pg_get_indexdef(indexrelid, k, false) FROM generate_series(1, indnkeyatts) k),
       coalesce(pg_get_expr(indpred, indrelid), 'true'),
       array(SELECT attname::text FROM pg_attribute WHERE attrelid = indrelid AND (
           attnum = ANY (indkey::int2[]) OR EXISTS (  -- or its expression or condition reads the column
               SELECT FROM pg_depend WHERE objid = indexrelid AND refobjid = indrelid AND refobjsubid = attnum)))
FROM pg_index WHERE indisunique AND NOT indisprimary AND indrelid = ANY (%s::text[]::regclass[]) ORDER BY indexrelid
"""

# Django's own keys are postponed in any case.
POSTPONABLE = """
SELECT DISTINCT quote_ident(conname) FROM pg_constraint
WHERE contype = 'f' AND condeferrable AND NOT condeferred AND conrelid = ANY (%s::text[]::regclass[])
"""


@dataclass(frozen=True)
class Table:
    """A journaled table. A root is what histories are about (the lead), a dictionary is about no lead (companies)."""

    name: str
    model: type[JournaledModel]

    @property
    def subject(self):
        return self.model.SUBJECT

    def subject_of(self, row):
        """The subject of a row, in SQL."""
        return f"{row}.{self.subject}" if self.subject else "NULL::bigint"

    @property
    def words(self):
        """What one row and several are called where people read of them."""
        names = self.model._meta
        return self.model.SAID_AS or (str(names.verbose_name), str(names.verbose_name_plural))

    @property
    def is_root(self):
        return self.subject == "id"

    @property
    def is_dictionary(self):
        return not self.subject

    @property
    def undoable(self):
        return self.model.UNDOABLE

    @property
    def is_touched(self):
        return self.is_root and TOUCHED in self.model.DERIVED

    @property
    def fixed(self):
        """Columns that never go back: what is computed, and of what stays whatever is undone all but whose it is."""
        if not self.undoable:
            return [column for column in self.columns if column != self.subject]
        return [
            *self.model.DERIVED,
            *(field.column for field in self.model._meta.concrete_fields if field.generated),
        ]

    @property
    def columns(self):
        return [field.column for field in self.model._meta.concrete_fields if not field.generated]

    @property
    def defaults(self):
        """What a column that the journal does not know, because it is younger, holds in a row that comes back."""
        values = {
            field.column: field.get_default()
            for field in self.model._meta.concrete_fields
            if not field.null
            and not field.primary_key
            and not field.generated
            and field.column != "created_in"
        }
        return json.dumps(values, cls=DjangoJSONEncoder)


@dataclass(frozen=True)
class Link:
    """A column of one table that points to rows of another."""

    table: str
    column: str
    target: str
    nullable: bool
    carries: bool  # the row belongs to its target and goes with it; otherwise it keeps its target


@dataclass(frozen=True)
class Mention:
    """A reference without a key: a plain number, or a JSON column whose keys are values of the target."""

    table: str
    column: str
    target: str
    value: str


@dataclass(frozen=True)
class UniqueKey:
    table: str
    expressions: list
    condition: str
    columns: list


@cache
def journaled_tables():
    """Every table of the journal by its name, in the order of their models."""
    found = [
        model for model in apps.get_models() if issubclass(model, JournaledModel) and not model._meta.proxy
    ]
    return {model._meta.db_table: Table(model._meta.db_table, model) for model in found}


@cache
def links():
    """Every column that points from anywhere to a journaled table, or from a journaled table to anywhere."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields if model._meta.managed and not model._meta.proxy else ():
            if field.remote_field and field.name != "workspace" and _concerns_journal(model, field):
                found.append(_link(model, field))
    return tuple(found)


def _concerns_journal(model, field):
    return issubclass(model, JournaledModel) or issubclass(field.related_model, JournaledModel)


def _link(model, field):
    tables = journaled_tables()
    table, target = model._meta.db_table, field.related_model._meta.db_table
    carries = (
        field.remote_field.on_delete is models.CASCADE
        and table in tables
        and target in tables
        and not tables[target].is_dictionary
    )
    return Link(table, field.column, target, field.null, carries)


@cache
def numbers_of_roots():
    """Columns such as `lead_id` that hold the number of a lead without being a key: an opt-out outlives its lead."""
    tables = journaled_tables()
    return tuple(
        Mention(table.name, field.column, root.name, "id")
        for root in tables.values()
        if root.is_root
        for table in tables.values()
        for field in table.model._meta.concrete_fields
        if not field.remote_field and field.column == f"{root.model._meta.model_name}_id"
    )


@cache
def named_in():
    """JSON columns whose keys name rows of a dictionary (`JournaledModel.NAMED_IN`)."""
    return tuple(
        Mention(apps.get_model(label)._meta.db_table, column, table.name, value)
        for table in journaled_tables().values()
        for label, column, value in table.model.NAMED_IN
    )


def postponable(cursor):
    """The links that the database lets us check at the end, so that rows may go and come in any order."""
    cursor.execute(POSTPONABLE, [list(journaled_tables())])
    return [name for (name,) in cursor.fetchall()]


def unique_keys(cursor, tables):
    """The unique keys of tables as PostgreSQL knows them, but those that hold the id: an id is never taken twice."""
    cursor.execute(UNIQUE, [list(tables)])
    return [
        UniqueKey(table, expressions, condition.replace("%", "%%"), columns)
        for table, expressions, condition, columns in cursor.fetchall()
        if "id" not in columns
    ]
