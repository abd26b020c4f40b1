"""Things that happen at the same time, for tests that commit."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from hirepilot.errors import HirePilotError


def at_once(work, items):
    """Do the work for all items at once, each on a connection of its own; refusals are answers too."""

    def one(item):
        try:
            return work(item)
        except HirePilotError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(items)) as threads:
        return list(threads.map(one, items))
