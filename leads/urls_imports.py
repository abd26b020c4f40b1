"""Addresses of imports and exports, under /w/<workspace>/leads/."""

from django.urls import path

from leads.views import (
    exports,
    import_buckets,
    import_checks,
    import_corrections,
    import_progress,
    import_reviews,
    lead_imports,
    saved_mappings,
)

urlpatterns = [
    path("import/", lead_imports.upload, name="import"),
    path("imports/", lead_imports.import_list, name="imports"),
    path("imports/review/", import_reviews.review, name="import-review"),
    path("imports/<int:pk>/", lead_imports.detail, name="import-detail"),
    path("imports/<int:pk>/mapping/save/", saved_mappings.save, name="import-save-mapping"),
    path("imports/<int:pk>/mapping/use/", saved_mappings.use, name="import-use-mapping"),
    path("imports/mappings/<int:pk>/rename/", saved_mappings.rename, name="mapping-rename"),
    path("imports/mappings/<int:pk>/delete/", saved_mappings.delete, name="mapping-delete"),
    path("imports/<int:pk>/start/", lead_imports.start, name="import-start"),
    path("imports/<int:pk>/check/", import_checks.check, name="import-check"),
    path("imports/<int:pk>/check/rows/", import_checks.rows, name="import-check-rows"),
    path("imports/<int:pk>/check/rows/<int:line>/", import_checks.fix, name="import-fix"),
    path("imports/<int:pk>/read/", lead_imports.read_again, name="import-read"),
    path("imports/<int:pk>/progress/", import_progress.progress, name="import-progress"),
    path("imports/<int:pk>/pause/", import_progress.pause, name="import-pause"),
    path("imports/<int:pk>/resume/", import_progress.resume, name="import-resume"),
    path("imports/<int:pk>/cancel/", import_progress.cancel, name="import-cancel"),
    path("imports/<int:pk>/rows/<int:line>/", import_corrections.correct, name="import-row"),
    path("imports/<int:pk>/rows.csv", import_buckets.rows, name="import-rows"),
    path("export/", exports.export, name="export"),
    path("exports/", exports.export_list, name="exports"),
    path("exports/<int:pk>/", exports.detail, name="export-detail"),
    path("exports/<int:pk>/file/", exports.file, name="export-file"),
    path("exports/<int:pk>/withdraw/", exports.withdraw, name="export-withdraw"),
]
