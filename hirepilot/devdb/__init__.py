"""Our own PostgreSQL, from a wheel or any folder of programs. Standard library only, like all `./run` calls."""

from hirepilot.devdb.account import die_with_parent
from hirepilot.devdb.cluster import Cluster, ThrowAway
from hirepilot.devdb.errors import DatabaseProblem, DataInUse
from hirepilot.devdb.settings import DEVELOPMENT, KILLABLE, THROW_AWAY

__all__ = [
    "DEVELOPMENT",
    "KILLABLE",
    "THROW_AWAY",
    "Cluster",
    "DataInUse",
    "DatabaseProblem",
    "ThrowAway",
    "die_with_parent",
]
