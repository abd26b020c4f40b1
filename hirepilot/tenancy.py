"""Sealed workspaces, first wall: the model guard. The second is row-level security (`isolation.py`).

Every query of a `WorkspaceModel` carries `workspace_id = <the open one>`, bound when the SQL is written, so that a queryset
built inside a workspace and read outside it is refused like any other.
"""

from contextlib import contextmanager

from django.db import models
from django.urls import reverse

from hirepilot import context
from hirepilot.context import EVERY_WORKSPACE
from hirepilot.errors import ForeignRow, OutsideWorkspace

__all__ = [
    "EVERY_WORKSPACE",
    "WorkspaceManager",
    "WorkspaceModel",
    "WorkspaceQuerySet",
    "active_workspace",
    "link",
    "workspace_scope",
]


def active_workspace():
    """The open workspace or EVERY_WORKSPACE; raises OutsideWorkspace when none is open."""
    workspace = context.workspace.get()
    if workspace is None:
        raise OutsideWorkspace
    return workspace


def writable_workspace():
    """The one open workspace; raises OutsideWorkspace when none or all are open, because a write needs exactly one."""
    workspace = active_workspace()
    if workspace is EVERY_WORKSPACE:
        raise OutsideWorkspace("Open one workspace before writing.")
    return workspace


def _workspace_default():
    # Not raising: migrations and empty forms ask for the default outside any workspace.
    workspace = context.workspace.get()
    return None if workspace in (None, EVERY_WORKSPACE) else workspace.pk


@contextmanager
def workspace_scope(workspace):
    """Everything inside reads and writes this workspace only; EVERY_WORKSPACE reads all and writes nothing."""
    if workspace is None:
        raise OutsideWorkspace
    token = context.workspace.set(workspace)
    try:
        yield workspace
    finally:
        context.workspace.reset(token)


def link(view_name, *args, **kwargs):
    """The address of a page of the open workspace."""
    return reverse(
        view_name,
        args=(active_workspace().slug, *args) if not kwargs else None,
        kwargs={"workspace": active_workspace().slug, **kwargs} if kwargs else None,
    )


class InActiveWorkspace(models.Func):
    """The WHERE of every scoped query, bound when the SQL is written, not before."""

    output_field = models.BooleanField()

    def as_sql(self, compiler, connection, **extra):
        workspace = active_workspace()
        if workspace is EVERY_WORKSPACE:
            return "TRUE", []
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = %s", [*params, workspace.pk]


class WorkspaceQuerySet(models.QuerySet):
    def update(self, **values):
        if {"workspace", "workspace_id"} & values.keys():
            raise ForeignRow("Rows never move to another workspace.")
        writable_workspace()
        self.model.check_links(values)
        return super().update(**values)

    def delete(self):
        writable_workspace()
        return super().delete()

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for row in objs:
            row.refuse_foreign()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs, fields, *args, **kwargs):
        objs = list(objs)
        for row in objs:
            row.refuse_foreign()
        return super().bulk_update(objs, fields, *args, **kwargs)


class WorkspaceManager(models.Manager.from_queryset(WorkspaceQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(InActiveWorkspace("workspace_id"))


class WorkspaceModel(models.Model):
    """A row that belongs to one workspace and cannot be read, written or linked from another."""

    # The database checks the workspace by policy; a second foreign key on every row would only cost time.
    workspace = models.ForeignKey(
        "hirepilot.Workspace",
        on_delete=models.PROTECT,
        default=_workspace_default,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    objects = WorkspaceManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        self.refuse_foreign()
        return super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self.refuse_foreign()
        return super().delete(*args, **kwargs)

    def refuse_foreign(self):
        """Raise ForeignRow unless this row, and every row it is linked to in memory, is of the open workspace."""
        workspace = writable_workspace()
        if self.workspace_id != workspace.pk:
            raise ForeignRow
        self.check_links(
            {
                f.name: self._state.fields_cache[f.name]
                for f in self._meta.concrete_fields
                if f.is_relation and f.name in self._state.fields_cache
            }
        )

    @classmethod
    def check_links(cls, values):
        """Refuse values that point to a row of another workspace."""
        for value in values.values():
            if isinstance(value, models.Model) and getattr(value, "workspace_id", None) not in (
                None,
                writable_workspace().pk,
            ):
                raise ForeignRow
