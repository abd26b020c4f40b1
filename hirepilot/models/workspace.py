import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse


def known_zone(value):
    if value not in zoneinfo.available_timezones():
        raise ValidationError("Not a time zone we know, for example Europe/Berlin.")


class Workspace(models.Model):
    """The tenant. Its row is the door; everything inside is a WorkspaceModel."""

    class LeadVisibility(models.TextChoices):
        OWN = "own", "Members see their own, unassigned and shared leads"
        ALL = "all", "Members see every lead of the workspace"

    class MatchPolicy(models.TextChoices):
        FILL = "fill", "Fill blanks"
        SKIP = "skip", "Skip"
        OVERWRITE = "overwrite", "Overwrite chosen fields"

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[known_zone])
    default_country = models.CharField(
        max_length=2, default="US", help_text="Read into phone numbers without a country code."
    )
    lead_visibility = models.CharField(max_length=3, choices=LeadVisibility, default=LeadVisibility.OWN)
    members_export = models.BooleanField("Members may export", default=True)
    match_policy = models.CharField(max_length=9, choices=MatchPolicy, default=MatchPolicy.FILL)
    undo_days = models.PositiveSmallIntegerField(
        default=30, help_text="How long an operation can be undone, in days."
    )
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workspace", args=[self.slug])
