"""Work of the leads app for the workers."""

from hirepilot.queue import job
from leads.models import LeadImport
from leads.services import importing


@job("leads.import")
def run_import(*, import_id):
    importing.run(LeadImport.objects.select_related("operation", "by__user").get(pk=import_id))
