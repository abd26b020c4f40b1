"""One settings file. Every value has its reason; everything that differs between machines comes from the environment.

Development needs no environment at all. With `PRODUCTION=1` unsafe values are refused at start (`hirepilot/checks.py`).
"""

import socket
import tempfile
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from hirepilot.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where we are -----------------------------------------------------------------------------------------------------
PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

# The development key is public on purpose: production refuses it.
DEVELOPMENT_KEY = "development-only-key-that-production-refuses-to-start-with"
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_KEY)
DEVELOPMENT_ENCRYPTION_KEY = "ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMtISE="
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[DEVELOPMENT_ENCRYPTION_KEY])

_host = BASE_URL.split("//", 1)[-1].split("/")[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[_host] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", _host]
)
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
OPEN_SIGNUP = env.bool("OPEN_SIGNUP", default=not PRODUCTION)  # production: by invitation

# --- Applications: arrows point down only -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "support",
    "campaigns",
    "enrichment",
    "leads",
    "hirepilot",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "csp",
    "import_export",
    "hirepilot.admin_config.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "hirepilot.middleware.RequestContextMiddleware",
    "hirepilot.uploads.WholeUploadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hirepilot.middleware.WorkspaceMiddleware",
]
ROOT_URLCONF = "hirepilot.urls"
WSGI_APPLICATION = "hirepilot.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hirepilot.context_processors.workspace",
            ],
            "builtins": ["hirepilot.templatetags.ui"],
        },
    }
]

# --- Database: our backend tells PostgreSQL the open workspace and operation ------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://hirepilot@localhost/hirepilot")}
DATABASES["default"] |= {
    "ENGINE": "hirepilot.postgres",
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # In the database, because throttles counted in one process would be multiplied by the number of processes.
    # Of more entries than this some are thrown away; at the default of 300 whoever guesses could push out the counts.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hirepilot_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- Who signs in and how ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "hirepilot.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "hirepilot.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="mandatory" if PRODUCTION else "none")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_ADAPTER = "hirepilot.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "HirePilot"
REQUIRE_STAFF_MFA = env.bool(
    "REQUIRE_STAFF_MFA", default=PRODUCTION
)  # the admin's door, see hirepilot/staff.py
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
INVITATION_DAYS = 14

# --- Security ---------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
BEHIND_PROXY = env.bool(
    "BEHIND_PROXY", default=False
)  # exactly one, which sets X-Forwarded-Proto and X-Forwarded-For
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # or all who sign in would share one limit of attempts
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # probes come from inside, without TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the second-factor picture is a data: address
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger uploads go to disk as they arrive
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"  # never served: files go out through views that ask for permission
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# --- Work -------------------------------------------------------------------------------------------------------------
BROKER_URL = env.str("BROKER_URL", default="filesystem://")
BROKER_DIR = DATA_DIR / "broker"
CELERY_POLLING_SECONDS = 0.05
JOB_LEASE_SECONDS = env.int(
    "JOB_LEASE_SECONDS", default=30
)  # renewed at a third; a silent worker is replaced after it
JOB_SWEEP_SECONDS = env.int("JOB_SWEEP_SECONDS", default=10)
JOB_FAILURES_BEFORE_PARKED = 5
JOB_LAG_LIMIT_SECONDS = env.int(
    "JOB_LAG_LIMIT_SECONDS", default=300
)  # above it /readyz says that the workers are away
TELL_AFTER_SECONDS = 20  # whoever waited longer for work to end is told when it is over
MAIL_AFTER_SECONDS = 120  # and by mail too
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # without it /metrics answers the machine itself only
WORKER_NAME = f"{socket.gethostname()}"

# --- Imports ----------------------------------------------------------------------------------------------------------
IMPORT_MAX_BYTES = 512 * 1024 * 1024
IMPORT_MAX_ROWS = 1_048_576
IMPORT_MAX_WORKBOOK_ROWS = env.int("IMPORT_MAX_WORKBOOK_ROWS", default=250_000)  # above it "save as CSV"
IMPORT_TURN_SECONDS = 5  # how often one that waits for another looks whether it is its turn
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=90)  # the uploads, and the rows with their reasons
IMPORT_CHUNK_ROWS = env.int("IMPORT_CHUNK_ROWS", default=5_000)

# --- Exports ----------------------------------------------------------------------------------------------------------
EXPORT_DIRECT_ROWS = 10_000  # more of them are written by a worker; no list counts further
EXPORT_CHUNK_ROWS = env.int(
    "EXPORT_CHUNK_ROWS", default=2_000
)  # read at once, and after which a worker says how far it is
EXPORT_KEPT_DAYS = env.int(
    "EXPORT_KEPT_DAYS", default=7
)  # as long as an export of a worker can be downloaded

# --- Outgoing calls, mail, alerts -------------------------------------------------------------------------------------
OUTBOUND_ALLOW = env.list(
    "OUTBOUND_ALLOW", default=[]
)  # exact host:port of local test servers; production refuses any
SLACK_WEBHOOK_URL = env.str("SLACK_WEBHOOK_URL", default="")
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if "EMAIL_URL" not in env.ENVIRON:
    # Without a mail server nothing is lost: mail waits on the page "Outbox (not sent)".
    EMAIL_BACKEND = "hirepilot.outbox.OutboxBackend"
OUTBOX_DIR = DATA_DIR / "outbox"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default="HirePilot <hirepilot@localhost>")

# --- API --------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hirepilot.api.authentication.WorkspaceAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["hirepilot.api.permissions.RoleAndScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hirepilot.api.parsers.PlainJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "hirepilot.api.paging.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "hirepilot.api.schema.ProblemSchema",
    "DEFAULT_THROTTLE_CLASSES": ["hirepilot.api.throttling.PerToken"],
    "DEFAULT_THROTTLE_RATES": {"token": env.str("API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "hirepilot.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "HirePilot API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Fields of one name with different choices: what to call these.
    "ENUM_NAME_OVERRIDES": {
        "Channel": "leads.models.Lead.Channel",
        "ImportState": "leads.models.LeadImport.State",
        "ExportState": "leads.models.LeadExport.State",
        "ExportFormat": "leads.models.LeadExport.Format",
        "UndoState": "hirepilot.api.operations.STATES",
        "LeadStatus": "leads.models.Lead.Status",
        "StartStatus": "leads.api.given.START_STATUSES",
        "IdentityKind": "leads.models.Identity.Kind",
        "ContactValueKind": "leads.models.ContactValue.Kind",
    },
}
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- Logs -------------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = "hirepilot.logs.configure"
LOGGING = logging_config(json=PRODUCTION, level=env.str("LOG_LEVEL", default="INFO"))
SILENCED_SYSTEM_CHECKS = []
TEST_RUNNER_ALLOWS_TRUNCATE = False
TEMP_DIR = tempfile.gettempdir()
