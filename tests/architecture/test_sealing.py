"""The database keeps the promises: every workspace table is sealed, linked inside and journaled as its model says."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import ForeignKey

from hirepilot.models import JournaledModel, Membership
from hirepilot.tenancy import WorkspaceModel

pytestmark = pytest.mark.django_db

OURS = ("hirepilot", "leads", "enrichment", "campaigns", "support")
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]
SEALED = [model for model in MODELS if issubclass(model, WorkspaceModel)]
JOURNALED = [model for model in MODELS if issubclass(model, JournaledModel)]

# Read before a workspace is known, or kept without a policy for the speed of search: ids, hashes and states only.
FRONT_DOOR = {
    "User": "signs in before any workspace is known",
    "Workspace": "is the door itself",
    "Membership": "decides whether a workspace opens",
    "Invitation": "is followed by people who are in no workspace yet",
    "ApiToken": "is looked up by its hash to open a workspace",
    "ApiReply": "answers a repeated request; scoped by token and workspace in its key",
    "Job": "is claimed by workers before its workspace is open; holds ids, never a person's data",
    "LeadSearch": "only yields ids; its words are led by the workspace",
}


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_a_table_is_sealed_or_has_a_reason_not_to_be():
    unsealed = {model.__name__ for model in MODELS if model not in SEALED and not model._meta.auto_created}
    assert unsealed <= FRONT_DOOR.keys(), (
        "a new model is a WorkspaceModel, or stands in FRONT_DOOR with its reason"
    )


@pytest.mark.proves("PRO-11", "WHO-005")
@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_policies_are_forced_on_every_workspace_table(model):
    table = model._meta.db_table
    assert rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table) == [
        (True, True)
    ]
    policies = {command for (command,) in rows("SELECT cmd FROM pg_policies WHERE tablename = %s", table)}
    assert policies in ({"SELECT", "INSERT", "UPDATE", "DELETE"}, {"ALL"})
    assert rows("SELECT 1 FROM pg_trigger WHERE tgname = %s", f"{table}_keeps_rows") == [(1,)]


@pytest.mark.proves("PRO-73")
@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_every_link_between_workspace_tables_stays_inside(model):
    linked = {
        field.column
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and (issubclass(field.related_model, WorkspaceModel) or field.related_model is Membership)
    }
    keys = rows(
        """SELECT array_agg(a.attname::text) FROM pg_constraint c
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
           WHERE c.contype = 'f' AND c.conrelid = %s::regclass GROUP BY c.oid""",
        model._meta.db_table,
    )
    inside = {column for (columns,) in keys if "workspace_id" in columns for column in columns} - {
        "workspace_id"
    }
    assert linked <= inside


@pytest.mark.parametrize("model", JOURNALED, ids=lambda model: model.__name__)
def test_the_journal_knows_a_table_as_its_model_says(model):
    table = model._meta.db_table
    arguments = rows(
        "SELECT encode(tgargs, 'escape') FROM pg_trigger WHERE tgname IN (%s, %s)",
        f"{table}_journal_update",
        f"{table}_journal_delete",
    )
    expected = "\0".join((model.SUBJECT, *model.DERIVED)) + "\0"
    assert [text.replace("\\000", "\0") for (text,) in arguments] == [expected] * 2


def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
