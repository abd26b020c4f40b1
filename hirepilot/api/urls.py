"""Addresses under /w/<workspace>/api/v1/. Higher apps add theirs by name; nothing here imports them."""

from django.urls import include, path, re_path

from hirepilot.api.docs import DocsView, SchemaView
from hirepilot.api.endpoint import Nothing
from hirepilot.api.me import Me
from hirepilot.api.notifications import NotificationList, NotificationsRead
from hirepilot.api.operations import OperationDetail, OperationList, OperationUndo

app_name = "api"
urlpatterns = [
    path("me/", Me.as_view(), name="me"),
    path("notifications/", NotificationList.as_view(), name="notifications"),
    path("notifications/read/", NotificationsRead.as_view(), name="notifications-read"),
    path("operations/", OperationList.as_view(), name="operations"),
    path("operations/<int:pk>/", OperationDetail.as_view(), name="operation"),
    path("operations/<int:pk>/undo/", OperationUndo.as_view(), name="operation-undo"),
    path("", include("leads.api.urls")),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    re_path("^(?P<rest>.*)$", Nothing.as_view(), name="nothing"),
]
