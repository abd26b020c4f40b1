"""Every address, method, role and owner of the object: read from the resolver, so that no route is forgotten."""

from http import HTTPStatus

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from hirepilot.tenancy import workspace_scope
from tests.isolation.actors import HIDDEN, NEIGHBOURS, Actor, World, asked, text_of
from tests.isolation.planted import everything_of
from tests.isolation.table import EXCEPTIONS, ROWS, nothing

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
EVERY_ROW = pytest.mark.parametrize("row", ROWS, ids=str)
NAMING_ROWS = pytest.mark.parametrize("row", [row for row in ROWS if row.kwargs is not nothing], ids=str)


def routes(resolver=None, path="", names=""):
    """(path, full name) of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, here, f"{names}{pattern.namespace}:" if pattern.namespace else names)
        else:
            yield here, f"{names}{pattern.name}"


def excepted(path, name):
    return name in EXCEPTIONS or any(path.startswith(prefix) for prefix in EXCEPTIONS if prefix.endswith("/"))


def test_every_route_has_its_row():
    known = {row.name for row in ROWS}
    found = [(path, name) for path, name in routes() if not excepted(path, name)]

    missing = sorted(f"{name} ({path})" for path, name in found if name not in known)
    assert not missing, (
        f"No row in tests/isolation/table.py for {', '.join(missing)}. Add one line for each: "
        'row("name", what its address names, METHOD=Ask("the action it needs", its smallest valid body)).'
    )
    assert sorted(known - {name for _, name in found}) == [], (
        "rows in tests/isolation/table.py without a route"
    )


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Planted once for all tests, each of which leaves it as it was."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # the product takes it for no transaction of its own
        with around:
            yield World()
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def workspace(world, db):
    with workspace_scope(world.workspace):
        yield world.workspace


@pytest.fixture
def theirs(world):
    return world.theirs


@pytest.fixture
def hidden(world):
    return world.hidden


@pytest.fixture
def actors(world):
    return world.actors


# --- (a) a neighbour's objects ----------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-67", "PRO-68", "WHO-152")
@NAMING_ROWS
def test_a_neighbours_object_is_not_found_by_anybody_here(row, actors, theirs, workspace):
    before = everything_of(theirs.workspace)

    for actor in actors:
        for method, ask in row.methods.items():
            allowed = actor.may(row, ask)
            answer, body = asked(actor, row, method, workspace, row.kwargs(theirs), actor.owns)
            expected = {True: (404,), False: (403,), None: (302,)}[allowed]
            assert answer.status_code in expected, f"{actor} {method}: {answer.status_code}"
            assert NEIGHBOURS not in body
    assert everything_of(theirs.workspace) == before


@pytest.mark.proves("PRO-67", "PRO-68", "WHO-152")
@EVERY_ROW
def test_the_neighbours_own_address_is_not_found_by_anybody_from_here(row, actors, theirs):
    before = everything_of(theirs.workspace)

    for actor in [actors[0], actors[4]]:
        for method in row.methods:
            answer, body = asked(actor, row, method, theirs.workspace, row.kwargs(theirs), actor.owns)
            by_token = 401 if row.is_api else 302
            assert answer.status_code == (by_token if actor.scope else 404), f"{actor} {method}"
            assert NEIGHBOURS not in body
    assert everything_of(theirs.workspace) == before


@EVERY_ROW
def test_whoever_is_not_signed_in_learns_and_changes_nothing(row, theirs):
    before = everything_of(theirs.workspace)

    for method in row.methods:
        answer, body = asked(Actor("nobody"), row, method, theirs.workspace, row.kwargs(theirs), theirs)
        assert answer.status_code == (401 if row.is_api else 302), method
        assert NEIGHBOURS not in body
    assert everything_of(theirs.workspace) == before


@pytest.mark.proves("PRO-67", "PRO-68", "PRO-70")
@EVERY_ROW
def test_lists_and_searches_show_nothing_of_a_neighbour(row, actors, theirs, workspace):
    if "GET" in row.methods:
        for query in ("", f"?q={NEIGHBOURS[:8]}&archived=1"):
            for actor in (*actors[:4], actors[5]):
                _, body = asked(actor, row, "GET", workspace, row.kwargs(actor.owns), actor.owns, query=query)
                assert NEIGHBOURS not in body, f"{actor} {query}"


# --- (b) a colleague's objects that the role may not see --------------------------------------------------------------
@pytest.mark.proves("WHO-153", "WHO-155", "WHO-157")
@EVERY_ROW
def test_a_colleagues_hidden_object_is_not_there_for_a_member(row, actors, hidden, workspace):
    before = everything_of(workspace)

    for actor in actors[2:]:
        for method, ask in row.methods.items():
            names_it = row.kwargs is not nothing and not row.is_of_everybody
            owner = hidden if names_it else actor.owns
            answer, body = asked(actor, row, method, workspace, row.kwargs(owner), actor.owns)
            if names_it:
                expected = {True: (404,), False: (403,), None: (302,)}[actor.may(row, ask)]
                assert answer.status_code in expected, f"{actor} {method}: {answer.status_code}"
            assert HIDDEN not in body, f"{actor} {method}"
            if method == "GET" and not names_it:
                _, body = asked(
                    actor, row, method, workspace, row.kwargs(owner), actor.owns, query=f"?q={HIDDEN[:8]}"
                )
                assert HIDDEN not in body, f"{actor} searching"
    assert everything_of(workspace) == before


# --- (c) every role exactly what the table says -----------------------------------------------------------------------
@EVERY_ROW
def test_every_role_and_scope_may_do_exactly_what_the_table_says(row, actors, workspace):
    before = everything_of(workspace)

    for actor in actors:
        for method, ask in row.methods.items():
            with transaction.atomic():
                answer = actor.ask(row, method, workspace, row.kwargs(actor.owns), actor.owns)
                said = f"{actor} {method} {row.name}: {answer.status_code} {text_of(answer)[:2000]}"
                match actor.may(row, ask):
                    case True:
                        assert answer.status_code < 400, said
                    case False:
                        assert answer.status_code == HTTPStatus.FORBIDDEN, said
                        assert everything_of(workspace) == before, said
                    case None:
                        assert answer.status_code == HTTPStatus.FOUND, said
                        assert everything_of(workspace) == before, said
                transaction.set_rollback(True)


@EVERY_ROW
def test_other_methods_do_not_exist(row, actors, workspace):
    owner = actors[0]

    for method in METHODS:
        if method not in row.methods:
            answer, _ = asked(owner, row, method, workspace, row.kwargs(owner.owns), owner.owns)
            assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED, method


def test_a_member_who_was_removed_finds_nothing_any_more(actors, workspace):
    by_session, by_token = actors[2], actors[5]
    by_session.member.removed_at = by_session.member.joined_at
    by_session.member.save()

    place = reverse("api:me", args=[workspace.slug])
    answers = [actor.browser.get(place, headers=actor.headers) for actor in (by_session, by_token)]
    by_session.member.removed_at = None

    assert [answer.status_code for answer in answers] == [404, 401]
