import errno

import pytest

from hirepilot.bootstrap import __main__ as bootstrap
from hirepilot.bootstrap.errors import NoVenvModule
from hirepilot.bootstrap.processes import Stopped
from hirepilot.devdb import DataInUse


def test_arguments_reach_their_command(monkeypatch):
    asked = []
    monkeypatch.setitem(bootstrap.COMMANDS, "test", lambda *arguments: asked.append(arguments) or 5)

    assert bootstrap.main(["test", "--faults", "-k", "two words"]) == 5
    assert asked == [("--faults", "-k", "two words")]


@pytest.mark.parametrize(("argument", "code"), [("help", 0), ("--help", 0), ("tset", 2), ("", 2)])
def test_what_is_no_command_shows_the_commands(argument, code, capsys):
    assert bootstrap.main([argument]) == code
    assert sorted(capsys.readouterr()) == ["", bootstrap.USAGE]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (NoVenvModule(), str(NoVenvModule())),
        (
            DataInUse("/home/mia/pilot/.data/postgres", "4711"),
            "The data in /home/mia/pilot/.data/postgres are in use by another process (4711): use the HirePilot "
            "that is already running, or stop it first with: kill 4711",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", "/home/mia/pilot/.data"),
            "The disk is full (/home/mia/pilot/.data): make room for 1 GiB there and start ./run again.",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/home/mia/pilot/.data"),
            "/home/mia/pilot/.data belongs to another user: start as the user who started HirePilot here first, "
            "or delete it.",
        ),
    ],
)
def test_a_problem_is_one_sentence_with_its_remedy(problem, sentence, monkeypatch, capsys):
    def fail():
        raise problem

    monkeypatch.setattr(bootstrap.commands, "run_product", fail)

    assert bootstrap.main([]) == 1
    assert capsys.readouterr() == ("", f"HirePilot cannot start. {sentence}\n")


def test_a_mistake_of_ours_is_not_hidden(monkeypatch):
    def fail():
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(bootstrap.commands, "run_product", fail)
    with pytest.raises(OSError, match="Input/output error"):
        bootstrap.main([])


def test_being_stopped_is_no_failure(monkeypatch):
    def stop():
        raise Stopped(15)

    monkeypatch.setattr(bootstrap.commands, "run_product", stop)

    assert bootstrap.main([]) == 0
