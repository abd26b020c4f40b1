"""Rows of any journaled table, and all of them as they are: for tests of the journal and of undo."""

import datetime
import json
from contextlib import contextmanager

from django.db import connection

from hirepilot.journal import open_operation, operation
from hirepilot.models import Membership, Operation
from hirepilot.services.undo_tables import journaled_tables
from hirepilot.tenancy import active_workspace

PLAIN = {
    "CharField": "x",
    "SlugField": "x",
    "TextField": "x",
    "EmailField": "x@y.example",
    "BooleanField": False,
    "IntegerField": 1,
    "BigIntegerField": 1,
    "DecimalField": 1,
    "DateField": datetime.date(2026, 1, 2),
    "DateTimeField": datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC),
}


def dump():
    """Every row of every journaled table in the open workspace, without its derived columns."""
    found = {}
    with connection.cursor() as cursor:
        for table in journaled_tables().values():
            derived = list(table.model.DERIVED)
            cursor.execute(
                f"SELECT id, (to_jsonb(t) - %s::text[])::text FROM {table.name} t ORDER BY id", [derived]
            )
            found |= {(table.name, row_id): json.loads(row) for row_id, row in cursor.fetchall()}
    return found


@contextmanager
def by_machine(kind="machine"):
    """An operation that no person wanted."""
    with operation(kind, by_person=False) as opened:
        yield opened


@contextmanager
def without_trigger(name):
    """To make what only an older version, or somebody at the database itself, can have left there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [name])
        ((table,),) = cursor.fetchall()
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def make_row(model):
    """A row of any journaled model, with whatever it needs, from its fields alone: new models need no factory here."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.null or field.name in ("workspace", "created_in"):
            continue
        if field.remote_field:
            values[field.name] = _related(field.related_model)
        elif not field.has_default():
            values[field.name] = PLAIN[field.get_internal_type()]
    return model.objects.create(**values)


def _related(model):
    if model is Operation:
        return open_operation()
    if model is Membership:
        return Membership.objects.get(workspace=active_workspace(), role=Membership.Role.OWNER)
    return make_row(model)
