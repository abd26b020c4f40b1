"""The API's description of itself: as OpenAPI, with the reader's workspace as its server, and as a page to try it."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import reverse
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from hirepilot.api.permissions import ANY_MEMBER, EVERY_SCOPE, RoleAndScope
from hirepilot.tenancy import active_workspace

# The page of Swagger UI has a style element, and styles on its elements. Its scripts are files, as everywhere.
LOOSER = {"style-src": [UNSAFE_INLINE]}


class OpenToMembers:
    needs = {"GET": ANY_MEMBER}
    scopes = {"GET": EVERY_SCOPE}
    permission_classes = (RoleAndScope,)
    metadata_class = None


class SchemaView(OpenToMembers, SpectacularAPIView):
    """The description, with this workspace's address as its server."""

    urlconf = "hirepilot.api.urls"

    def _get_schema_response(self, request):
        answer = super()._get_schema_response(request)
        home = reverse("api:schema", args=[active_workspace().slug]).removesuffix("/schema/")
        answer.data["servers"] = [{"url": home}]
        return answer


@method_decorator(csp_update(LOOSER), name="dispatch")
class DocsView(OpenToMembers, SpectacularSwaggerSplitView):
    """The description as a page on which requests can be tried."""

    def _get_schema_url(self, request):
        return reverse("api:schema", args=[active_workspace().slug])
