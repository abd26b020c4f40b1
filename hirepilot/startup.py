"""Web and workers refuse to start on what `checks.py` finds unsafe, each time and not only when somebody runs the checks."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connections


def refuse_unsafe():
    """Raises SystemCheckError, whose text names each fault and its remedy."""
    asked = {"deploy": True, "fail_level": "WARNING"} if settings.PRODUCTION else {"tags": ["database"]}
    call_command("check", databases=["default"], stdout=StringIO(), **asked)  # its praise is no news
    connections.close_all()  # processes are forked after this, and must not share one
