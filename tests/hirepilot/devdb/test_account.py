import os
import pwd

import pytest

from hirepilot.devdb import account
from hirepilot.devdb.account import Account, choose_account

NOBODY = pwd.getpwnam("nobody")


@pytest.fixture
def as_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def _owned_by(uid, monkeypatch, tmp_path):
    real = account.Path.stat

    def stat(path, **more):
        found = real(path, **more)
        return os.stat_result([*found[:4], uid, uid, *found[6:]]) if path == tmp_path else found

    monkeypatch.setattr(account.Path, "stat", stat)


def test_a_plain_user_runs_it_as_himself(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    monkeypatch.setattr(os, "getegid", lambda: 4712)

    chosen = choose_account(tmp_path)

    assert chosen == Account(4711, 4712)
    assert chosen.popen == {}


def test_root_lends_it_the_owner_of_the_data(as_root, monkeypatch, tmp_path):
    _owned_by(NOBODY.pw_uid, monkeypatch, tmp_path)

    chosen = choose_account("/nowhere", tmp_path)

    assert chosen == Account(NOBODY.pw_uid, NOBODY.pw_uid)
    assert chosen.popen == {"user": NOBODY.pw_uid, "group": NOBODY.pw_uid, "extra_groups": []}


@pytest.mark.parametrize("owner", [0, 3_999_999], ids=["root", "without a name"])
def test_root_lends_it_nobody_where_the_owner_will_not_do(as_root, monkeypatch, tmp_path, owner):
    _owned_by(owner, monkeypatch, tmp_path)

    assert choose_account("/nowhere", tmp_path) == Account(NOBODY.pw_uid, NOBODY.pw_gid)
