"""The ways the embedded database can say no; each message is one sentence with its remedy."""

from hirepilot.errors import HirePilotError


class DatabaseProblem(HirePilotError):
    code = "database_problem"
    message = "The embedded PostgreSQL could not be started."


class DataInUse(DatabaseProblem):
    code = "data_in_use"

    def __init__(self, home, pid):
        super().__init__(
            f"The data in {home} are in use by another process ({pid}): use the HirePilot that is already "
            f"running, or stop it first with: kill {pid}"
        )
