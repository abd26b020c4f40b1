"""The shell script in front of everything."""

import os
import subprocess

import pytest

from hirepilot.bootstrap.packages import ROOT


@pytest.fixture
def machine(tmp_path):
    """Runs a copy of the script, in a folder with a space, on a machine that has only these Pythons."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (tmp_path / "a checkout").mkdir()
    (tmp_path / "a checkout" / "run").write_bytes((ROOT / "run").read_bytes())
    for program in ("bash", "dirname", "env"):
        (bin_folder / program).symlink_to(f"/usr/bin/{program}")

    def run(*arguments, **pythons):
        for name, (works, version) in pythons.items():
            script = f'#!/bin/bash\n[ "$1" = --version ] && echo "Python {version}" && exit\n'
            script += f'[ "$1" = -c ] && echo "$0" && exit {int(not works)}\necho {version} "$PWD" "$@"\n'
            (bin_folder / name.replace("_", ".")).write_text(script)
            (bin_folder / name.replace("_", ".")).chmod(0o755)
        return subprocess.run(
            ["/bin/bash", tmp_path / "a checkout" / "run", *arguments],
            env={"PATH": str(bin_folder)},
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )

    return run


@pytest.mark.parametrize(
    ("pythons", "found"), [({}, "none"), ({"python3": (False, "3.9.2")}, "Python 3.9.2")]
)
def test_without_a_python_that_is_new_enough_it_says_what_to_install(machine, pythons, found):
    said = machine(**pythons)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        f"HirePilot needs Python 3.11 or newer and found {found}: install it (Debian and Ubuntu: apt install "
        "python3 python3-venv; macOS: brew install python) and start ./run again.\n"
    )


def test_it_takes_the_first_python_that_is_new_enough(machine, tmp_path):
    said = machine(
        "test",
        "-k",
        "a b",
        python3=(False, "3.9.2"),
        python3_12=(True, "3.12.1"),
        python3_11=(True, "3.11.2"),
    )

    assert (said.returncode, said.stderr) == (0, "")
    assert (
        said.stdout == f"3.12.1 {os.path.realpath(tmp_path)}/a checkout -m hirepilot.bootstrap test -k a b\n"
    )
