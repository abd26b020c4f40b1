from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from hirepilot.models import JournaledModel, Membership
from hirepilot.tenancy import WorkspaceManager, WorkspaceQuerySet


class CompanyQuerySet(WorkspaceQuerySet):
    def visible_to(self, member):
        """Owner and Admin see every company; others those where somebody works whom they may see."""
        if member.role in (Membership.Role.OWNER, Membership.Role.ADMIN):
            return self
        leads = apps.get_model("leads", "Lead").objects.visible_to(member)
        return self.filter(Exists(leads.filter(company=OuterRef("pk"))))


class Company(JournaledModel):
    """Where a lead works. Found by domain, else by folded name."""

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_collation="C", editable=False)  # folded name without legal form
    domain = models.CharField(max_length=253, blank=True, db_collation="C")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkspaceManager.from_queryset(CompanyQuerySet)()

    class Meta(JournaledModel.Meta):
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="company_once_per_workspace")
        ]
        indexes = [
            models.Index(
                fields=["workspace", "domain"], condition=~models.Q(domain=""), name="company_by_domain"
            )
        ]

    def __str__(self):
        return self.name
