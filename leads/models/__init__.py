from leads.models.activity import Activity
from leads.models.company import Company
from leads.models.custom_field import CustomField
from leads.models.identity import ContactValue, Identity
from leads.models.import_upload import ImportUpload
from leads.models.lead import Lead
from leads.models.lead_export import LeadExport
from leads.models.lead_import import ImportRow, LeadImport
from leads.models.lead_list import LeadList, ListMember
from leads.models.merge import Merge
from leads.models.note import Note
from leads.models.opt_out import OptOut
from leads.models.saved_mapping import SavedMapping
from leads.models.search import LeadSearch
from leads.models.tag import LeadTag, Tag

__all__ = [
    "Activity",
    "Company",
    "ContactValue",
    "CustomField",
    "Identity",
    "ImportRow",
    "ImportUpload",
    "Lead",
    "LeadExport",
    "LeadImport",
    "LeadList",
    "LeadSearch",
    "LeadTag",
    "ListMember",
    "Merge",
    "Note",
    "OptOut",
    "SavedMapping",
    "Tag",
]
