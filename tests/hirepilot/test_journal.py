"""Operations, what the database refuses without one, and the settings by which it knows them."""

import pytest
from django.apps import apps
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction

from hirepilot.context import Actor
from hirepilot.errors import OutsideWorkspace
from hirepilot.journal import acting, begin, history_of, open_operation, operation, resumed
from hirepilot.models import Change, JournaledModel, Operation
from hirepilot.tenancy import EVERY_WORKSPACE, workspace_scope
from leads.models import Lead, Tag
from tests.factories.journal import make_row
from tests.factories.leads import LeadFactory, NoteFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]

MODELS = [model for model in apps.get_models() if issubclass(model, JournaledModel)]
each_table = pytest.mark.parametrize("model", MODELS, ids=[model._meta.db_table for model in MODELS])


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def changes():
    return list(Change.objects.order_by("pk").values_list("operation", "tbl", "row_id", "before", "after"))


# --- operations -------------------------------------------------------------------------------------------------------
def test_an_operation_inside_another_joins_it(member):
    with operation("outer", by=member, summary="Outer") as outer:
        lead = LeadFactory(title="Clerk")
        with operation("inner", by_person=False) as inner:
            assert inner == open_operation() == outer
            Lead.objects.update(title="CFO")
        Lead.objects.update(title="CTO")

    assert open_operation() is None
    assert [(row.kind, row.summary, row.by, row.by_person) for row in Operation.objects.all()] == [
        ("outer", "Outer", member, True)
    ]
    assert Lead.objects.get(pk=lead.pk).created_in == outer.pk
    assert [change[0] for change in changes()] == [outer.pk, outer.pk]


def tag_and_fail(kind):
    with operation(kind):
        TagFactory(name="Lost")
        raise ZeroDivisionError


def test_an_inner_operation_that_fails_takes_back_its_own_part_only():
    with operation("outer"):
        TagFactory(name="Kept")
        with pytest.raises(ZeroDivisionError):
            tag_and_fail("inner")
        TagFactory(name="Also kept")

    assert list(Tag.objects.values_list("name", flat=True)) == ["Also kept", "Kept"]


def test_an_operation_that_fails_leaves_nothing_behind():
    with pytest.raises(ZeroDivisionError):
        tag_and_fail("fails")

    assert open_operation() is None
    assert (Tag.objects.count(), Operation.objects.count()) == (0, 0)


def test_without_a_member_the_acting_one_did_it(member, admin_member):
    with acting(Actor(member_id=admin_member.pk, reason="Asked by phone")):
        with operation("acted") as acted:
            pass
        with operation("named", by=member, summary="s" * 400, reason="Because") as named:
            pass

    assert (acted.by, acted.reason) == (admin_member, "Asked by phone")
    assert (named.by, named.reason, named.summary) == (member, "Because", "s" * 300)


def test_an_operation_can_go_on_in_later_transactions():
    begun = begin("long")
    assert open_operation() is None
    for name in ("One", "Two"):
        with transaction.atomic(), resumed(begun):
            TagFactory(name=name)

    assert set(Tag.objects.values_list("created_in", flat=True)) == {begun.pk}


def test_outside_a_workspace_no_operation_opens():
    with workspace_scope(EVERY_WORKSPACE), pytest.raises(OutsideWorkspace), operation("x"):
        pass


# --- what the triggers write ------------------------------------------------------------------------------------------
def test_only_the_columns_that_changed_are_written_one_row_each():
    one, two = (LeadFactory(title="Clerk", location=location) for location in ("Rome", "Bonn"))
    with operation("edit") as edit:
        Lead.objects.update(title="CFO", location="Bonn")

    old, new = {"title": "Clerk", "location": "Rome"}, {"title": "CFO", "location": "Bonn"}
    assert changes() == [
        (edit.pk, "leads_lead", one.pk, old, new),
        (edit.pk, "leads_lead", two.pk, {"title": "Clerk"}, {"title": "CFO"}),
    ]


def test_a_created_row_and_a_row_written_unchanged_need_no_change():
    with operation("create") as create:
        lead = LeadFactory(title="Clerk")
        lead.save()
        Lead.objects.update(title="Clerk")

    assert (changes(), lead.created_in) == ([], create.pk)


def test_every_way_of_creating_names_the_operation():
    with operation("create") as create:
        Tag.objects.create(name="a", key="a")
        Tag.objects.bulk_create([Tag(name="b", key="b"), Tag(name="c", key="c")])
        sql(
            "INSERT INTO leads_tag (workspace_id, name, key, hue, created_at) SELECT workspace_id, 'd', 'd', 1, now()"
            " FROM leads_tag WHERE key = 'a'"
        )

    assert list(Tag.objects.values_list("created_in", flat=True)) == [create.pk] * 4


def test_a_deleted_row_is_written_whole():
    tag = TagFactory(name="Fair")
    with operation("delete") as delete:
        Tag.objects.all().delete()

    ((operation_id, table, row_id, before, after),) = changes()
    assert (operation_id, table, row_id, after) == (delete.pk, "leads_tag", tag.pk, None)
    assert set(before) == {field.column for field in Tag._meta.concrete_fields}
    assert (before["name"], before["created_in"]) == ("Fair", tag.created_in)


def test_derived_columns_change_without_an_operation_and_without_a_trace():
    lead = LeadFactory()

    Lead.objects.update(opted_out=["email"])

    assert (changes(), Lead.objects.get(pk=lead.pk).opted_out) == ([], ["email"])


def test_moments_are_written_in_one_zone_whatever_the_session_has():
    LeadFactory(created_at="2026-01-02T03:04:05Z")
    sql("SET LOCAL timezone = 'Asia/Tokyo'")
    with operation("edit"):
        sql("UPDATE leads_lead SET created_at = created_at + interval '1 day'")
    sql("SET LOCAL timezone = 'UTC'")

    assert changes()[0][3:] == (
        {"created_at": "2026-01-02T03:04:05+00:00"},
        {"created_at": "2026-01-03T03:04:05+00:00"},
    )


def test_many_rows_are_written_quickly_in_a_session_that_began_with_one():
    """PostgreSQL keeps the plans of triggers; one made for a single row would compare each of these with all others."""
    one = LeadFactory()
    with operation("setup"):
        for title in "abc":
            Lead.objects.filter(pk=one.pk).update(title=title)
        Lead.objects.bulk_create(Lead(full_name=f"Person {n}") for n in range(3000))
    sql("SET LOCAL statement_timeout = '2s'")

    with operation("bulk") as bulk:
        Lead.objects.update(location="Bonn")
        Lead.objects.update(title="CFO")

    assert Change.objects.filter(operation=bulk).count() == 6002


def test_the_history_of_a_lead_has_all_that_hangs_on_it_newest_first():
    lead, other = LeadFactory(title="Clerk"), LeadFactory()
    note = NoteFactory(lead=lead, text="Old")
    with operation("edit") as edit:
        Lead.objects.update(title="CFO")
        note.text = "New"
        note.save()
    with operation("delete") as delete:
        note.delete()

    found = [(change.operation, change.tbl, change.after) for change in history_of(lead)]
    assert found == [
        (delete, "leads_note", None),
        (edit, "leads_note", {"text": "New"}),
        (edit, "leads_lead", {"title": "CFO"}),
    ]
    assert len(history_of(other)) == 1
    assert len(history_of(lead, limit=2)) == 2


def test_the_journal_of_a_neighbour_is_not_there(neighbour, workspace):
    with workspace_scope(neighbour.workspace), operation("edit", by=neighbour):
        LeadFactory(title="Clerk")
        Lead.objects.update(title="CFO")

    assert (Change.objects.count(), Operation.objects.count()) == (0, 0)
    assert sql("SELECT count(*) FROM hirepilot_change") == [(0,)]


# --- what the database refuses ----------------------------------------------------------------------------------------
@each_table
def test_without_an_operation_nothing_is_inserted_changed_or_deleted(model):
    table = model._meta.db_table
    with operation("setup") as setup:
        row = make_row(model)
    columns = ", ".join(
        f'"{f.column}"' for f in model._meta.concrete_fields if f.name not in ("id", "created_in")
    )
    before = sql(f"SELECT t::text FROM {table} t")

    for statement, refusal in (
        (
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}",
            'null value in column "created_in"',
        ),
        (f"UPDATE {table} SET created_in = created_in + 1", f"no operation is open to change {table}"),
        (f"DELETE FROM {table}", f"no operation is open to delete from {table}"),
    ):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            sql(statement)

    assert sql(f"SELECT t::text FROM {table} t") == before
    assert row.created_in == setup.pk


@pytest.mark.parametrize(
    "statement", ("UPDATE hirepilot_change SET before = '{}'", "DELETE FROM hirepilot_change")
)
def test_what_the_journal_says_is_neither_rewritten_nor_removed(statement):
    LeadFactory(title="Clerk")
    with operation("edit"):
        Lead.objects.update(title="CFO")
    written = changes()

    with (
        operation("rewrite"),
        pytest.raises(IntegrityError, match="hirepilot_change is only added to"),
        transaction.atomic(),
    ):
        sql(statement)

    assert changes() == written != []


@each_table
def test_the_number_of_a_row_never_changes(model):
    with operation("setup"):
        row = make_row(model)

    with operation("edit"), pytest.raises(DatabaseError), transaction.atomic():
        sql(f"UPDATE {model._meta.db_table} SET id = id + 1000 WHERE id = %s", row.pk)

    assert model.objects.filter(pk=row.pk).exists()


@each_table
def test_a_table_is_never_emptied_at_a_stroke(model):
    with operation("setup"):
        make_row(model)
    sql("SET LOCAL app.allow_truncate = 'off'")

    with (
        operation("empty"),
        pytest.raises(DatabaseError, match="would cross workspaces"),
        transaction.atomic(),
    ):
        sql(f"TRUNCATE {model._meta.db_table} CASCADE")

    assert model.objects.exists()


# --- the settings that tell the database ------------------------------------------------------------------------------
SETTINGS = "SELECT current_setting('app.workspace', true), current_setting('app.operation', true)"


def settings():
    return sql(SETTINGS)[0]


def test_the_database_knows_the_scope_and_the_operation_of_each_statement(workspace, neighbour):
    ours, theirs = str(workspace.pk), str(neighbour.workspace.pk)
    assert settings() == (ours, "")
    with operation("x") as opened:
        assert settings() == (ours, str(opened.pk))
        with workspace_scope(neighbour.workspace):
            assert settings() == (theirs, str(opened.pk))
        assert settings() == (ours, str(opened.pk))
    with workspace_scope(EVERY_WORKSPACE):
        assert settings() == ("*", "")
    assert settings() == (ours, "")


@pytest.mark.django_db(transaction=True)
def test_a_rollback_forgets_the_settings_and_they_are_told_again(workspace, neighbour):
    ours, theirs = (str(workspace.pk), ""), (str(neighbour.workspace.pk), "")
    assert settings() == ours
    with workspace_scope(neighbour.workspace):
        with transaction.atomic():
            assert settings() == theirs
            transaction.set_rollback(True)
        assert settings() == theirs
    assert settings() == ours


@pytest.mark.django_db(transaction=True)
def test_a_rollback_to_a_savepoint_forgets_the_settings_and_they_are_told_again(workspace, neighbour):
    ours, theirs = (str(workspace.pk), ""), (str(neighbour.workspace.pk), "")
    with transaction.atomic():
        assert settings() == ours
        with workspace_scope(neighbour.workspace):
            with transaction.atomic():
                assert settings() == theirs
                transaction.set_rollback(True)
            assert settings() == theirs
        with operation("x") as opened:
            assert settings() == (ours[0], str(opened.pk))
            transaction.set_rollback(True)
        assert settings() == ours
    assert settings() == ours


def commit_a_link_across(ours, by):
    with transaction.atomic(), operation("x", by=by):
        sql("SET CONSTRAINTS ALL DEFERRED")
        tag = make_row(Tag)
        link = "INSERT INTO leads_leadtag (workspace_id, lead_id, tag_id) VALUES (%s, %s, %s)"
        sql(link, tag.workspace_id, ours.pk, tag.pk)


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_fails_forgets_the_settings_too(workspace, neighbour):
    lead = LeadFactory()
    assert settings() == (str(workspace.pk), "")
    with workspace_scope(neighbour.workspace):
        with pytest.raises(IntegrityError, match="leads_leadtag_lead_id_same_workspace"):
            commit_a_link_across(lead, neighbour)
        assert settings() == (str(neighbour.workspace.pk), "")
        assert Tag.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_inside_a_scope_sees_its_rows(workspace):
    LeadFactory()
    assert Lead.objects.count() == 1

    connection.close()

    assert Lead.objects.count() == 1
    with operation("x") as opened:
        assert settings() == (str(workspace.pk), str(opened.pk))


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_replaced_by_one_that_sees_the_rows(workspace):
    LeadFactory()
    with pytest.raises(DatabaseError):
        sql("SELECT pg_terminate_backend(pg_backend_pid())")

    connection.close_if_unusable_or_obsolete()

    assert sql("SELECT count(*) FROM leads_lead") == [(1,)]


@pytest.fixture
def many_leads(workspace):
    with operation("setup"):
        Lead.objects.bulk_create(Lead(full_name=f"Person {n}") for n in range(30))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("in_transaction", [True, False])
@pytest.mark.parametrize("meanwhile", ["another statement", "nothing"])
def test_reading_on_after_the_scope_has_closed_is_refused_not_cut_short(
    workspace, neighbour, many_leads, in_transaction, meanwhile
):
    with transaction.atomic() if in_transaction else workspace_scope(workspace):
        reading = Lead.objects.order_by("pk").iterator(chunk_size=10)
        next(reading)
        with workspace_scope(neighbour.workspace):
            if meanwhile == "another statement":
                assert Lead.objects.count() == 0
            with pytest.raises(OutsideWorkspace):
                list(reading)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("in_transaction", [True, False])
def test_a_visit_to_another_workspace_between_two_rows_loses_none(
    workspace, neighbour, many_leads, in_transaction
):
    read = 0
    with transaction.atomic() if in_transaction else workspace_scope(workspace):
        for _ in Lead.objects.order_by("pk").iterator(chunk_size=10):
            with workspace_scope(neighbour.workspace):
                assert Lead.objects.count() == 0
            read += 1

    assert read == 30


def test_a_queryset_that_is_read_already_can_be_used_after_its_scope(workspace, neighbour, many_leads):
    reading = iter(Lead.objects.all())
    next(reading)
    with workspace_scope(neighbour.workspace):
        assert len(list(reading)) == 29


@pytest.mark.django_db(transaction=True)
def test_the_error_that_matters_is_not_hidden_by_a_scope_that_closes(workspace, neighbour):
    scope, opened = workspace_scope(neighbour.workspace), operation("x", by=neighbour)
    with pytest.raises(DataError, match="division by zero"), transaction.atomic(), scope, opened:
        sql("SELECT 1 / 0")

    with transaction.atomic():
        with pytest.raises(DataError, match="division by zero"):
            sql("SELECT 1 / 0")
        with (
            workspace_scope(neighbour.workspace),
            pytest.raises(DatabaseError, match="transaction is aborted"),
        ):
            sql("SELECT 1")
        transaction.set_rollback(True)
    assert settings() == (str(workspace.pk), "")
