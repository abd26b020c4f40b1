"""The product's own settings, on a throw-away database; only what a test cannot afford is different."""

import os

from tests.cluster import choose_database
from tests.folders import run_folder

choose_database()  # before the product's settings read DATABASE_URL

from hirepilot.settings import *  # noqa: F403
from hirepilot.settings import DATABASES

DATA_DIR = run_folder()
MEDIA_ROOT, OUTBOX_DIR, BROKER_DIR = DATA_DIR / "files", DATA_DIR / "outbox", DATA_DIR / "broker"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes 0.3 s by design
# A worker that a test starts cannot hand its mail over in memory.
EMAIL_BACKEND = os.environ.get("TEST_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
# Only tests empty tables; everywhere else a trigger refuses it.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c app.allow_truncate=on"
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["NAME"] = os.environ.get(
    "TEST_DATABASE", DATABASES["default"]["NAME"]
)  # a worker that a test starts
