"""Everybody who may ask: members of each role by session, tokens of each scope, and nobody; each with objects of their own."""

from contextvars import Context

from django.db import transaction
from django.test import Client
from django.urls import reverse

from hirepilot.api.permissions import ANY_MEMBER
from hirepilot.models import ApiToken, Membership
from hirepilot.permissions import may
from tests.factories.hirepilot import MembershipFactory, WorkspaceFactory
from tests.isolation.planted import Planted

NEIGHBOURS, HIDDEN = "zq7neighboursmark", "zq8hiddenmark"


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


def asked(actor, row, method, *place, query=""):
    """The answer, with everything that it changed taken back; no answer of this matrix is ever a failure of ours."""
    with transaction.atomic():
        answer = actor.ask(row, method, *place, query=query)
        body = text_of(answer)
        transaction.set_rollback(True)
    assert answer.status_code < 500, f"{actor} {method} {row.name}: {answer.status_code}"
    return answer, body


class World:
    """A workspace with members of each role and their objects, and a neighbour. What the Owner has is hidden from Members."""

    def __init__(self):
        self.workspace = WorkspaceFactory(name="Northgate Search", slug="northgate")
        members = {
            role: MembershipFactory(workspace=self.workspace, role=role) for role in Membership.Role.values
        }
        self.hidden = Planted(members["owner"], HIDDEN, tag="Austin").with_people("known")
        self.theirs = Planted(
            MembershipFactory(workspace=WorkspaceFactory(slug="harbour")), NEIGHBOURS
        ).with_people()
        self.actors = [Actor(role, member) for role, member in members.items()]
        self.actors += [
            Actor(f"member's {scope} token", members["member"], scope) for scope in ApiToken.Scope.values
        ]
        own = {members["owner"]: self.hidden}
        for actor in self.actors:
            if actor.member not in own:
                mark = f"{actor.label}smark"
                own[actor.member] = Planted(actor.member, mark, tag="Austin").with_people_of(self.hidden)
            actor.owns = own[actor.member]
