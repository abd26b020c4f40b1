import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest

from hirepilot.errors import BadCursor
from hirepilot.models import Operation
from hirepilot.paging import Order, a_number, a_text, a_time, capped_count, keyset_page
from hirepilot.tenancy import workspace_scope
from tests.factories.hirepilot import setting_up

NEWEST = Order("newest", (("started_at", a_time), ("id", a_number)))
OLDEST = Order("oldest", (("started_at", a_time), ("id", a_number)), descending=False)
NAMES = Order("names", (("summary", a_text), ("id", a_number)), descending=False)

WHEN = datetime(2026, 11, 24, 10, 30, 0, 123456, tzinfo=UTC)


def made_of(*values):
    return urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize("key", [(WHEN, 7), (WHEN.replace(year=1), 2**63 - 1), (WHEN.replace(year=9999), -1)])
def test_a_cursor_gives_its_key_back(key):
    cursor = NEWEST.cursor(key)
    assert NEWEST.key(cursor) == key
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "cursor",
    [
        "", "x", "%", "not a cursor", "é", "\x00", "A" * 100_000, "[" * 3_000, "null", made_of(), made_of("newest"),
        made_of("newest", "2026-11-24T10:30:00Z"), made_of("newest", "2026-11-24T10:30:00", 7),
        made_of("newest", "yesterday", 7), made_of("newest", "2026-11-24T10:30:00Z", "7"),
        made_of("newest", "2026-11-24T10:30:00Z", True), made_of("newest", "2026-11-24T10:30:00Z", 7.5),
        made_of("newest", "2026-11-24T10:30:00Z", 2**63), made_of("newest", None, None), made_of("newest", [], {}),
        made_of("newest", "2026-11-24T10:30:00Z", 7, 8), made_of("oldest", "2026-11-24T10:30:00Z", 7),
        urlsafe_b64encode(b"[" * 1_400).decode(), urlsafe_b64encode(b"\xff\xfe").decode(),
        urlsafe_b64encode(b'{"newest": 1}').decode(), urlsafe_b64encode(b"NaN").decode(),
    ],
)  # fmt: skip
def test_what_no_page_gave_is_refused(cursor):
    with pytest.raises(BadCursor):
        NEWEST.key(cursor)


def test_a_text_that_no_column_holds_is_refused():
    with pytest.raises(BadCursor):
        NAMES.key(made_of("names", "a\x00", 1))


@pytest.fixture
def operations(workspace):
    """Seven, of which three began in the same moment."""
    moments = [WHEN.replace(minute=minute) for minute in (1, 2, 3, 3, 3, 4, 5)]
    Operation.objects.bulk_create([Operation(kind="test", started_at=moment) for moment in moments])
    return Operation.objects.filter(kind="test")


@pytest.mark.parametrize("order", [NEWEST, OLDEST])
@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
def test_pages_forwards_and_backwards_show_every_row_once(operations, order, size):
    rows = list(order.applied(operations))
    pages, page = [], keyset_page(operations, order, size=size)
    assert page.previous is None
    while True:
        pages.append(page.rows)
        if page.next is None:
            break
        page = keyset_page(operations, order, after=page.next, size=size)
    assert pages == [rows[start : start + size] for start in range(0, 7, size)]
    while page.previous:
        page = keyset_page(operations, order, before=page.previous, size=size)
        pages.append(page.rows)
        assert page.next
    assert pages[-1] == rows[:size]
    assert page.total == 7


def test_a_page_goes_on_where_it_was_although_rows_came_and_went(operations):
    first = keyset_page(operations, NEWEST, size=3)
    rest = [row for row in NEWEST.applied(operations) if row not in first.rows]
    Operation.objects.filter(pk=first.rows[-1].pk).delete()
    with setting_up():
        Operation.objects.create(kind="test", started_at=WHEN.replace(minute=59))
    assert keyset_page(operations, NEWEST, after=first.next, size=3).rows == rest[:3]


def test_back_at_the_beginning_a_whole_page_is_shown(operations):
    rows = list(NEWEST.applied(operations))
    second = keyset_page(operations, NEWEST, after=NEWEST.cursor((rows[1].started_at, rows[1].pk)), size=4)
    back = keyset_page(operations, NEWEST, before=second.previous, size=4)
    assert (back.rows, back.previous) == (rows[:4], None)


def test_a_cursor_behind_the_last_row_leads_to_an_empty_page(operations):
    page = keyset_page(operations, NEWEST, after=NEWEST.cursor((WHEN.replace(year=2000), 0)))
    assert (page.rows, page.next, page.previous) == ([], None, None)


def test_a_cursor_of_a_neighbour_shows_nothing_of_theirs(operations, neighbour):
    with workspace_scope(neighbour.workspace):
        theirs = Operation.objects.create(kind="test", started_at=WHEN.replace(minute=2))
    page = keyset_page(operations, NEWEST, after=NEWEST.cursor((WHEN.replace(minute=4), theirs.pk + 1)))
    assert theirs not in page.rows
    assert len(page) == 6


def test_counting_stops_at_its_cap(operations, monkeypatch):
    monkeypatch.setattr("hirepilot.paging.COUNTED_TO", 5)
    page = keyset_page(operations, NEWEST, size=2)
    assert (page.total, page.total_is_capped) == (6, True)
    assert capped_count(operations.filter(started_at=WHEN.replace(minute=3))) == 3
