"""The product's settings on the benchmark's own database and files."""

import tempfile
from pathlib import Path

from hirepilot.settings import *  # noqa: F403

DATA_DIR = Path(tempfile.gettempdir()) / "hirepilot-benchmark"
MEDIA_ROOT = DATA_DIR / "files"
BROKER_DIR = DATA_DIR / "broker"
OUTBOX_DIR = DATA_DIR / "outbox"
LOGGING = {"version": 1, "disable_existing_loggers": True}
