from django.db import models

from hirepilot.models import Workspace
from hirepilot.tenancy import WorkspaceModel


class House:
    """The desk of what belongs to no workspace, for example a system job that was parked.

    A row of the desk always has a workspace, or the policies could not keep it. No workspace has the number 0, so no
    member can open this one; staff read it under EVERY_WORKSPACE like all others.
    """

    pk = 0
    name = "HirePilot itself"

    def __str__(self):
        return self.name


HOUSE = House()


class DeskModel(WorkspaceModel):
    """A row of the desk: in the workspace where something broke, or in the house."""

    # Nullable only for the sake of joins: an inner join to the workspaces would lose the rows of the house.
    workspace = models.ForeignKey(
        Workspace,
        null=True,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
        default=WorkspaceModel._meta.get_field("workspace").default,
    )

    class Meta(WorkspaceModel.Meta):
        abstract = True

    @property
    def desk(self):
        """What to open before writing this row."""
        return HOUSE if self.workspace_id == HOUSE.pk else self.workspace
