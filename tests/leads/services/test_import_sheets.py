"""Several sheets of one workbook: one stored file, an import for each."""

import pytest

from hirepilot import queue
from hirepilot.context import Actor
from hirepilot.journal import acting
from hirepilot.tenancy import workspace_scope
from leads.errors import ImportRefused
from leads.models import Lead, LeadImport
from leads.services import import_control, import_sheets, importing
from tests.factories.imports import uploaded
from tests.factories.workbooks import of_three_sheets, workbook
from tests.threads import at_once


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def book(workspace, member, files):
    return uploaded(of_three_sheets(), member, "people.xlsx")


def test_other_sheets_with_rows_are_offered_and_hidden_ones_named(book):
    assert book.sheet["worksheet"] == "People"
    assert import_sheets.offered(book) == ["Clients"]
    assert book.sheet["hidden"] == ["Old"]


def test_a_chosen_sheet_is_an_import_of_its_own_of_the_same_stored_file(book, member, files):
    (clients,) = import_sheets.also_import(book, ["Clients"], by=member)

    assert (clients.name, clients.file.name, clients.size, clients.sha256) == (
        book.name, book.file.name, book.size, book.sha256,
    )  # fmt: skip
    assert (clients.sheet["worksheet"], clients.sheet["header"]) == (
        "Clients",
        ["Company", "Full name", "E-mail"],
    )
    assert [item["field"] for item in clients.mapping] == ["company", "full_name", "email"]
    left = {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}
    assert left == {book.file.name, book.table, clients.table}


def test_each_sheet_brings_its_own_people_in(book, member):
    (clients,) = import_sheets.also_import(book, ["Clients"], by=member)

    for one in (clients, book):
        queue.work(importing.start(one, by=member, mapping=one.mapping).job_id)

    assert list(Lead.objects.order_by("pk").values_list("full_name", "company_name")) == [
        ("Grace Hopper", "Ships Ltd"), ("Ada Byron", ""),
    ]  # fmt: skip
    assert importing.earlier(LeadImport.objects.get(pk=clients.pk)) is None


def test_a_sheet_that_has_an_import_keeps_it_unless_it_was_put_aside(book, member):
    (first,) = import_sheets.also_import(book, ["Clients"], by=member)

    assert import_sheets.also_import(book, ["Clients", "People"], by=member) == [first, book]
    assert import_sheets.offered(book) == []

    import_control.cancel(first, by=member)

    assert import_sheets.offered(book) == ["Clients"]
    assert import_sheets.also_import(book, ["Clients"], by=member) != [first]


@pytest.mark.parametrize(("names", "says"), [
    (["Clients", "Old"], "The workbook has no sheet “Old”."),
    (["Clients", "Nowhere"], "The workbook has no sheet “Nowhere”."),
    (["Clients", "Empty"], "Sheet “Empty”: The file has a header and no rows below it."),
])  # fmt: skip
def test_a_sheet_that_cannot_be_imported_is_named_and_none_is_kept(book, member, files, names, says):
    with pytest.raises(ImportRefused) as refused:
        import_sheets.also_import(book, names, by=member)

    assert str(refused.value) == says
    assert list(LeadImport.objects.all()) == [book]
    left = {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}
    assert left == {book.file.name, book.table}


@pytest.mark.django_db(transaction=True)
def test_a_sheet_that_many_ask_for_at_once_gets_one_import(workspace, book, member):
    def ask(_):
        with workspace_scope(workspace), acting(Actor(member_id=member.pk)):
            return import_sheets.also_import(book, ["Clients"], by=member)

    at_once(ask, range(4))

    assert LeadImport.objects.count() == 2


def test_a_text_and_a_workbook_of_one_sheet_offer_nothing(workspace, member):
    alone = uploaded(workbook(People=[["Name"], ["Ada"]]), member, "people.xlsx")
    text = uploaded("Name\nAda\n", member)

    assert [import_sheets.offered(one) for one in (alone, text)] == [[], []]
    assert [import_sheets.next_waiting(one, member) for one in (alone, text)] == [None, None]
