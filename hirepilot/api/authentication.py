"""Who asks: the middleware has found out already, because the workspace had to be opened before any view runs."""

from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.exceptions import PermissionDenied


class WorkspaceAuthentication(BaseAuthentication):
    """The member whose session or token the middleware has accepted. A session also proves that the page is ours."""

    def authenticate(self, request):
        asked = request._request
        if asked.member is None:
            return None
        if asked.token is None:
            self._refuse_foreign_pages(asked)
        return asked.member.user, asked.token

    def authenticate_header(self, request):
        return "Bearer"

    def _refuse_foreign_pages(self, asked):
        check = CSRFCheck(lambda request: None)
        check.process_request(asked)
        if why := check.process_view(asked, None, (), {}):
            raise PermissionDenied(f"The CSRF token is missing or wrong: {why}", code="csrf")
