"""Addresses of leads, under /w/<workspace>/leads/."""

from django.urls import path

from leads.views import bulk, find, lead_actions, lead_edit, lead_new, leads, merges, notes

urlpatterns = [
    path("", leads.lead_list, name="list"),
    path("find/", find.find, name="find"),
    path("new/", lead_new.new, name="new"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("<int:pk>/", leads.detail, name="detail"),
    path("<int:pk>/peek/", leads.peek, name="peek"),
    path("<int:pk>/edit/", lead_edit.edit, name="edit"),
    path("<int:pk>/status/", lead_actions.status, name="status"),
    path("<int:pk>/tags/", lead_actions.tags, name="tags"),
    path("<int:pk>/untag/", lead_actions.untag, name="untag"),
    path("<int:pk>/owner/", lead_actions.owner, name="owner"),
    path("<int:pk>/notes/", notes.add, name="note"),
    path("<int:pk>/notes/<int:note>/edit/", notes.edit, name="note-edit"),
    path("<int:pk>/notes/<int:note>/delete/", notes.delete, name="note-delete"),
    path("<int:pk>/archive/", lead_actions.archive, name="archive"),
    path("<int:pk>/restore/", lead_actions.restore, name="restore"),
    path("<int:pk>/opt-out/", lead_actions.opt_out, name="opt-out"),
    path("<int:pk>/opt-out/lift/", lead_actions.lift, name="opt-out-lift"),
    path("<int:pk>/merge/<int:other>/", merges.merge, name="merge"),
    path("<int:pk>/unmerge/", merges.unmerge, name="unmerge"),
]
