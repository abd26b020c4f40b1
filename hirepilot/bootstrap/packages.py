"""The virtual environment with exactly the packages that the requirements files pin by hash."""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from hirepilot.bootstrap.errors import CannotStart, NoSpace, NoVenvModule, PackagesFailed
from hirepilot.bootstrap.package_index import settings_for_uv

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"  # what is installed; without it, or where it differs, we install again
UV = "hirepilot/bootstrap/uv.txt"
SPACE_NEEDED = 1 << 30


def need_space(*folders):
    for folder in folders:
        free = shutil.disk_usage(folder).free
        if free < SPACE_NEEDED:
            raise NoSpace(folder, free)


def install(*requirements):
    """Have `.venv` hold the packages of these files. Without a network too, when it already does."""
    if _holds(requirements):
        return
    with _alone():
        if not _holds(requirements):  # another ./run may just have done it
            _fill(requirements)


def _holds(requirements):
    return _stamp().items() >= _state(requirements).items()


def _state(requirements):
    """What the stamp says once these files are installed."""
    digests = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in requirements}
    return digests | {"python": _python_of_venv()}


def _fill(requirements):
    print("Preparing Python packages; the first time this takes up to a minute.", file=sys.stderr)
    installed = _stamp()
    STAMP.unlink(missing_ok=True)
    if not _python_of_venv():
        installed = {}
        _make_venv()
    _install(requirements)
    STAMP.write_text(json.dumps(installed | _state(requirements)))


@contextmanager
def _alone():
    """`./run` and `./run test` started at the same time do not install into each other."""
    with (ROOT / ".venv.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stamp():
    try:
        return json.loads(STAMP.read_text())
    except (FileNotFoundError, ValueError):
        return {}


def _python_of_venv():
    """Its version; None when there is none, it is half made, or its base Python has been removed."""
    ask = "import sys; print(sys.version if sys.prefix != sys.base_prefix else '')"
    try:
        return _quietly([PYTHON, "-c", ask]).stdout.strip() or None
    except OSError:
        return None


def _make_venv():
    """Without pip: installing pip would take longer than installing everything else."""
    if not importlib.util.find_spec("venv"):
        raise NoVenvModule
    made = _quietly([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV])
    if made.returncode:
        raise CannotStart(f"The virtual environment {VENV} could not be made: {_last_line(made)}")


def _install(requirements):
    """By uv, which takes a tenth of the time; by pip where uv cannot."""
    files = [part for name in requirements for part in ("-r", ROOT / name)]
    pip = _pip()
    pip_install = [*pip, "install", "--quiet", "--no-input", "--require-hashes"]
    if not _quietly([*pip_install, "--only-binary=:all:", "-r", ROOT / UV]).returncode:
        uv_install = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--require-hashes"]
        tried = _quietly([*uv_install, *files], env=os.environ | settings_for_uv(pip))
        if not tried.returncode:
            return
        print(f"uv could not install them ({_last_line(tried)}); trying pip.", file=sys.stderr)
    tried = _quietly([*pip_install, *files])
    if tried.returncode:
        raise PackagesFailed(_last_line(tried))


def _pip():
    """A pip that installs into `.venv`: its own, else that of the Python we run on, else one out of ensurepip."""
    own, lent = [PYTHON, "-m", "pip"], [sys.executable, "-m", "pip", f"--python={PYTHON}"]
    for pip in (own, lent):
        if not _quietly([*pip, "--version"]).returncode:
            return [*pip, "--disable-pip-version-check"]
    if _quietly([PYTHON, "-m", "ensurepip"]).returncode:
        raise NoVenvModule
    return own


def _quietly(command, env=None):
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, errors="replace", check=False
    )


def _last_line(done):
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return lines[-1] if lines else f"it ended with code {done.returncode}"
