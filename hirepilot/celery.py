"""The doorbell: Celery wakes a worker, the Job row in PostgreSQL says what there is to do."""

import os

from celery import Celery
from celery.signals import worker_init
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

from hirepilot.startup import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hirepilot.settings")

TRANSPORT_ALIASES |= {  # see there for what they mend
    "filesystem": "hirepilot.broker:Transport",
    "redis": "hirepilot.broker:RedisTransport",
    "rediss": "hirepilot.broker:RedisTransport",
}
app = Celery("hirepilot", set_as_current=True)


def _broker():
    if not settings.BROKER_URL.startswith("filesystem"):
        return {"broker_url": settings.BROKER_URL}
    folders = {name: settings.BROKER_DIR / name for name in ("queue", "processed", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport_options": {
            "data_folder_in": str(folders["queue"]),
            "data_folder_out": str(folders["queue"]),
            "control_folder": str(folders["control"]),
            "polling_interval": settings.CELERY_POLLING_SECONDS,
        },
    }


app.conf.update(
    **_broker(),
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    worker_hijack_root_logger=False,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=5,
    task_publish_retry=False,  # the sweeper rings again; a request must not wait for a broker that is down
    worker_cancel_long_running_tasks_on_connection_loss=False,
    beat_schedule_filename=str(settings.DATA_DIR / "beat-schedule"),
    beat_schedule={
        "sweep": {
            "task": "hirepilot.sweep",
            "schedule": settings.JOB_SWEEP_SECONDS,
            "options": {"retry": True},
        }
    },
    timezone="UTC",
)
app.conf.imports = ["hirepilot.doorbell"]


@worker_init.connect
def refuse_to_start_unsafe(**kwargs):
    refuse_unsafe()
