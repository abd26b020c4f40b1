"""Every address, method, role and owner of the object: read from the resolver, so that no route is forgotten."""

from contextvars import Context
from http import HTTPStatus

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from hirepilot.api.permissions import ANY_MEMBER
from hirepilot.models import ApiToken
from hirepilot.permissions import may
from hirepilot.tenancy import workspace_scope
from tests.isolation.planted import Planted, everything_of
from tests.isolation.table import EXCEPTIONS, ROWS, nothing

NEIGHBOURS, HIDDEN = "zq7neighboursmark", "zq8hiddenmark"
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


# --- asking -----------------------------------------------------------------------------------------------------------
class Actor:
    """Somebody who asks: by session, by a token of a scope, or not signed in. `owns` is what is planted as theirs."""

    def __init__(self, label, member=None, scope=""):
        self.label, self.member, self.scope = label, member, scope
        self.browser, self.headers, self.owns = Client(raise_request_exception=False), {}, None
        if scope:
            _, key = ApiToken.objects.issue(member=member, name=label, scopes=[scope])
            self.headers = {"Authorization": f"Bearer {key}"}
        elif member:
            self.browser.force_login(member.user)

    def __repr__(self):
        return self.label

    def ask(self, row, method, workspace, kwargs, planted, query=""):
        address = reverse(row.name, kwargs={"workspace": workspace.slug, **kwargs}) + query
        body = row.methods[method].body if method in row.methods else None
        body = body(planted) if callable(body) else body or {}
        is_form = not row.is_api or "file" in body
        sent = (
            {"data": body}
            if is_form and method == "POST"
            else {"data": body, "content_type": "application/json"}
        )
        send = getattr(self.browser, method.lower())
        headers = self.headers | {"Idempotency-Key": "matrix"}
        return send(address, **({} if method == "GET" else sent), headers=headers)

    def may(self, row, ask):
        """What the table of permissions says, and the scope of the token."""
        if self.scope and not row.is_api:
            return None  # a token opens no pages
        in_scope = {
            "": True,
            "read": ask is row.methods.get("GET"),
            "write": True,
            "capture": ask.capture,
        }[self.scope]
        return in_scope and (ask.action == ANY_MEMBER or may(self.member, ask.action))


def text_of(answer):
    # What streams is read after the request, when the scope of the request has closed.
    content = Context().run(b"".join, answer.streaming_content) if answer.streaming else answer.content
    headers = " ".join(value for name, value in answer.headers.items() if name != "Content-Security-Policy")
    return f"{headers} {content.decode(errors='replace')}".lower()


@pytest.fixture(autouse=True)
def without_limits(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def theirs(neighbour):
    return Planted(neighbour, NEIGHBOURS).with_people()


@pytest.fixture
def actors(workspace, member, admin_member, plain_member, guest):
    """Everybody who belongs here, each with objects of their own."""
    found = [
        Actor(role, who)
        for role, who in zip(
            ("owner", "admin", "member", "guest"), (member, admin_member, plain_member, guest), strict=True
        )
    ]
    found += [Actor(f"member's {scope} token", plain_member, scope) for scope in ApiToken.Scope.values]
    owners = Planted(member, "ownersmark", tag="Austin").with_people()
    planted = {member: owners}
    for actor in found:
        if actor.member not in planted:
            planted[actor.member] = Planted(actor.member, f"{actor.label}smark", tag="Austin").with_people(
                owners
            )
        actor.owns = planted[actor.member]
    return found


def asked(actor, row, method, *place, query=""):
    """The answer, with everything that it changed taken back; no answer of this matrix is ever a failure of ours."""
    with transaction.atomic():
        answer = actor.ask(row, method, *place, query=query)
        body = text_of(answer)
        transaction.set_rollback(True)
    assert answer.status_code < 500, f"{actor} {method} {row.name}: {answer.status_code}"
    return answer, body


# --- (a) a neighbour's objects ----------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-68", "WHO-152")
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


@pytest.mark.proves("PRO-68")
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


@EVERY_ROW
def test_lists_and_searches_show_nothing_of_a_neighbour(row, actors, theirs, workspace):
    if "GET" in row.methods:
        for query in ("", f"?q={NEIGHBOURS[:8]}&archived=1"):
            for actor in (*actors[:4], actors[5]):
                _, body = asked(actor, row, "GET", workspace, row.kwargs(actor.owns), actor.owns, query=query)
                assert NEIGHBOURS not in body, f"{actor} {query}"


# --- (b) a colleague's objects that the role may not see --------------------------------------------------------------
@pytest.mark.proves("WHO-157")
@EVERY_ROW
def test_a_colleagues_hidden_object_is_not_there_for_a_member(row, actors, workspace, member):
    hidden = Planted(member, HIDDEN, tag="Austin")
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


def test_a_member_who_was_removed_finds_nothing_any_more(workspace, plain_member):
    actors = [Actor("removed", plain_member), Actor("removed", plain_member, "write")]
    plain_member.removed_at = plain_member.joined_at
    plain_member.save()

    with workspace_scope(workspace):
        answers = [
            actor.browser.get(reverse("api:me", args=[workspace.slug]), headers=actor.headers)
            for actor in actors
        ]

    assert [answer.status_code for answer in answers] == [404, 401]
