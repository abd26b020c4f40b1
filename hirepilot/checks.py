"""What must be true before the product starts, said in one sentence each."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connection

from hirepilot.secrets import seal

# They print a letter, keep it or throw it away.
NO_MAIL_SERVER = {
    "hirepilot.outbox.OutboxBackend",
    *(
        f"django.core.mail.backends.{kind}.EmailBackend"
        for kind in ("console", "dummy", "filebased", "locmem")
    ),
}


@register(Tags.database)
def database_role_is_bound_by_policies(databases=None, **kwargs):
    """A superuser or BYPASSRLS role would walk through every wall between workspaces."""
    if not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls, current_user FROM pg_roles WHERE rolname = current_user"
        )
        bypasses, role = cursor.fetchone()
        version = connection.pg_version
    errors = []
    if bypasses:
        errors.append(
            Error(
                f"The database role “{role}” bypasses row-level security.",
                hint="Connect as a role made with NOSUPERUSER NOBYPASSRLS that owns the database.",
                id="hirepilot.E001",
            )
        )
    if version < 150000:
        errors.append(Error("PostgreSQL 15 or later is needed.", id="hirepilot.E002"))
    return errors


@register(Tags.security, deploy=True)
def production_is_configured(app_configs=None, **kwargs):
    """Development values that must never reach production."""
    return [
        Error(what, hint=hint, id=f"hirepilot.E{number}") for wrong, what, hint, number in _unsafe() if wrong
    ]


def _unsafe():
    """(whether it is so, what is wrong, what to do, number of the error)."""
    keys = settings.ENCRYPTION_KEYS
    return [
        (settings.SECRET_KEY == settings.DEVELOPMENT_KEY, "SECRET_KEY is the development key.",
         "Set SECRET_KEY to 50 or more random characters.", "010"),
        (settings.DEVELOPMENT_ENCRYPTION_KEY in keys, "ENCRYPTION_KEYS holds the development key.",
         "Set ENCRYPTION_KEYS to a key made by `manage.py new_encryption_key`.", "011"),
        (not settings.BASE_URL.startswith("https://"), "BASE_URL is not https.", "Set BASE_URL to the public address.", "012"),
        (settings.BROKER_URL.startswith("filesystem"), "The filesystem broker is for one machine in development.",
         "Set BROKER_URL to a Redis or RabbitMQ address.", "013"),
        (settings.EMAIL_BACKEND in NO_MAIL_SERVER, "No mail server is set.", "Set EMAIL_URL.", "014"),
        (bool(settings.OUTBOUND_ALLOW), "OUTBOUND_ALLOW lets calls to private addresses through.", "Unset it.", "015"),
        (not settings.PRODUCTION, "PRODUCTION is not set.", "Set PRODUCTION=1.", "016"),
        (not settings.REQUIRE_STAFF_MFA, "Staff may enter the admin without a second factor.", "Unset REQUIRE_STAFF_MFA.", "017"),
        (not _can_seal(), "ENCRYPTION_KEYS is empty, or holds something that is no key.",
         "Set ENCRYPTION_KEYS to keys made by `manage.py new_encryption_key`, separated by commas.", "018"),
    ]  # fmt: skip


def _can_seal():
    try:
        seal("")
    except ValueError:
        return False
    return True
