"""What every template promises, and what the parts make of hostile values."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import get_template, render_to_string

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]
HOSTILE = '"><script>alert(1)</script>'


def _name(path):
    return str(path.relative_to(Path(settings.BASE_DIR, "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_parses_and_brings_no_script_or_style_of_its_own(path):
    source = path.read_text()
    markup = re.sub(r"{%.*?%}|{#.*?#}", "", source)

    get_template(_name(path))
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", markup) == []
    assert len(source.splitlines()) <= 120


@pytest.mark.parametrize("path", COMPONENTS, ids=_name)
def test_a_component_opens_with_what_it_takes(path):
    assert re.match(r"({% load [\w ]+ %})?{# takes: .+ #}\n", path.read_text())


@pytest.mark.parametrize(
    ("component", "takes"),
    [
        ("avatar", "name"),
        ("chip", "label value remove_url"),
        ("confirm", "id title text submit action"),
        ("empty", "title text action action_url second second_url reference"),
        ("error_page", "heading happened kept advice reference theme"),
        ("notice", "title text tone"),
        ("page_head", "title count of text action action_url"),
        ("palette_option", "url text more status key"),
        ("progress", "label note noun"),
        ("source_mark", "who text id"),
        ("status", "status"),
        ("tag", "name hue url"),
        ("timeline_item", "title text by link url letter"),
        ("toast", "text level undo_url url link csrf_token"),
        ("why", "text id url link"),
    ],
)
def test_a_component_escapes_what_it_is_given(component, takes):
    page = render_to_string(
        f"components/{component}.html", dict.fromkeys(takes.split(), HOSTILE) | {"beside": True}
    )

    assert "<script>" not in page
    assert "&lt;script&gt;" in page.lower()


def test_a_refused_form_names_every_fault_and_keeps_what_was_typed():
    class LeadForm(forms.Form):
        email = forms.EmailField(help_text="Where replies arrive.")
        policy = forms.ChoiceField(
            choices=[("fill", "Fill blanks"), ("skip", "Skip")], widget=forms.RadioSelect
        )
        version = forms.CharField(widget=forms.HiddenInput)

    form = LeadForm({"email": "henrik@@fjordline", "policy": "skip", "version": "3"})
    page = render_to_string(
        "components/form.html", {"form": form, "submit": "Save lead", "csrf_token": "token"}
    )

    assert 'value="henrik@@fjordline"' in page
    assert '<a href="#id_email">Email</a>' in page
    assert "1 thing to put right" in page
    assert 'id="id_email_helptext">Where replies arrive.' in page
    assert 'id="id_email_error"' in page
    assert re.search(r'value="skip" id="id_policy_1" checked', page)
    assert '<input type="hidden" name="version" value="3"' in page
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="token">' in page


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_page_stands_alone(code):
    page = get_template(f"{code}.html").render()  # as Django draws it: no request, no context

    assert "<h1>" in page
    assert "Reference" not in page
    assert "Reference" in get_template(f"{code}.html").render({"request_id": "7f3a90c2b1d4"})
