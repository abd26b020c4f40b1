"""What staff can do with ticked rows: a page asks why, then it is done workspace by workspace.

    @act("Add a tag", form=TagForm)
    def add_tag(self, request, rows, values):
        return f"{plural(organising.tag(rows, [values['tag']]), 'lead')} tagged."

The work runs in the rows' own workspace, in one transaction, acting as staff for the reason given; `rows` is a queryset of
that workspace. It returns what it did in a sentence, or an answer of its own such as a file.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import wraps

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from hirepilot.admin_entry import ReasonForm, inside, reason_for
from hirepilot.errors import HirePilotError
from hirepilot.models import Workspace
from hirepilot.wording import plural

MOST, SHOWN = 5_000, 20
REFUSALS = (HirePilotError, IntegrityError)


def act(label, *, form=ReasonForm, allowed="act", single=False, within_one=False, preview=None):
    """Make an action of a method (admin, request, rows, values). `allowed`: asks the admin's `has_<allowed>_permission`.

    `single`: of one row; `within_one`: of rows of one workspace. `preview(admin, request, rows)` says what would happen.
    """

    def decorate(work):
        @wraps(work)
        def action(model_admin, request, queryset):
            return _Asked(model_admin, request, work, label, form, preview).answer(
                queryset, single, within_one
            )

        action.short_description, action.allowed_permissions = label, (allowed,)
        return action

    return decorate


def refusal_of(error, model):
    """An error in a sentence for the person at the form."""
    if isinstance(error, HirePilotError):
        return str(error)
    if hasattr(error, "protected_objects"):
        return f"Something still refers to it: {', '.join(map(str, list(error.protected_objects)[:3]))}."
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    broken = next((one for one in model._meta.constraints if one.name == name), None)
    columns = [column for column in getattr(broken, "fields", ()) if column != "workspace"]
    if columns:
        return f"Another {model._meta.verbose_name} of the workspace has the same {' and '.join(columns)}."
    return "Something else in the workspace stands against it; nothing was changed."


@dataclass
class _Asked:
    """One request to do something."""

    admin: object
    request: object
    work: object
    label: str
    form_class: type
    preview: object
    chosen: dict = field(default_factory=dict)  # workspace, or None where a row has none -> ids

    def answer(self, queryset, single, within_one):
        self._choose(queryset)
        if refused := self._refused(single, within_one):
            self.admin.message_user(self.request, refused, messages.ERROR)
            return None
        form = self._form()
        if form.is_bound and form.is_valid():
            said, refused, answer = self._do(form.cleaned_data)
            if isinstance(answer, HttpResponseBase):
                return answer
            if said or not refused:
                self._tell(said, refused)
                return self._back()
            for sentence in refused:
                form.add_error(None, sentence)
        return self._page(queryset, form)

    def _choose(self, queryset):
        of_workspaces = any(one.name == "workspace" for one in self.admin.opts.concrete_fields)
        columns = ("pk", "workspace_id") if of_workspaces else ("pk",)
        found = list(queryset.order_by().values_list(*columns)[: MOST + 1])
        known = Workspace.objects.in_bulk({row[1] for row in found if len(row) > 1 and row[1]})
        for pk, *workspace in sorted(found, key=lambda row: row[0]):
            self.chosen.setdefault(known.get(workspace[0]) if workspace else None, []).append(pk)

    @property
    def count(self):
        return sum(map(len, self.chosen.values()))

    def _refused(self, single, within_one):
        if self.count > MOST:
            return f"At most {MOST:,} at once: narrow the list first."
        if single and self.count != 1:
            return f"{self.label}: choose one."
        if within_one and len(self.chosen) != 1:
            return f"{self.label}: choose {self.admin.opts.verbose_name_plural} of one workspace."
        return ""

    def _form(self):
        workspaces = list(self.chosen)
        known = reason_for(self.request, workspaces[0].pk) if len(workspaces) == 1 and workspaces[0] else ""
        return self.form_class(
            self.request.POST if "perform" in self.request.POST else None, initial={"reason": known}
        )

    def _do(self, values):
        said, refused, answer = [], [], None
        for workspace, ids in self.chosen.items():
            try:
                with ExitStack() as stack:
                    if workspace:
                        stack.enter_context(inside(self.request, workspace, values["reason"]))
                    stack.enter_context(transaction.atomic())
                    answer = self.work(
                        self.admin, self.request, self.admin.model.objects.filter(pk__in=ids), values
                    )
            except REFUSALS as error:
                refused.append(f"{workspace or 'HirePilot itself'}: {refusal_of(error, self.admin.model)}")
            else:
                said.append(f"{workspace}: {answer}" if len(self.chosen) > 1 else answer)
        return said, refused, answer

    def _tell(self, said, refused):
        for sentence in said:
            self.admin.message_user(self.request, sentence, messages.SUCCESS)
        for sentence in refused:
            self.admin.message_user(self.request, sentence, messages.ERROR)

    def _back(self):
        """To the row's page, when it was asked there and the row is still there; else to the list."""
        opts = self.admin.opts
        ids = next(iter(self.chosen.values()), [])
        if "back" in self.request.POST and self.admin.get_queryset(self.request).filter(pk__in=ids).exists():
            return HttpResponseRedirect(
                reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=ids[:1])
            )
        return None

    def _announced(self):
        """What would happen, where that can be said: for rows of one workspace."""
        workspaces = [one for one in self.chosen if one]
        if self.preview is None or len(self.chosen) != 1 or not workspaces:
            return []
        with inside(self.request, workspaces[0]):
            rows = self.admin.model.objects.filter(pk__in=self.chosen[workspaces[0]])
            return list(self.preview(self.admin, self.request, rows))

    def _page(self, queryset, form):
        context = {
            "title": self.label, "form": form, "opts": self.admin.opts, "action": self.work.__name__,
            "count": plural(self.count, f"{self.admin.opts.verbose_name},{self.admin.opts.verbose_name_plural}"),
            "rows": list(queryset[:SHOWN]), "workspaces": [one for one in self.chosen if one],
            "sentences": self._announced(),
            "checkbox": ACTION_CHECKBOX_NAME, "selected": self.request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": self.request.POST.get("select_across") == "1", "back": "back" in self.request.POST,
        }  # fmt: skip
        context = self.admin.admin_site.each_context(self.request) | context
        return TemplateResponse(self.request, "admin/act.html", context, status=422 if form.is_bound else 200)
