import collections
import importlib.util
import json
import shutil
import subprocess

import pytest

from hirepilot.bootstrap import packages
from hirepilot.bootstrap.errors import NoSpace, NoVenvModule, PackagesFailed

Usage = collections.namedtuple("Usage", "total used free")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout with two requirements files, and every command that would be run in it."""
    for name in ("requirements.txt", "tests.txt"):
        (tmp_path / name).write_text(name)
    commands = []

    def run(command, env=None):
        commands.append(" ".join(map(str, command)).replace(str(tmp_path), "."))
        said = "3.11.0\n" if "-c" in command and (tmp_path / "venv").exists() else ""
        return subprocess.CompletedProcess(command, 0, stdout=said, stderr="")

    monkeypatch.setattr(packages, "ROOT", tmp_path)
    monkeypatch.setattr(packages, "VENV", tmp_path / "venv")
    monkeypatch.setattr(packages, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(packages, "STAMP", tmp_path / "venv" / "installed.json")
    monkeypatch.setattr(packages, "_quietly", run)
    monkeypatch.setattr(packages, "_make_venv", (tmp_path / "venv").mkdir)
    monkeypatch.setattr(packages, "settings_for_uv", lambda pip: {})
    return commands


def _installs(commands):
    return [command.split(" install ")[-1] for command in commands if " install " in command]


def test_packages_are_installed_once(checkout):
    packages.install("requirements.txt")
    first = _installs(checkout)
    checkout.clear()
    packages.install("requirements.txt")

    assert [install.split(" -r ")[1:] for install in first] == [
        ["./hirepilot/bootstrap/uv.txt"],
        ["./requirements.txt"],
    ]
    assert all("--require-hashes" in install for install in first)
    assert _installs(checkout) == []


def test_a_changed_file_is_installed_again(checkout):
    packages.install("requirements.txt")
    (packages.ROOT / "requirements.txt").write_text("changed")
    checkout.clear()
    packages.install("requirements.txt")

    assert len(_installs(checkout)) == 2


def test_the_tools_of_the_tests_do_not_make_the_product_install_again(checkout):
    packages.install("requirements.txt")
    packages.install("requirements.txt", "tests.txt")
    checkout.clear()
    packages.install("requirements.txt")

    assert _installs(checkout) == []


@pytest.mark.parametrize("stamp", ["", "{", '{"python": "3.10.1"}'])
def test_a_stamp_that_cannot_be_read_or_is_of_another_python_is_none(checkout, stamp):
    packages.install("requirements.txt")
    packages.STAMP.write_text(stamp)
    checkout.clear()
    packages.install("requirements.txt")

    assert len(_installs(checkout)) == 2
    assert json.loads(packages.STAMP.read_text())["python"] == "3.11.0"


def test_pip_takes_over_where_uv_fails(checkout, monkeypatch, capsys):
    def run(command, env=None):
        checkout.append(" ".join(map(str, command)))
        failed = "uv" in command
        return subprocess.CompletedProcess(
            command, int(failed), stdout="3.11.0", stderr="no answer\n" if failed else ""
        )

    monkeypatch.setattr(packages, "_quietly", run)
    packages._make_venv()
    packages.install("requirements.txt")

    assert "uv could not install them (no answer); trying pip." in capsys.readouterr().err
    assert checkout[-2].endswith(
        f"install --quiet --no-input --require-hashes -r {packages.ROOT}/requirements.txt"
    )


def test_what_neither_can_install_is_one_sentence(checkout, monkeypatch):
    def run(command, env=None):
        failed = "install" in command
        said = "Looking around\nERROR: no network\n\n" if failed else ""
        return subprocess.CompletedProcess(command, int(failed), stdout="3.11.0", stderr=said)

    monkeypatch.setattr(packages, "_quietly", run)
    packages._make_venv()
    with pytest.raises(PackagesFailed) as refused:
        packages.install("requirements.txt")

    assert str(refused.value) == (
        "The Python packages could not be installed (ERROR: no network): check the network and pip's settings "
        "(`python3 -m pip config list`), then start ./run again."
    )
    assert not packages.STAMP.exists()


def test_a_python_without_the_venv_module_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(NoVenvModule) as refused:
        packages._make_venv()

    assert str(refused.value) == (
        "This Python has no venv module: install it (Debian and Ubuntu: apt install python3-venv) "
        "and start ./run again."
    )


def test_a_full_disk_is_named(monkeypatch, tmp_path):
    free = {"/": 5 << 30, str(tmp_path): (1 << 30) - 1}
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, free[str(folder)]))

    with pytest.raises(NoSpace) as refused:
        packages.need_space("/", tmp_path)

    assert str(refused.value) == (
        f"The disk of {tmp_path} has only 1023 MiB free, and HirePilot needs 1 GiB: "
        "make room there and start ./run again."
    )
    assert packages.need_space("/") is None
