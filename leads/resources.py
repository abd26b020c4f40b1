"""Small exports for staff by django-import-export, with formulas neutralised like everywhere else."""

from import_export import fields, resources

from leads.cleaning.formulas import neutralise
from leads.models import Lead


class LeadResource(resources.ModelResource):
    """What staff may take out: one row a lead, as text that no spreadsheet computes."""

    tags = fields.Field(column_name="tags")

    class Meta:
        model = Lead
        fields = (
            "id", "workspace", "full_name", "email", "phone", "linkedin", "company_name", "title", "location", "status",
            "source", "tags", "created_at",
        )  # fmt: skip
        export_order = fields

    def dehydrate_tags(self, lead):
        return ", ".join(sorted(tag.name for tag in lead.tags.all()))

    def export_field(self, field, instance, **kwargs):
        return neutralise(str(super().export_field(field, instance, **kwargs) or ""))
