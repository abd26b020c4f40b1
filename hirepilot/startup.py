"""Web and workers refuse to start on what `checks.py` finds unsafe, each time and not only when somebody runs the checks."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections


def refuse_unsafe():
    """Raises SystemCheckError, whose text names each fault and its remedy."""
    if settings.PRODUCTION:
        call_command("check", databases=["default"], deploy=True, fail_level="WARNING", verbosity=0)
    else:
        call_command("check", databases=["default"], tags=["database"], verbosity=0)
    connections.close_all()  # processes are forked after this, and must not share one
