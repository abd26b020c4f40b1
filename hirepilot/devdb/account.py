"""Whom PostgreSQL runs as, and how long."""

import ctypes
import functools
import os
import pwd
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    uid: int
    gid: int

    @property
    def popen(self):
        """What subprocess needs to start a program as this user; nothing when that is who we are."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder):
        if not self.popen:
            return True
        entered = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", folder],
            cwd="/",
            stderr=subprocess.DEVNULL,
            **self.popen,
            check=False,
        )
        return entered.returncode == 0

    def own(self, folder):
        if self.popen:
            os.chown(folder, self.uid, self.gid)


def choose_account(*folders):
    """Ourselves; for root, whom PostgreSQL refuses, the owner of the first folder not root's, else nobody."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for owner in (Path(folder).stat() for folder in folders if Path(folder).exists()):
        if owner.st_uid and _is_known(owner.st_uid):
            return Account(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def _is_known(uid):
    try:
        pwd.getpwuid(uid)
    except KeyError:  # a folder mounted from another machine; initdb refuses a user without a name
        return False
    return True


def die_with_parent(number=signal.SIGTERM):
    """A `preexec_fn` (Linux): when the starting thread dies, even of kill -9, the child gets this signal."""
    if _libc is None:
        return None
    return functools.partial(_libc.prctl, _PR_SET_PDEATHSIG, int(number))
