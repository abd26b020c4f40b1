"""What stands beside the fields on a row's page: small tables, whose cells may be links."""

from dataclasses import dataclass, field

from django.urls import reverse


@dataclass(frozen=True)
class Panel:
    title: str
    columns: tuple = ()
    rows: list = field(default_factory=list)
    more: object = None  # a Link to all of it


@dataclass(frozen=True)
class Link:
    text: str
    url: str


def list_url(model, query=""):
    return reverse(f"admin:{_name(model)}_changelist") + (f"?{query}" if query else "")


def page_url(model, pk):
    return reverse(f"admin:{_name(model)}_change", args=[pk])


def to_page(model, pk, text=""):
    """A link to a row's page, by its number; nothing where there is no number."""
    return Link(text or str(pk), page_url(model, pk)) if pk else ""


def _name(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"
