"""The ways `./run` can say no; each message is one sentence with its remedy."""

from hirepilot.errors import HirePilotError


class CannotStart(HirePilotError):
    code = "cannot_start"
    message = "HirePilot cannot start here."


class NoVenvModule(CannotStart):
    message = (
        "This Python has no venv module: install it (Debian and Ubuntu: apt install python3-venv) "
        "and start ./run again."
    )


class NoSpace(CannotStart):
    def __init__(self, folder, free):
        super().__init__(
            f"The disk of {folder} has only {free >> 20} MiB free, and HirePilot needs 1 GiB: "
            "make room there and start ./run again."
        )


class PackagesFailed(CannotStart):
    def __init__(self, said):
        super().__init__(
            f"The Python packages could not be installed ({said}): check the network and pip's settings "
            "(`python3 -m pip config list`), then start ./run again."
        )


class PortTaken(CannotStart):
    def __init__(self, port):
        super().__init__(
            f"Port {port} is taken by another program: stop that program, or start with another port "
            f"(PORT={port + 1} ./run) or without PORT to have a free one found."
        )


class StepFailed(CannotStart):
    def __init__(self, step, code):
        super().__init__(
            f"{step} ended with code {code}: what it says above is the reason; "
            "mend that and start ./run again."
        )
