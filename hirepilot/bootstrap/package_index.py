"""pip's settings in uv's words: uv itself reads neither pip.conf nor PIP_*."""

import ast
import subprocess

# Later ones win, as in pip: a file's [global], its [install], then the environment.
SECTIONS = ("global", "install", ":env:")
ONE_VALUE = {
    "index-url": "UV_DEFAULT_INDEX",
    "cert": "SSL_CERT_FILE",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "proxy": "ALL_PROXY",
}
SEVERAL_VALUES = {
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
}


def settings_for_uv(pip):
    """Environment variables that make uv look where this pip would look."""
    asked = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False)
    return translate(asked.stdout)


def translate(listed):
    pip = _effective(listed)
    # pip takes the best version from all its indexes, uv by default only from the first that knows the name.
    # Safe here: every package is pinned by hash.
    uv = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_NO_PROGRESS": "1"}
    uv |= {ONE_VALUE[key]: value.strip() for key, value in pip.items() if key in ONE_VALUE}
    for key, (name, separator) in SEVERAL_VALUES.items():
        if words := pip.get(key, "").split():
            uv[name] = separator.join(words)
    if pip.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        uv["UV_OFFLINE"] = "1"  # uv has no such variable; where offline is too little, pip is asked instead
    return uv


def _effective(listed):
    """`global.index-url='…'` lines as one dictionary."""
    values = {}
    for line in listed.splitlines():
        name, _, quoted = line.partition("=")
        section, _, key = name.rpartition(".")
        if section in SECTIONS:
            values[SECTIONS.index(section), key] = ast.literal_eval(quoted)
    return {key: values[rank, key] for rank, key in sorted(values)}
