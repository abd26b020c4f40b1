"""How the API is described (OpenAPI): what DRF's views cannot say about themselves."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from hirepilot.api.permissions import ANY_MEMBER, scopes_of
from hirepilot.api.serializers import ProblemSerializer
from hirepilot.middleware import PROBLEM_JSON


class TokenOrSession(OpenApiAuthenticationExtension):
    target_class = "hirepilot.api.authentication.WorkspaceAuthentication"
    name = ["token", "session"]

    def get_security_definition(self, auto_schema):
        token = {"type": "http", "scheme": "bearer", "description": "Made under Settings, API tokens."}
        session = {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Writing also takes X-CSRFToken.",
        }
        return [token, session]


class ProblemSchema(AutoSchema):
    """Adds to every operation what it answers when it says no, who may use it, and its Idempotency-Key."""

    def get_description(self):
        action = self.view.needs[self.method]
        who = "any member" if action == ANY_MEMBER else f"members whose role may {action}"
        scopes = " or ".join(f"`{scope.value}`" for scope in sorted(scopes_of(self.view, self.method)))
        return f"{super().get_description()}\n\nFor {who}; with a token, its scope {scopes}.".strip()

    def get_override_parameters(self):
        key = getattr(getattr(self.view, self.method.lower()), "key_parameter", None)
        return [*super().get_override_parameters(), *([key] if key else [])]

    def _get_response_bodies(self, direction="response"):
        problem = self._get_response_for_code(ProblemSerializer, "default", [PROBLEM_JSON], direction)
        return super()._get_response_bodies(direction) | {"default": problem}
