"""HirePilot's own people for tests: signed in, let into a workspace, filling in the admin's forms as a browser would."""

from html.parser import HTMLParser

from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hirepilot.models import ApiToken, Change, Invitation, Job, Membership, Operation, User, Workspace
from hirepilot.staff import grant_permissions
from leads.models import (
    Company,
    CustomField,
    ImportRow,
    Lead,
    LeadExport,
    LeadImport,
    LeadList,
    Merge,
    OptOut,
    SavedMapping,
    Tag,
)
from support.models import Alert, Ticket
from tests.factories.hirepilot import MembershipFactory, UserFactory, WorkspaceFactory, setting_up
from tests.factories.journal import make_row
from tests.factories.lead_exports import ready
from tests.factories.leads import CompanyFactory, CustomFieldFactory, LeadFactory, NoteFactory, TagFactory
from tests.factories.support import break_something

SUPER = "Super Admin"


def signed_in(group=SUPER, **fields):
    """A browser of somebody of the staff, and who it is."""
    user = UserFactory(is_staff=True, is_superuser=group == SUPER, **fields)
    if group != SUPER:
        grant_permissions()
        user.groups.add(Group.objects.get(name=group))
    browser = Client()
    browser.force_login(user)
    return browser, user


def enter(browser, *workspaces, reason="Asked to look"):
    for workspace in workspaces:
        browser.post(reverse("admin:enter", args=[workspace.pk]), {"reason": reason})


def list_page(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def act(browser, name, *rows, reason="Asked for", **values):
    """Tick rows, choose an action, fill in its form, press the button."""
    posted = {
        "action": name,
        "_selected_action": [row.pk for row in rows],
        "reason": reason,
        "perform": "1",
        **values,
    }
    return browser.post(list_page(type(rows[0])), posted)


def change(browser, row, **values):
    """Open a row's page, type, save."""
    page = browser.get(page_of(row))
    assert page.status_code == 200, page.headers.get("Location", page.status_code)
    return browser.post(page_of(row), form_values(page, f"{row._meta.model_name}_form") | values)


def said(answer):
    """The messages on the page that an answer leads to."""
    return [str(message) for message in answer.wsgi_request._messages]


class _Form(HTMLParser):
    def __init__(self, wanted):
        super().__init__()
        self.wanted, self.inside, self.values = wanted, False, {}
        self.textarea = self.select = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.wanted
        name = attrs.get("name")
        if not self.inside:
            return
        if tag == "input" and name and attrs.get("type") not in ("submit", "button", "file"):
            if attrs.get("type") in ("checkbox", "radio"):
                if "checked" in attrs:
                    self.values.setdefault(name, []).append(attrs.get("value", "on"))
            else:
                self.values[name] = attrs.get("value", "")
        elif tag == "textarea":
            self.textarea, self.values[name] = name, ""
        elif tag == "select":
            self.select, self.values[name] = name, ""
        elif tag == "option" and "selected" in attrs:
            self.values[self.select] = attrs.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea] += data


def form_values(page, form_id):
    """What a browser would post of the page's form, untouched."""
    parser = _Form(form_id)
    parser.feed(page.content.decode())
    # A line break right behind <textarea> is not part of its text.
    return {
        name: value[1:] if isinstance(value, str) and value[:1] == "\n" else value
        for name, value in parser.values.items()
    }


# --- a row of every table -----------------------------------------------------------------------------------------------
def registered():
    return sorted(site._registry, key=lambda model: model._meta.label)


def make_rows(workspace, number):
    """So many more rows of every table of the admin, in the open workspace. Returns one of each, by model."""
    for _ in range(number):
        made = _one_of_each(workspace)
    return made


def _one_of_each(workspace):
    member = MembershipFactory(workspace=workspace, role=Membership.Role.MEMBER)
    lead = LeadFactory(
        name="Ada Byron",
        email=f"ada{member.pk}@x.example",
        tags=[f"Tag {member.pk}"],
        lists=[f"List {member.pk}"],
        company=f"Engines {member.pk}",
    )
    lead.owner = member
    with setting_up() as _:
        Lead.objects.filter(pk=lead.pk).update(owner=member, title="CTO")
        NoteFactory(lead=lead)
        merge, optout = make_row(Merge), make_row_of_opt_out(lead)
        mapping = SavedMapping.objects.create(name=f"Weekly {lead.pk}", key=f"weekly {lead.pk}")
    done = Operation.objects.filter(kind="setup").last()
    lead_import = LeadImport.objects.create(name="people.csv", by=member, operation=done, sha256="a" * 64)
    token, _ = ApiToken.objects.issue(member=member, name="Reporting", scopes=["read"])
    later = timezone.now() + timezone.timedelta(days=7)
    ticket = break_something(
        workspace, lead_id=lead.pk, user_id=member.user_id, cause=f"Broken {lead.pk}", error="It broke."
    )
    rows = [
        lead, merge, optout, done, lead_import, token, ticket, member, member.user, workspace,
        ImportRow.objects.create(lead_import=lead_import, line=2, outcome="failed", code="bad", cells=["x"]),
        TagFactory(name=f"Other {lead.pk}"), CompanyFactory(name=f"Other {lead.pk}"),
        CustomFieldFactory(label=f"field{lead.pk}"), Change.objects.last(), WorkspaceFactory(),
        Job.objects.create(task="leads.import", workspace=workspace, member=member),
        Invitation.objects.create(
            workspace=workspace, email=f"new{lead.pk}@x.example", invited_by=member, token_hash=f"{lead.pk}", expires_at=later
        ),
        ready(member), mapping, lead.list_members.get().list,
        Alert.objects.create(ticket=ticket, channel="email", recipient="super@hirepilot.example", occurrence=99),
    ]  # fmt: skip
    return {type(row): row for row in reversed(rows)}


def make_row_of_opt_out(lead):
    return OptOut.objects.create(channel="email", address=f"{lead.pk:064}", lead_id=lead.pk, reason="Asked")


OF_A_WORKSPACE = {
    Lead, Company, Tag, CustomField, LeadImport, ImportRow, OptOut, Merge, Operation, Change, Membership, Invitation, ApiToken,
    Ticket, Alert, LeadExport, LeadList, SavedMapping,
}  # fmt: skip
OTHERS = {User, Workspace, Job}
