"""Fields of a workspace's own: a section of its settings, and the two actions behind it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from hirepilot.panels import settings_sections
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from leads.errors import FieldExists
from leads.forms.custom_fields import CustomFieldForm
from leads.models import CustomField
from leads.services import custom_fields


@settings_sections.register("custom-fields", label="Fields of your own")
def section(request):
    return render_to_string("leads/_custom_fields.html", _shown(CustomFieldForm()), request)


@require_POST
@needs("change settings")
def add(request):
    form = CustomFieldForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            field = custom_fields.add(
                label=typed["label"], kind=typed["kind"], choices=typed["choices"], by=request.member
            )
        except FieldExists as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, f"Leads now have the field “{field.label}”.")
            return redirect(f"{link('settings')}#custom-fields")
    return render(request, "leads/custom_fields.html", _shown(form), status=422)


@require_POST
@needs("change settings")
def remove(request, pk):
    field = get_object_or_404(CustomField, pk=pk)
    done = custom_fields.remove(field, by=request.member)
    messages.success(
        request,
        f"The field “{field.label}” is removed; what leads held in it is kept.",
        extra_tags=link("operation-undo", done.pk),
    )
    return redirect(f"{link('settings')}#custom-fields")


def _shown(form):
    return {"field_form": form, "fields": CustomField.objects.all()}
