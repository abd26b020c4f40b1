"""What every table of the admin has in common: searched by index, counted to a limit, written inside one workspace."""

from functools import reduce
from operator import or_

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from hirepilot.admin_acts import REFUSALS, act, refusal_of
from hirepilot.admin_entry import inside, reason_for
from hirepilot.journal import operation
from hirepilot.models import Change, Membership, Workspace
from hirepilot.paging import COUNTED_TO, capped_count, number_in
from hirepilot.tenancy import WorkspaceModel, writable_workspace
from hirepilot.wording import plural

IN = "in:"
HISTORY = 100


class CappedPaginator(Paginator):
    """Counts to ten thousand, and pages no further: who looks for one of more narrows the list."""

    @cached_property
    def count(self):
        counted = capped_count(self.object_list)
        self.is_capped = counted > COUNTED_TO
        return min(counted, COUNTED_TO)


class StaffForm(forms.ModelForm):
    """Shows what the database or a service said no to. `refusal` is {field or None: sentence}, set for the request."""

    refusal = {}

    def _post_clean(self):
        super()._post_clean()
        for name, sentence in self.refusal.items():
            self.add_error(name if name in self.fields else None, sentence)


class StaffAdmin(admin.ModelAdmin):
    """Looked at by all of the staff. Subclasses say what else there is to do: by acts, or by `editable` fields.

    `search_exact` are columns of numbers, `search_begins` columns with an index of COLLATE "C"; never a LIKE.
    """

    form = StaffForm
    change_form_template = "admin/staff_form.html"
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page, list_max_show_all = 50, 200
    sortable_by = ()
    ordering = ("-pk",)
    view_on_site = False
    search_fields = ("pk",)
    search_exact = ("pk",)
    search_begins = ()
    editable = False
    has_history = False

    # --- who may ------------------------------------------------------------------------------------------------------
    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return self.editable and super().has_change_permission(request, obj)

    def has_act_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def has_super_permission(self, request):
        return request.user.is_superuser

    # --- searching ----------------------------------------------------------------------------------------------------
    @property
    def search_help_text(self):
        place = f", or {IN}workspace" if self.has_workspace else ""
        return f"{self.search_for}{place}"

    search_for = "A number"

    @property
    def has_workspace(self):
        return any(one.name == "workspace" for one in self.opts.concrete_fields)

    def get_search_results(self, request, queryset, search_term):
        words, narrowed = [], None
        for word in search_term.replace("\x00", "").split():
            if self.has_workspace and word.lower().startswith(IN):
                narrowed = word[len(IN) :].lower()
            else:
                words.append(word)
        places = Workspace.objects.values_list("pk", flat=True)
        if narrowed is not None:
            places = places.filter(slug=narrowed)
            queryset = queryset.filter(workspace_id__in=list(places))
        return (self.search(queryset, " ".join(words), places) if words else queryset), False

    def search(self, queryset, text, places):
        """Those with this number or beginning. `places`: ids of workspaces, which lead the indexes."""
        if (number := number_in(text)) is not None and self.search_exact:
            conditions = [{column: number} for column in self.search_exact]
        else:
            conditions = [{f"{column}__begins": text} for column in self.search_begins]
        if not conditions:
            return queryset.none()
        if self.has_workspace and issubclass(self.model, WorkspaceModel):
            queryset = queryset.filter(workspace_id__among=list(places))
        return queryset.filter(reduce(or_, (Q(**one) for one in conditions)))

    # --- the page of one row ------------------------------------------------------------------------------------------
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id)) if object_id else None
        context = dict(extra_context or {})
        if row is not None:
            if not self.has_view_or_change_permission(request, row):
                raise PermissionDenied
            if door := self.door(request, row):
                return door
            context |= self.shown_beside(request, row)
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except REFUSALS as error:
            # Once more, with the sentence in the form: what was typed stays, nothing was written.
            request.refusal = self.refusals(error)
            return super().changeform_view(request, object_id, form_url, context)

    def door(self, request, row):
        """What has to be answered before the row may be looked at, or None."""
        return None

    def shown_beside(self, request, row):
        """What the template shows beside the fields."""
        acts = [choice for choice in self.get_action_choices(request) if choice[0]]
        return {"acts": acts, "facts": self.facts(request, row), "has_history": self.has_history}

    def refusals(self, error):
        return getattr(error, "errors", None) or {None: refusal_of(error, self.model)}

    def facts(self, request, row):
        """Panels beside the fields."""
        return []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form)(form.__name__, (form,), {"refusal": getattr(request, "refusal", {})})

    # --- one journal: a second history, outside the workspace, is not written ------------------------------------------
    def log_addition(self, request, obj, message):
        pass

    def log_change(self, request, obj, message):
        pass

    def log_deletions(self, request, queryset):
        pass


class WorkspaceAdmin(StaffAdmin):
    """Rows of workspaces. Who opens one has entered its workspace and said why; a change is an operation in there."""

    def get_queryset(self, request):
        # Of a row that belongs to no workspace, but to HirePilot itself, this makes it None.
        return super().get_queryset(request).select_related("workspace", *(self.list_select_related or ()))

    def door(self, request, row):
        """Open the workspace for the rest of the request; for those who have not said why they come, the way to do so."""
        workspace = row.workspace
        if workspace is None:
            return None
        if not reason_for(request, workspace.pk):
            wanted = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('admin:enter', args=[workspace.pk])}?{wanted}")
        request.scope.enter_context(inside(request, workspace))
        return None

    def shown_beside(self, request, row):
        shown = super().shown_beside(request, row)
        if row.workspace:
            shown |= {"workspace": row.workspace, "reason": reason_for(request, row.workspace.pk)}
        return shown

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only rows of the open workspace can be chosen: the guard sees to ours, members stand outside of it."""
        if issubclass(db_field.related_model, Membership):
            kwargs["queryset"] = (
                Membership.objects.current().select_related("user").filter(workspace=writable_workspace())
            )
        elif issubclass(db_field.related_model, WorkspaceModel):
            kwargs["widget"] = forms.NumberInput  # there may be a million
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        what = ", ".join(sorted(form.changed_data)) or "nothing"
        with operation(
            f"staff.{self.opts.model_name}", summary=f"Changed {self.opts.verbose_name} {obj}: {what}"
        ):
            self.write(request, obj, form)

    def write(self, request, obj, form):
        """Store what was typed, in the workspace and in an operation."""
        obj.save(update_fields=form.changed_data)

    def history_view(self, request, object_id, extra_context=None):
        """The journal's own account of one row."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if door := self.door(request, row):
            return door
        changes = Change.objects.filter(tbl=self.opts.db_table, row_id=row.pk)
        changes = changes.select_related("operation__by__user", "operation__staff").order_by("-pk")[:HISTORY]
        context = {"title": f"Changes of {row}", "changes": list(changes), "original": row, "opts": self.opts}
        context = self.admin_site.each_context(request) | context | (extra_context or {})
        return TemplateResponse(request, "admin/row_history.html", context)


class JournaledAdmin(WorkspaceAdmin):
    """Rows that the journal knows. They are archived rather than deleted; a Super Admin can, and undo brings them back."""

    actions = ("delete_for_good",)
    has_history = True

    @act("Delete", allowed="super")
    def delete_for_good(self, request, rows, values):
        count = rows.count()
        said = plural(count, f"{self.opts.verbose_name},{self.opts.verbose_name_plural}")
        with operation(f"staff.delete_{self.opts.model_name}", summary=f"Deleted {said}"):
            rows.delete()
        return f"{said} deleted; undo of the operation brings back what was."
