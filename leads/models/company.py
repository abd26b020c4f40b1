from django.db import models

from hirepilot.models import JournaledModel


class Company(JournaledModel):
    """Where a lead works. Found by domain, else by folded name."""

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_collation="C", editable=False)  # folded name without legal form
    domain = models.CharField(max_length=253, blank=True, db_collation="C")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(JournaledModel.Meta):
        verbose_name_plural = "companies"
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="company_once_per_workspace")]
        indexes = [
            models.Index(fields=["workspace", "domain"], condition=~models.Q(domain=""), name="company_by_domain")
        ]

    def __str__(self):
        return self.name
