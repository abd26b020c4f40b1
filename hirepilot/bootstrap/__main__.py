"""The command line of `./run`."""

import errno
import sys

from hirepilot.bootstrap import commands
from hirepilot.bootstrap.errors import CannotStart
from hirepilot.bootstrap.processes import Stopped
from hirepilot.devdb import DatabaseProblem

USAGE = """./run                      start HirePilot here; PORT=8001 ./run chooses the port
./run test [pytest args]   run the tests
./run test --faults        run the tests that kill workers and databases
./run bench [name]         run the benchmarks, or one of them
./run manage COMMAND       run a Django command, as in ./run manage shell
"""
COMMANDS = {"test": commands.run_tests, "bench": commands.run_benchmarks, "manage": commands.run_manage}


def main(arguments):
    """Do what was asked; the exit code says how it went."""
    command, rest = (
        (commands.run_product, []) if not arguments else (COMMANDS.get(arguments[0]), arguments[1:])
    )
    if command is None:
        wants_help = arguments[0] in ("help", "-h", "--help")
        print(USAGE, end="", file=sys.stdout if wants_help else sys.stderr)
        return 0 if wants_help else 2
    try:
        return command(*rest)
    except Stopped:
        return 0
    except (CannotStart, DatabaseProblem) as problem:
        return _refuse(problem)
    except PermissionError as error:
        return _refuse(
            f"{error.filename} belongs to another user: start as the user who started HirePilot here first, "
            "or delete it."
        )
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return _refuse(
            f"The disk is full ({error.filename}): make room for 1 GiB there and start ./run again."
        )


def _refuse(problem):
    print(f"HirePilot cannot start. {problem}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
