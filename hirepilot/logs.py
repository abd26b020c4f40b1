"""Logs: one line per event with the ids of request, workspace and job; JSON in production, readable in development.

Bind ids with `structlog.contextvars.bind_contextvars(request_id=…)`. Whatever looks like a secret or like somebody's
mail is taken out of every line, the standard library's and the libraries' lines too, before anybody prints it.
"""

import logging.config
import re
import sys

import structlog

REDACTED = "[redacted]"
SECRET_WORDS = set(
    "authorization body cookie cookies credential credentials csrftoken html key keys passphrase passwd password pw "
    "secret secrets session sessionid signature token tokens".split()
)
SECRET_NAMES = {"content", "mail", "payload", "snippet", "text"}
SECRET_RUNS = ("apikey", "accesskey", "authtoken", "accesstoken", "passwd", "password", "secret")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Za-z][a-z]*")
# Secrets inside a text: name=value, bearer tokens, logins in addresses, Slack's webhooks and tokens, our sealed values.
IN_TEXT = [
    (
        re.compile(r"(?i)(key|token|password|passwd|secret|signature)(\"?'?\s*[=:]\s*\"?'?)[^\s&\"',;)]{3,}"),
        rf"\1\2{REDACTED}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+(?=\S*[\d=])[\w.~+/=-]{8,}"), rf"\1 {REDACTED}"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,20}://)[^\s/@:]*:[^\s/@]+@"), rf"\1{REDACTED}@"),
    (re.compile(r"(?i)(hooks\.slack\.com/services/)[\w/-]+"), rf"\1{REDACTED}"),
    (re.compile(r"\bxox[a-z]-[\w-]{6,}"), REDACTED),
    (re.compile(r"\bgAAAA[\w-]{20,}={0,2}"), REDACTED),
]
MAX_DEPTH = 6


def is_secret_name(name):
    """Whether a value of this name must not be shown: api_key, apiKey, X-Access-Key, new_password, body, …"""
    words = {word.lower() for word in WORD.findall(name)}
    run = re.sub(r"[^a-z]", "", name.lower())
    return bool(words & SECRET_WORDS) or run in SECRET_NAMES or any(secret in run for secret in SECRET_RUNS)


def redact_text(text):
    """The text without the secrets that have a form to know them by."""
    for pattern, instead in IN_TEXT:
        text = pattern.sub(instead, text)
    return text


def redacted(value, depth=0):
    """The value with every secret inside it replaced, however deep it lies."""
    if depth > MAX_DEPTH:
        return REDACTED
    if isinstance(value, dict):
        return {
            name: REDACTED
            if isinstance(name, str) and is_secret_name(name) and inner
            else redacted(inner, depth + 1)
            for name, inner in value.items()
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redacted(inner, depth + 1) for inner in value]
    if isinstance(value, bytes):
        return f"[{len(value)} bytes]"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return redact_text(str(value))


def redact(logger, method, event):
    # Structlog's own entries about the record are objects that the formatter still needs.
    return {
        name: value if name.startswith("_") else redacted({name: value})[name]
        for name, value in event.items()
    }


SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    redact,
]


def logging_config(*, json, level="INFO"):
    """The dictConfig for settings.LOGGING; `configure` puts it to work."""
    people = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    renderer = structlog.processors.JSONRenderer() if json else people
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would print every line a second time.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # These print whole addresses, headers and statements with their values.
            "django.db.backends": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "httpcore2": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }


def configure(config):
    """What settings.LOGGING_CONFIG names: set up the standard library and structlog from settings.LOGGING."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
