from django.urls import path

from leads.views import bulk, lead_actions, leads

urlpatterns = [
    path("", leads.lead_list, name="list"),
    path("find/", leads.find, name="find"),
    path("new/", leads.new, name="new"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("<int:pk>/", leads.detail, name="detail"),
    path("<int:pk>/peek/", leads.peek, name="peek"),
    path("<int:pk>/edit/", leads.edit, name="edit"),
    path("<int:pk>/status/", lead_actions.status, name="status"),
    path("<int:pk>/tags/", lead_actions.tags, name="tags"),
    path("<int:pk>/untag/", lead_actions.untag, name="untag"),
    path("<int:pk>/owner/", lead_actions.owner, name="owner"),
    path("<int:pk>/notes/", lead_actions.note, name="note"),
    path("<int:pk>/archive/", lead_actions.archive, name="archive"),
    path("<int:pk>/restore/", lead_actions.restore, name="restore"),
    path("<int:pk>/opt-out/", lead_actions.opt_out, name="opt-out"),
    path("<int:pk>/merge/<int:other>/", lead_actions.merge, name="merge"),
    path("<int:pk>/unmerge/", lead_actions.unmerge, name="unmerge"),
]
