"""Addresses of leads under /w/<workspace>/api/v1/, in the namespace "api"."""

from django.urls import path

from leads.api import (
    companies,
    exports,
    history,
    import_control,
    import_reviews,
    imports,
    lead_actions,
    leads,
    notes,
    tags,
)

urlpatterns = [
    path("leads/", leads.LeadList.as_view(), name="leads"),
    path("leads/<int:pk>/", leads.LeadDetail.as_view(), name="lead"),
    path("leads/<int:pk>/status/", lead_actions.LeadStatus.as_view(), name="lead-status"),
    path("leads/<int:pk>/tag/", lead_actions.LeadTags.as_view(), name="lead-tag"),
    path("leads/<int:pk>/untag/", lead_actions.LeadUntag.as_view(), name="lead-untag"),
    path("leads/<int:pk>/owner/", lead_actions.LeadOwner.as_view(), name="lead-owner"),
    path("leads/<int:pk>/archive/", lead_actions.LeadArchive.as_view(), name="lead-archive"),
    path("leads/<int:pk>/restore/", lead_actions.LeadRestore.as_view(), name="lead-restore"),
    path("leads/<int:pk>/opt-out/", lead_actions.LeadOptOut.as_view(), name="lead-opt-out"),
    path("leads/<int:pk>/history/", history.LeadHistory.as_view(), name="lead-history"),
    path("leads/<int:pk>/notes/", notes.LeadNotes.as_view(), name="lead-notes"),
    path("notes/<int:pk>/", notes.NoteDetail.as_view(), name="note"),
    path("tags/", tags.TagList.as_view(), name="tags"),
    path("tags/<int:pk>/", tags.TagDetail.as_view(), name="tag"),
    path("companies/", companies.CompanyList.as_view(), name="companies"),
    path("companies/<int:pk>/", companies.CompanyDetail.as_view(), name="company"),
    path("exports/", exports.ExportList.as_view(), name="exports"),
    path("exports/<int:pk>/", exports.ExportDetail.as_view(), name="export"),
    path("exports/<int:pk>/file/", exports.ExportFile.as_view(), name="export-file"),
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/review/", import_reviews.ImportReview.as_view(), name="import-review"),
    path("imports/<int:pk>/", imports.ImportDetail.as_view(), name="import"),
    path("imports/<int:pk>/reading/", imports.ImportReading.as_view(), name="import-reading"),
    path("imports/<int:pk>/dry-run/", imports.ImportDryRun.as_view(), name="import-dry-run"),
    path("imports/<int:pk>/start/", imports.ImportStart.as_view(), name="import-start"),
    path("imports/<int:pk>/cancel/", import_control.ImportCancel.as_view(), name="import-cancel"),
    path("imports/<int:pk>/pause/", import_control.ImportPause.as_view(), name="import-pause"),
    path("imports/<int:pk>/resume/", import_control.ImportResume.as_view(), name="import-resume"),
    path("imports/<int:pk>/rows/<int:line>/", imports.ImportRowDetail.as_view(), name="import-row"),
    path("imports/<int:pk>/rows/", imports.ImportRows.as_view(), name="import-rows"),
]
