import datetime as dt

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone

from hirepilot.models import Membership, User, Workspace
from hirepilot.tenancy import workspace_scope

SPRITE = "/static/hirepilot/icons.svg"


def render(source, **context):
    return Template(source).render(Context(context))


def test_an_icon_is_silent_and_comes_from_the_sprite():
    assert render('{% icon "leads" %}{% icon "tag" "s" %}') == (
        f'<svg class="icon" aria-hidden="true"><use href="{SPRITE}#leads"></use></svg>'
        f'<svg class="icon icon--s" aria-hidden="true"><use href="{SPRITE}#tag"></use></svg>'
    )


def test_an_icon_s_name_cannot_break_out():
    assert '"><script>' not in render("{% icon name %}", name='"><script>')


def test_a_status_is_a_shape_and_a_word():
    assert render('{{ "bad_fit"|status_badge }}') == (
        '<span class="status is-badfit">'
        f'<svg class="icon" aria-hidden="true"><use href="{SPRITE}#s-badfit"></use></svg>Bad Fit</span>'
    )
    assert 'class="status status--pill is-new"' in render('{{ "new"|status_badge:"pill" }}')


def test_a_long_address_breaks_before_its_at_sign_and_after_its_dots():
    assert render("{{ value|breaks }}", value="ada.byron@engines.example") == (
        "ada.<wbr>byron<wbr>@engines.<wbr>example"
    )
    assert render("{{ value|breaks }}", value="<b>@x") == "&lt;b&gt;<wbr>@x"


def test_what_is_no_lead_status_is_a_plain_badge():
    assert render("{{ status|status_badge }}", status="<i>") == '<span class="badge">&lt;I&gt;</span>'
    assert render("{{ status|status_badge }}", status=None) == ""


def test_a_time_carries_its_exact_value():
    yesterday = timezone.now() - dt.timedelta(days=1)
    exactly = f"{yesterday:%a} {yesterday.day} {yesterday:%b %Y, %H:%M}"

    with timezone.override(dt.UTC):
        assert render("{{ when|ago }}", when=yesterday) == (
            f'<time datetime="{yesterday.isoformat()}" title="{exactly}">Yesterday</time>'
        )
        assert render("{{ when|ago }}{{ when|exact }}", when=None) == ""


def test_a_link_lies_in_the_open_workspace(settings):
    settings.ROOT_URLCONF = "tests.hirepilot.test_navigation"

    with workspace_scope(Workspace(pk=1, slug="northgate")):
        assert (
            render('{% link "leads:list" %} {% link_if_built "campaigns:list" %}.') == "/w/northgate/leads/ ."
        )


def test_may_asks_the_table_of_permissions():
    admin = Membership(pk=1, user=User(pk=1), workspace=Workspace(pk=1), role=Membership.Role.ADMIN)
    guest = Membership(pk=2, user=User(pk=2), workspace=Workspace(pk=1), role=Membership.Role.GUEST)
    source = '{% may member "export leads" as ok %}{{ ok }}'

    assert [render(source, member=member) for member in (admin, guest, None)] == ["True", "False", "False"]


@pytest.mark.parametrize(
    ("address", "source", "expected"),
    [
        ("/", '{% query status="new" %}', "?status=new"),
        ("/?page=3&status=new", "{% query page=None %}", "?status=new"),
        ("/?page=3", "{% query page=None %}", "?"),
        ("/?tag=a&tag=b", "{% query after=9 %}", "?tag=a&amp;tag=b&amp;after=9"),
        ("/?tag=a&tag=b", "{% query tag=tags %}", "?tag=c&amp;tag=%26d"),
        ("/?q=%22%3E%3Cscript%3E", '{% query status="new" %}', "?q=%22%3E%3Cscript%3E&amp;status=new"),
    ],
)
def test_query_changes_only_what_it_names(address, source, expected):
    assert render(source, request=RequestFactory().get(address), tags=["c", "&d"]) == expected


def test_shares_fill_the_bar_and_leave_out_what_is_nothing():
    parts = [{"count": 3, "tone": "ok"}, {"count": 0, "tone": "bad"}, {"count": 1}]
    source = "{% shares parts as bars %}{% for bar in bars %}{{ bar.x }}+{{ bar.width }} {{ bar.tone }};{% endfor %}"

    assert render(source, parts=parts) == "0.00+74.81 ok;75.06+24.94 ;"
    assert render(source, parts=[]) == ""


def test_a_refused_field_says_so_to_everybody():
    class LeadForm(forms.Form):
        email = forms.EmailField(help_text="Where replies arrive.")
        keep = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"class": "wide"}))

    form = LeadForm({"email": "henrik@@fjordline"})

    assert render("{{ form.email|control }}|{{ form.keep|control }}", form=form) == (
        '<input type="email" name="email" value="henrik@@fjordline" maxlength="320" class="input" required '
        'aria-invalid="true" aria-describedby="id_email_helptext id_email_error" id="id_email">|'
        '<input type="checkbox" name="keep" class="wide tick" id="id_keep">'
    )
    assert (
        render("{% faulty form as fields %}{{ fields.0.name }} {{ fields|length }}", form=form) == "email 1"
    )


def test_a_captured_piece_is_handed_on_as_it_was_drawn():
    assert (
        render("{% capture as piece %}<b>{{ name }}</b>{% endcapture %}{{ piece }}", name="A&B")
        == "<b>A&amp;B</b>"
    )
    for source in ("{% capture piece %}{% endcapture %}", "{% capture to piece %}{% endcapture %}"):
        with pytest.raises(TemplateSyntaxError, match="capture as name"):
            Template(source)
