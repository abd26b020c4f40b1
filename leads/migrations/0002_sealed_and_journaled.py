"""Sealed rows, links inside one workspace, and the journal of everything that belongs to a lead."""

from django.db import migrations

from hirepilot.isolation import journaled, row_level_security, same_workspace


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial"), ("hirepilot", "0002_ground")]

    operations = [
        row_level_security("leads_company", linked=True),
        row_level_security("leads_lead", linked=True),
        row_level_security("leads_tag", linked=True),
        row_level_security("leads_leadimport", linked=True),
        row_level_security("leads_identity"),
        row_level_security("leads_contactvalue"),
        row_level_security("leads_leadtag"),
        row_level_security("leads_note"),
        row_level_security("leads_activity"),
        row_level_security("leads_optout"),
        row_level_security("leads_customfield"),
        row_level_security("leads_merge"),
        row_level_security("leads_importrow"),
        same_workspace("leads_lead", "company_id", "leads_company"),
        same_workspace("leads_lead", "owner_id", "hirepilot_membership"),
        same_workspace("leads_lead", "merged_into_id", "leads_lead"),
        same_workspace("leads_identity", "lead_id", "leads_lead"),
        same_workspace("leads_contactvalue", "lead_id", "leads_lead"),
        same_workspace("leads_leadtag", "lead_id", "leads_lead"),
        same_workspace("leads_leadtag", "tag_id", "leads_tag"),
        same_workspace("leads_note", "lead_id", "leads_lead"),
        same_workspace("leads_note", "author_id", "hirepilot_membership"),
        same_workspace("leads_activity", "lead_id", "leads_lead"),
        same_workspace("leads_merge", "survivor_id", "leads_lead"),
        same_workspace("leads_merge", "merged_id", "leads_lead"),
        same_workspace("leads_merge", "operation_id", "hirepilot_operation"),
        same_workspace("leads_leadimport", "owner_id", "hirepilot_membership"),
        same_workspace("leads_leadimport", "by_id", "hirepilot_membership"),
        same_workspace("leads_leadimport", "operation_id", "hirepilot_operation"),
        same_workspace("leads_importrow", "lead_import_id", "leads_leadimport"),
        journaled("leads_company"),
        journaled("leads_lead", subject="id", derived=["last_activity_at", "opted_out"]),
        journaled("leads_identity", subject="lead_id"),
        journaled("leads_contactvalue", subject="lead_id"),
        journaled("leads_tag"),
        journaled("leads_leadtag", subject="lead_id"),
        journaled("leads_note", subject="lead_id"),
        journaled("leads_activity", subject="lead_id"),
        journaled("leads_optout"),
        journaled("leads_customfield"),
        journaled("leads_merge", subject="survivor_id"),
    ]
