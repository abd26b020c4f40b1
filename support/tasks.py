from hirepilot.queue import current_job, job
from hirepilot.tenancy import workspace_scope
from support.models import HOUSE, Alert
from support.services import alerts


@job("support.alert")
def deliver_alert(*, alert_id):
    # A job without a workspace is one of the house.
    with workspace_scope(current_job().workspace or HOUSE):
        alerts.deliver(Alert.objects.select_related("ticket").get(pk=alert_id))
