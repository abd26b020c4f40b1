"""A workspace's own settings, and the end of a demo."""

import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from hirepilot.errors import NotADemo
from hirepilot.journal import operation
from hirepilot.models import Job, Membership, User, Workspace
from hirepilot.permissions import require
from hirepilot.services.members import changing
from hirepilot.tenancy import workspace_scope

SETTINGS = (
    "name", "time_zone", "default_country", "lead_visibility", "members_export", "match_policy", "undo_days",
)  # fmt: skip


def update_settings(workspace, by, **values):
    """Change settings; what changed, from what to what, is in the history. Returns the names of those that did."""
    if unknown := values.keys() - set(SETTINGS):
        raise TypeError(f"not settings of a workspace: {', '.join(sorted(unknown))}")
    with changing(by, "change settings") as by:
        now = Workspace.objects.get(pk=workspace.pk)
        changed = {name: value for name, value in values.items() if getattr(now, name) != value}
        if not changed:
            return []
        said = [
            f"{_label(name)}: {_shown(now, name)} → {_shown(Workspace(**changed), name)}" for name in changed
        ]
        for name, value in changed.items():
            setattr(now, name, value)
        now.clean_fields()
        with operation("workspace.settings", by=by, summary="; ".join(said)):
            now.save(update_fields=list(changed))
        return list(changed)


def remove_demo(workspace, by):
    """Remove the whole demo workspace: rows, files, memberships, jobs and its invented people."""
    with transaction.atomic(), workspace_scope(workspace):
        locked = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        if not locked.is_demo:
            raise NotADemo
        _wait_for_writers(locked)
        require(Membership.objects.current().filter(workspace=locked, pk=by.pk).first(), "delete workspace")
        people = list(User.objects.filter(memberships__workspace=locked).values_list("pk", flat=True))
        _remove_rows(locked.pk)
        _invented(people).delete()
        files = Path(settings.MEDIA_ROOT) / str(locked.pk)
        transaction.on_commit(lambda: shutil.rmtree(files, ignore_errors=True))


def _wait_for_writers(workspace):
    """Lock what every write refers to, a job or a membership: who has begun ends first, who begins now is refused.

    A worker locks its job before it writes as a member, so in the other order we could wait for each other.
    """
    list(
        Job.objects.select_for_update()
        .filter(workspace=workspace)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    list(
        Membership.objects.select_for_update()
        .filter(workspace=workspace)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _remove_rows(workspace_id):
    with connection.cursor() as cursor:
        # The journal goes with the workspace. Links are checked when all is gone, so the order does not matter.
        cursor.execute("SET LOCAL app.removing_workspace = 'on'")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, column in tables_of_a_workspace():
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [workspace_id])
        cursor.execute("DELETE FROM hirepilot_workspace WHERE id = %s", [workspace_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL app.removing_workspace = 'off'")


def tables_of_a_workspace():
    """(table, column of the workspace) of every model with rows of a workspace."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Workspace and not model._meta.proxy:
                yield model._meta.db_table, field.column


def _invented(people):
    """Of these users, those made for the demo: nobody else's colleague, and nobody who could ever have signed in."""
    return User.objects.filter(
        pk__in=people,
        memberships=None,
        last_login=None,
        password__startswith="!",
        is_staff=False,
        is_superuser=False,
    )


def _label(name):
    return str(Workspace._meta.get_field(name).verbose_name).capitalize()


def _shown(workspace, name):
    value = getattr(workspace, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return getattr(workspace, f"get_{name}_display", lambda: value)()
