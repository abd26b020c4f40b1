"""What leads are described by, in the admin: companies, tags, lists, own fields; merges; and who must not be contacted."""

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect

from hirepilot.admin_acts import act
from hirepilot.admin_base import JournaledAdmin, StaffForm, WorkspaceAdmin
from hirepilot.admin_entry import WorkspaceField, inside
from hirepilot.admin_panels import Link, Panel, list_url, page_url
from hirepilot.paging import number_in
from leads.admin.searching import addresses_in, opt_outs_named_by
from leads.cleaning.companies import company_key
from leads.cleaning.domains import clean_domain
from leads.cleaning.folding import fold
from leads.cleaning.phones import clean_phones
from leads.errors import ValuesRefused
from leads.models import Company, CustomField, Lead, LeadList, Merge, OptOut, SavedMapping, Tag
from leads.services import merging, opting_out
from leads.services.tags import rename_tag

LEADS_SHOWN = 20


@admin.register(Company)
class CompanyAdmin(JournaledAdmin):
    editable = True
    search_for = "A number, or the beginning of a name or domain"
    list_display = ("id", "name", "domain", "workspace", "created_at")
    list_display_links = ("id", "name")
    fields = ("workspace", "name", "domain", "created_at")
    readonly_fields = ("workspace", "created_at")

    def search(self, queryset, text, places):
        if number_in(text) is not None:
            return super().search(queryset, text, places)
        # Two lists of numbers and no OR, which no index would serve.
        held = queryset.filter(workspace_id__among=list(places)).order_by()
        found = {*held.filter(key__begins=company_key(text) or fold(text)).values_list("pk", flat=True)[:500]}
        found |= {
            *held.exclude(domain="").filter(domain__begins=text.lower()).values_list("pk", flat=True)[:500]
        }
        return queryset.filter(pk__among=list(found))

    def write(self, request, obj, form):
        obj.key = company_key(obj.name)
        if not obj.key:
            raise ValuesRefused({"name": "A company needs a name."})
        if obj.domain:
            given, obj.domain = obj.domain, clean_domain(obj.domain)
            if not obj.domain:
                raise ValuesRefused({"domain": f"“{given}” is no domain."})
        obj.save(update_fields=["name", "key", "domain"])

    def facts(self, request, row):
        leads = row.leads.order_by("-pk")[:LEADS_SHOWN]
        more = Link("All", list_url(Lead, f"company={row.pk}"))
        return [Panel("Leads", ("Lead", "Title"), [(_lead(one), one.title) for one in leads], more=more)]


@admin.register(Tag)
class TagAdmin(JournaledAdmin):
    editable = True
    search_for = "A number, or the beginning of a name"
    list_display = ("id", "name", "hue", "workspace", "created_at")
    list_display_links = ("id", "name")
    fields = ("workspace", "name", "hue", "created_at")
    readonly_fields = ("workspace", "created_at")
    search_begins = ("key",)

    def search(self, queryset, text, places):
        return super().search(queryset, fold(text), places)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "hue":
            return forms.TypedChoiceField(coerce=int, choices=[(hue, f"Colour {hue}") for hue in range(1, 7)])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def write(self, request, obj, form):
        if "name" in form.changed_data:
            rename_tag(Tag.objects.get(pk=obj.pk), obj.name)
        if "hue" in form.changed_data:
            obj.save(update_fields=["hue"])

    def facts(self, request, row):
        leads = row.leads.order_by("-pk")[:LEADS_SHOWN]
        return [Panel("Leads, the newest", ("Lead", "Title"), [(_lead(one), one.title) for one in leads])]


@admin.register(LeadList)
class LeadListAdmin(WorkspaceAdmin):
    search_begins = ("key",)
    search_for = "A number, or the beginning of a name"
    has_history = True
    list_display = ("id", "name", "workspace", "by", "created_at")
    list_display_links = ("id", "name")
    list_select_related = ("by__user",)
    fields = ("workspace", "name", "by", "created_at")

    def search(self, queryset, text, places):
        return super().search(queryset, fold(text), places)

    def facts(self, request, row):
        members = row.members.select_related("lead").order_by("-pk")[:LEADS_SHOWN]
        return [
            Panel(
                "Leads, added last", ("Lead", "Title"), [(_lead(one.lead), one.lead.title) for one in members]
            )
        ]


@admin.register(CustomField)
class CustomFieldAdmin(WorkspaceAdmin):
    search_begins = ("key",)
    search_for = "A number, or the beginning of a key"
    has_history = True
    list_display = ("id", "label", "key", "kind", "workspace")
    fields = ("workspace", "label", "key", "kind", "choices", "position")


@admin.register(SavedMapping)
class SavedMappingAdmin(WorkspaceAdmin):
    has_history = True
    list_display = ("id", "name", "workspace", "created_at")
    fields = ("workspace", "name", "columns", "settings", "created_at")


@admin.register(Merge)
class MergeAdmin(WorkspaceAdmin):
    has_history = True
    list_display = ("id", "survivor", "merged", "workspace", "at")
    list_select_related = ("survivor", "merged")
    fields = ("workspace", "survivor", "merged", "operation", "reasons", "at")
    actions = ("unmerge",)

    @act("Unmerge", single=True)
    def unmerge(self, request, rows, values):
        undone = merging.unmerge(rows.get(), by=None)
        return " ".join(["They are two leads again.", *undone.left])


class OptOutForm(StaffForm):
    """Somebody wrote to us that they want no more of it."""

    place = WorkspaceField()
    address = forms.CharField(
        max_length=254,
        help_text="An email address, a LinkedIn profile or a telephone number with its country code.",
    )
    reason = forms.CharField(max_length=200, help_text="The Owner of the workspace reads it in the history.")

    class Meta:
        model = OptOut
        fields = ["channel"]

    def clean_address(self):
        text = self.cleaned_data["address"]
        phones = [("phone", phone.e164) for phone in clean_phones(text) if phone]
        found = addresses_in(text) or phones
        if len(found) != 1:
            raise forms.ValidationError(
                "Neither an email address, nor a profile, nor a number with its country code."
            )
        return found[0]


@admin.register(OptOut)
class OptOutAdmin(WorkspaceAdmin):
    """Added to, never deleted: only a person of the workspace can lift one. Addresses are hashes, found but not read."""

    form = OptOutForm
    has_history = True
    search_for = "A number, an email address or a LinkedIn profile"
    list_display = ("id", "workspace", "channel", "lead_id", "reason", "source", "at")
    list_filter = ("channel",)

    def has_add_permission(self, request):
        return self.has_act_permission(request)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["place", "address", "channel", "reason"]
        return ["workspace", "channel", "lead_id", "reason", "source", "at"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            kwargs["form"] = StaffForm
        return super().get_form(request, obj, change, **kwargs)

    def search(self, queryset, text, places):
        if number_in(text) is not None:
            return super().search(queryset, text, places)
        return queryset.filter(opt_outs_named_by(text, places))

    def save_model(self, request, obj, form, change):
        said = form.cleaned_data
        obj.workspace = said["place"]
        with inside(request, said["place"], said["reason"]):
            known = {"reason": said["reason"], "source": "HirePilot staff"}
            opting_out.opt_out_address(*said["address"], said["channel"], **known)

    def save_related(self, request, form, formsets, change):
        pass

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, "It is kept, for whoever has this address or comes under it later.")
        return HttpResponseRedirect(list_url(OptOut, f"workspace={obj.workspace_id}"))


def _lead(lead):
    return Link(str(lead), page_url(Lead, lead.pk))
