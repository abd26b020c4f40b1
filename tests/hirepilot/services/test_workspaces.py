"""Settings change with a trace, and a demo workspace goes without one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from hirepilot.errors import HirePilotError, NotADemo, NotAllowed
from hirepilot.journal import operation
from hirepilot.models import ApiToken, Operation, User, Workspace
from hirepilot.queue import enqueue
from hirepilot.services.invitations import invite
from hirepilot.services.members import create_workspace
from hirepilot.services.users import make_user
from hirepilot.services.workspaces import remove_demo, tables_of_a_workspace, update_settings
from hirepilot.tenancy import EVERY_WORKSPACE, workspace_scope
from leads.models import ImportRow, Lead, Merge, OptOut
from tests.factories.hirepilot import MembershipFactory, UserFactory
from tests.factories.leads import LeadFactory, LeadImportFactory, NoteFactory

# --- Settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.proves("WHO-127", "WHO-128", "PRO-15")
@pytest.mark.parametrize("by", ["member", "admin_member"])
def test_owner_and_admin_change_settings_and_the_history_says_what(workspace, request, by):
    by = request.getfixturevalue(by)

    changed = update_settings(
        workspace,
        by,
        name="Northgate",
        time_zone="UTC",
        undo_days=60,
        members_export=False,
        lead_visibility="all",
    )

    assert changed == ["name", "undo_days", "members_export", "lead_visibility"]
    workspace.refresh_from_db()
    now = (workspace.name, workspace.undo_days, workspace.members_export, workspace.lead_visibility)
    assert now == ("Northgate", 60, False, "all")
    assert workspace.slug == "northgate"
    said = Operation.objects.get()
    assert (said.kind, said.by, said.summary) == (
        "workspace.settings",
        by,
        "Name: Northgate Search → Northgate; Undo days: 30 → 60; Members may export: yes → no; "
        "Lead visibility: Members see their own, unassigned and shared leads → Members see every lead of the workspace",
    )


@pytest.mark.proves("WHO-129", "WHO-130")
@pytest.mark.parametrize("by", ["plain_member", "guest"])
def test_others_change_no_settings(workspace, request, by):
    with pytest.raises(NotAllowed, match="Owner or Admin"):
        update_settings(workspace, request.getfixturevalue(by), name="Mine")

    workspace.refresh_from_db()
    assert workspace.name == "Northgate Search"


def test_what_is_the_same_leaves_no_trace(workspace, member):
    assert update_settings(workspace, member, name="Northgate Search", undo_days=30) == []
    assert not Operation.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars"}, {"lead_visibility": "none"}, {"name": ""}, {"undo_days": -1}]
)
def test_a_setting_that_cannot_be_is_refused(workspace, member, wrong):
    with pytest.raises(ValidationError):
        update_settings(workspace, member, **wrong)

    assert not Operation.objects.exists()


@pytest.mark.parametrize("name", ["slug", "is_demo", "pk", "nonsense"])
def test_only_settings_are_settings(workspace, member, name):
    with pytest.raises(TypeError):
        update_settings(workspace, member, **{name: True})


# --- The end of a demo ------------------------------------------------------------------------------------------------


@pytest.fixture
def demo(db, settings, tmp_path):
    """The Owner of a demo workspace in which there is a row of everything."""
    settings.MEDIA_ROOT = str(tmp_path)
    person = UserFactory(email="demo@hirepilot.example")
    workspace = create_workspace(person, "Demo", is_demo=True)
    owner = workspace.memberships.select_related("user", "workspace").get()
    colleague = MembershipFactory(
        workspace=workspace, user=make_user("mia@northgate.example", "Mia"), role="member"
    )
    with workspace_scope(workspace), operation("demo", by=owner) as opened:
        lead = LeadFactory(
            name="Ada",
            email="ada@a.example",
            linkedin="ada",
            phone="+1",
            tags=["A"],
            company="C",
            owner=colleague,
        )
        merged = LeadFactory(name="Ada B", merged_into=lead)
        Merge.objects.create(survivor=lead, merged=merged, operation=opened)
        NoteFactory(lead=lead, author=colleague)
        OptOut.objects.create(address="x", lead_id=lead.pk)
        upload = LeadImportFactory(by=owner, operation=opened)
        ImportRow.objects.create(lead_import=upload, line=1, outcome="failed")
        lead.title = "CEO"
        lead.save()
        enqueue("demo.job", lead_id=lead.pk)
    ApiToken.objects.issue(member=owner, name="Demo", scopes=["read"])
    invite(owner, ["noor@northgate.example"], "member")
    Path(tmp_path, str(workspace.pk), "imports").mkdir(parents=True)
    Path(tmp_path, str(workspace.pk), "imports", "people.csv").write_text("a")
    return owner


def rows_left(workspace_id):
    with workspace_scope(EVERY_WORKSPACE), connection.cursor() as cursor:
        left = {}
        for table, column in tables_of_a_workspace():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [workspace_id])
            left[table] = cursor.fetchone()[0]
        return {table: count for table, count in left.items() if count}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_a_demo(demo, member, tmp_path):
    Path(tmp_path, str(member.workspace_id)).mkdir()
    with workspace_scope(member.workspace):
        kept = LeadFactory(name="Ada", email="ada@a.example", tags=["A"], company="C")
        mine = rows_left(member.workspace_id)
    assert len(rows_left(demo.workspace_id)) > 12

    remove_demo(demo.workspace, demo)

    assert rows_left(demo.workspace_id) == {}
    assert rows_left(member.workspace_id) == mine
    assert list(Workspace.objects.all()) == [member.workspace]
    assert sorted(path.name for path in tmp_path.iterdir()) == [str(member.workspace_id)]
    assert list(User.objects.order_by("pk").values_list("email", flat=True)) == sorted(
        ["demo@hirepilot.example", member.user.email], key=lambda email: email != "demo@hirepilot.example"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT lead_id FROM leads_leadsearch")
        assert cursor.fetchall() == [(kept.pk,)]
        cursor.execute("SELECT current_setting('app.removing_workspace', true)")
        assert cursor.fetchone()[0] in (None, "", "off")


@pytest.mark.django_db(transaction=True)
def test_a_real_workspace_is_never_removed_like_this(workspace, member):
    lead = LeadFactory()

    with pytest.raises(NotADemo):
        remove_demo(workspace, member)

    assert Lead.objects.get() == lead


@pytest.mark.proves("WHO-148", "WHO-149", "WHO-150")
@pytest.mark.parametrize("role", ["admin", "member", "guest"])
def test_only_its_owner_removes_a_demo(demo, role):
    by = MembershipFactory(workspace=demo.workspace, role=role)

    with pytest.raises(NotAllowed, match="Owner"):
        remove_demo(demo.workspace, by)

    assert Workspace.objects.filter(pk=demo.workspace_id).exists()


def test_the_owner_of_another_workspace_removes_no_demo(demo, neighbour):
    with pytest.raises(NotAllowed):
        remove_demo(demo.workspace, neighbour)

    assert Workspace.objects.filter(pk=demo.workspace_id).exists()


@pytest.mark.django_db(transaction=True)
def test_people_who_are_more_than_a_demo_stay(demo, neighbour):
    elsewhere = make_user("both@northgate.example")
    MembershipFactory(workspace=neighbour.workspace, user=elsewhere, role="member")
    real, staff = (
        UserFactory(email="real@agency.example"),
        make_user("staff@hirepilot.example", is_staff=True),
    )
    for user in (elsewhere, real, staff):
        MembershipFactory(workspace=demo.workspace, user=user, role="member")

    remove_demo(demo.workspace, demo)

    kept = User.objects.values_list("email", flat=True)
    assert {"both@northgate.example", "real@agency.example", "staff@hirepilot.example"} <= set(kept)
    assert "mia@northgate.example" not in kept


@pytest.mark.django_db(transaction=True)
def test_somebody_who_writes_meanwhile_leaves_nothing_behind(demo):
    """Writers and the removal start together; whoever comes second is refused or removed, and no row is orphaned."""

    def write(number):
        try:
            with workspace_scope(demo.workspace), operation("late", by=demo), transaction.atomic():
                Lead.objects.create(full_name=f"Late {number}")
        except Exception as error:  # noqa: BLE001  a foreign key, a deadlock: any refusal will do
            return type(error).__name__
        finally:
            connection.close()

    def end(_):
        try:
            return remove_demo(demo.workspace, demo)
        except HirePilotError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(9) as threads:
        writers = [threads.submit(write, number) for number in range(8)]
        threads.submit(end, None).result()
        [writer.result() for writer in writers]

    assert rows_left(demo.workspace_id) == {}
