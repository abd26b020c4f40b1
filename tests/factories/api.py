"""A program that uses the API with a token of a member."""

import json

from django.test import Client

from hirepilot.models import ApiToken


class Program:
    """Sends JSON to /w/<the member's workspace>/api/v1/… and keeps to one token."""

    def __init__(self, member, *scopes):
        self.member = member
        self.token, key = ApiToken.objects.issue(
            member=member, name="Program", scopes=scopes or ("read", "write")
        )
        self.headers = {"Authorization": f"Bearer {key}"}
        self.home = f"/w/{member.workspace.slug}/api/v1/"

    def ask(self, method, path, body=None, **headers):
        """The answer; a `str` or `bytes` body is sent as it is."""
        data = body if isinstance(body, str | bytes) else json.dumps(body or {})
        headers = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        path = path if path.startswith(("http", "/")) else self.home + path
        sent = {} if method in ("GET", "HEAD") else {"data": data, "content_type": "application/json"}
        return Client().generic(method, path, headers=headers, **sent)

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body, **headers)

    def patch(self, path, body=None, **headers):
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path, **headers):
        return self.ask("DELETE", path, **headers)


def problem_of(answer):
    """(status, code) of a refusal, after a look at its form."""
    body = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code", "detail", "instance"} <= body.keys()
    assert (body["status"], body["instance"]) == (answer.status_code, answer.wsgi_request.path)
    return body["status"], body["code"]
