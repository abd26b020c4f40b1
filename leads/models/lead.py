from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hirepilot.models import JournaledModel, Membership, Workspace
from hirepilot.tenancy import WorkspaceManager, WorkspaceQuerySet, link


def sees_all_leads(member):
    """Whether no lead of the workspace is hidden from this member."""
    if member.role == Membership.Role.MEMBER:
        return member.workspace.lead_visibility == Workspace.LeadVisibility.ALL
    return member.role in (Membership.Role.OWNER, Membership.Role.ADMIN)


class LeadQuerySet(WorkspaceQuerySet):
    def active(self):
        """Neither archived nor merged away: what lists, audiences and enrichment work with."""
        return self.filter(archived_at=None, merged_into=None)

    def archived(self):
        return self.exclude(archived_at=None).filter(merged_into=None)

    def reachable(self):
        return self.active().exclude(email="").exclude(status=Lead.Status.BAD_FIT)

    def tagged(self, name):
        return self.filter(lead_tags__tag__name__iexact=name)

    def owned_by(self, member):
        return self.filter(owner=member)

    def newest_first(self):
        return self.order_by("-last_activity_at", "-id")

    def visible_to(self, member):
        """What this member may see. Every page, count, search and export starts here (product rules, WHO)."""
        if sees_all_leads(member):
            return self
        if member.role == Membership.Role.GUEST:
            return self.none()
        return self.filter(Q(owner=member) | Q(owner=None))

    def for_list(self):
        """With everything a row of the list shows, at a constant number of queries."""
        return self.select_related("owner__user").prefetch_related("tags")


class Lead(JournaledModel):
    """A person who may become a candidate or a client."""

    class Status(models.TextChoices):
        NEW = "new"
        ENRICHED = "enriched"
        CONTACTED = "contacted"
        REPLIED = "replied"
        QUALIFIED = "qualified"
        BAD_FIT = "bad_fit", "Bad Fit"
        CONVERTED = "converted"

    class Source(models.TextChoices):
        EXTENSION = "extension", "Chrome extension"
        FILE = "file", "File import"
        SNIPER = "sniper"
        APOLLO = "apollo", "Apollo Search"
        MANUAL = "manual", "Entered by hand"
        REPLY = "reply", "Campaign reply"
        API = "api", "API"

    class Channel(models.TextChoices):
        ALL = "all"
        EMAIL = "email"
        PHONE = "phone"
        LINKEDIN = "linkedin", "LinkedIn"

    full_name = models.CharField(max_length=200, blank=True)  # as given; first and last beside it
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True, db_collation="C")  # the first of its addresses
    phone = models.CharField(max_length=40, blank=True)
    linkedin = models.CharField(
        max_length=200, blank=True, db_collation="C"
    )  # public slug, or another kind's id
    company = models.ForeignKey(
        "leads.Company",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        db_constraint=False,
    )
    company_name = models.CharField(max_length=200, blank=True)  # as given
    title = models.CharField(max_length=200, blank=True)  # as given
    title_normal = models.CharField(max_length=200, blank=True)
    seniority = models.CharField(max_length=12, blank=True)
    function = models.CharField(max_length=20, blank=True)
    location = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW)
    owner = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.MANUAL)
    legal_basis = models.CharField(max_length=80, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    typed = ArrayField(
        models.CharField(max_length=40), default=list, blank=True
    )  # fields a person typed: machines keep off
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        db_constraint=False,
        db_index=False,
    )
    created_at = models.DateTimeField(default=timezone.now)
    last_activity_at = models.DateTimeField(default=timezone.now)  # derived
    opted_out = ArrayField(models.CharField(max_length=8), default=list, blank=True)  # derived from OptOut

    tags = models.ManyToManyField("leads.Tag", through="leads.LeadTag", related_name="leads")

    objects = WorkspaceManager.from_queryset(LeadQuerySet)()

    SUBJECT = "id"
    DERIVED = ("last_activity_at", "opted_out")

    class Meta(JournaledModel.Meta):
        indexes = [
            models.Index(
                models.F("workspace"),
                models.F("last_activity_at").desc(),
                models.F("id").desc(),
                condition=Q(archived_at=None, merged_into=None),
                name="lead_by_activity",
            ),
            models.Index(
                models.F("workspace"),
                models.F("status"),
                models.F("last_activity_at").desc(),
                models.F("id").desc(),
                condition=Q(archived_at=None, merged_into=None),
                name="lead_by_status",
            ),
            models.Index(
                models.F("workspace"),
                models.F("owner"),
                models.F("last_activity_at").desc(),
                models.F("id").desc(),
                condition=Q(archived_at=None, merged_into=None),
                name="lead_by_owner",
            ),
            models.Index(
                models.F("workspace"),
                models.F("last_activity_at").desc(),
                models.F("id").desc(),
                condition=~Q(archived_at=None),
                name="lead_archived",
            ),
            models.Index(fields=["merged_into"], condition=~Q(merged_into=None), name="lead_merged"),
        ]

    def __str__(self):
        return self.full_name or self.email or self.linkedin or f"Lead {self.pk}"

    def get_absolute_url(self):
        return link("leads:detail", self.pk)
