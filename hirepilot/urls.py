"""Every address. Those under /w/<workspace>/ get it opened by the middleware, which takes that argument away."""

from django.contrib import admin
from django.urls import include, path

from hirepilot.views import (
    account,
    health,
    home,
    invitations,
    members,
    notifications,
    operations,
    outbox,
    settings,
    tokens,
)

in_workspace = [
    path("", home.front, name="workspace"),
    path("leads/", include("leads.urls")),
    path("support/", include("support.urls")),
    path("api/v1/", include("hirepilot.api.urls")),
    path("history/", operations.operation_list, name="operations"),
    path("history/<int:pk>/", operations.operation_detail, name="operation"),
    path("history/<int:pk>/undo/", operations.operation_undo, name="operation-undo"),
    path("notifications/", notifications.notification_list, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications-read"),
    path("notifications/<int:pk>/", notifications.notification, name="notification"),
    path("leave/", members.leave, name="leave"),
    path("settings/", settings.workspace_settings, name="settings"),
    path("settings/demo/remove/", settings.demo_remove, name="demo-remove"),
    path("settings/members/", members.member_list, name="members"),
    path("settings/members/invite/", members.invite, name="member-invite"),
    path("settings/members/transfer/", members.transfer, name="workspace-transfer"),
    path("settings/members/<int:pk>/role/", members.change_role, name="member-role"),
    path("settings/members/<int:pk>/remove/", members.remove, name="member-remove"),
    path("settings/members/invitations/<int:pk>/renew/", members.renew, name="invitation-renew"),
    path("settings/members/invitations/<int:pk>/withdraw/", members.withdraw, name="invitation-withdraw"),
    path("settings/tokens/", tokens.token_list, name="tokens"),
    path("settings/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("workspaces/", home.workspace_list, name="workspaces"),
    path("workspaces/new/", home.new_workspace, name="workspace-new"),
    path("invitation/", invitations.join, name="join"),
    path("invitation/<str:token>/", invitations.open_link, name="invitation"),
    path("profile/", account.profile, name="profile"),
    path("outbox/", outbox.outbox_page, name="outbox"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("w/<str:workspace>/", include(in_workspace)),
]
