"""A small file of leads into one workspace: shown row by row first, taken in after a second click."""

from functools import partial

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.template.response import TemplateResponse
from import_export.admin import ImportMixin
from import_export.formats.base_formats import CSV, TSV
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import CacheStorage

from hirepilot.admin_entry import ReasonForm, WorkspaceField, inside
from hirepilot.models import Workspace
from leads.resources import LeadResource

MOST_BYTES = 2 * 1024 * 1024
POLICIES = [Workspace.MatchPolicy.FILL, Workspace.MatchPolicy.SKIP]


class UploadStorage(CacheStorage):
    """Where a file waits for the second click: half an hour, then it is forgotten."""

    CACHE_LIFETIME = 1800


class IntoWorkspaceForm(ReasonForm):
    workspace = WorkspaceField()
    policy = forms.ChoiceField(
        label="When a person is already known", choices=[(one.value, one.label) for one in POLICIES]
    )


class LeadImportForm(IntoWorkspaceForm, ImportForm):
    field_order = ["resource", "workspace", "import_file", "format", "policy", "reason"]

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                f"At most {MOST_BYTES // 1024**2} MB here. Use the import of the workspace."
            )
        return file


class LeadConfirmForm(IntoWorkspaceForm, ConfirmImportForm):
    """Everything of the first form once more, hidden; the waiting file is named by a ticket that is only this person's."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            field.widget = forms.HiddenInput()

    def clean_import_file_name(self):
        try:
            name, user = signing.loads(
                self.cleaned_data["import_file_name"], max_age=UploadStorage.CACHE_LIFETIME
            )
        except signing.BadSignature as error:
            raise ValidationError("Upload the file again.") from error
        if user != self.user.pk or UploadStorage(name=name).read() is None:
            raise ValidationError("Upload the file again.")
        return name


class LeadImportMixin(ImportMixin):
    resource_classes = [LeadResource]
    import_formats = [CSV, TSV]
    import_form_class, confirm_form_class = LeadImportForm, LeadConfirmForm
    import_template_name = "admin/leads_import.html"
    tmp_storage_class = UploadStorage
    skip_admin_log = True

    def has_import_permission(self, request):
        return self.has_act_permission(request)

    def get_import_form_initial(self, request):
        return {"workspace": request.GET.get("workspace", "")}

    def get_import_resource_kwargs(self, request, form=None, **kwargs):
        given = getattr(form, "cleaned_data", {})
        if not given.get("workspace"):
            return {}
        opened = partial(inside, request, given["workspace"], given.get("reason", ""))
        return {"inside": opened, "policy": given.get("policy", "")}

    def get_confirm_form_initial(self, request, import_form):
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form is None:
            return initial
        given = import_form.cleaned_data
        name = signing.dumps([given["import_file"].tmp_storage_name, request.user.pk])
        chosen = {"workspace": given["workspace"].slug, "policy": given["policy"], "reason": given["reason"]}
        return initial | chosen | {"import_file_name": name}

    def get_confirm_form_kwargs(self, request, import_form=None):
        return super().get_confirm_form_kwargs(request, import_form) | {"user": request.user}

    def process_result(self, result, request):
        context = {
            "title": "Taken in",
            "opts": self.opts,
            "result": result,
            "is_done": not result.has_errors(),
        }
        context = self.admin_site.each_context(request) | context
        return TemplateResponse(request, self.import_template_name, context)
