from django.db import models

from hirepilot.models import JournaledModel


class Identity(JournaledModel):
    """One proof of who a lead is: an email address, a LinkedIn id. Two leads never share one."""

    class Kind(models.TextChoices):
        EMAIL = "email"
        SLUG = "slug", "LinkedIn address"
        MEMBER_ID = "member_id", "LinkedIn member id"
        SALES_LEAD = "sales_lead", "Sales Navigator id"
        RECRUITER = "recruiter_profile", "Recruiter id"

    class Verification(models.TextChoices):
        NONE = "", "Not verified"
        VALID = "valid", "Verified"
        RISKY = "risky"
        INVALID = "invalid"
        UNKNOWN = "unknown"

    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="identities", db_constraint=False
    )
    kind = models.CharField(max_length=17, choices=Kind)
    value = models.CharField(max_length=254, db_collation="C")  # canonical form
    shown = models.CharField(max_length=500, blank=True)  # as typed, when that differs
    verification = models.CharField(max_length=8, choices=Verification, blank=True, default="")

    SUBJECT = "lead_id"
    SAID_AS = ("email or LinkedIn address", "email and LinkedIn addresses")

    class Meta(JournaledModel.Meta):
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "value"], name="identity_once_per_workspace")
        ]

    def __str__(self):
        return self.shown or self.value


class ContactValue(JournaledModel):
    """A way to reach a lead that does not say who it is: a phone number, a role address such as jobs@."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        ROLE_EMAIL = "role_email", "Role address"

    lead = models.ForeignKey(
        "leads.Lead",
        on_delete=models.CASCADE,
        related_name="contact_values",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=254, db_collation="C")
    shown = models.CharField(max_length=254, blank=True)

    SUBJECT = "lead_id"

    class Meta(JournaledModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["lead", "kind", "value"], name="contact_value_once_a_lead")
        ]
        indexes = [models.Index(fields=["workspace", "kind", "value"], name="contact_value_hint")]

    def __str__(self):
        return self.shown or self.value
