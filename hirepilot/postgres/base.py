"""Django's PostgreSQL backend, telling the database which workspace and operation each statement belongs to.

The settings are sent lazily, just before the first statement that needs other values than the session has. A rollback
gives the session its old values back without a word, so whatever was told since is forgotten and told again.
"""

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from hirepilot.context import database_settings
from hirepilot.errors import OutsideWorkspace

TELL = "SELECT set_config('app.workspace', %s, false), set_config('app.operation', %s, false)"


class ScopedCursor:
    """A server-side cursor, which fetches only in the workspace that it was opened in.

    Policies are asked when rows are fetched: after its scope has closed, the rest would be missing without a word.
    """

    def __init__(self, cursor, wrapper):
        self._cursor, self._wrapper = cursor, wrapper
        self._workspace, _ = database_settings()

    def __getattr__(self, name):
        return getattr(self._cursor, name)

    def fetchone(self):
        return self._in_scope().fetchone()

    def fetchmany(self, *args, **kwargs):
        return self._in_scope().fetchmany(*args, **kwargs)

    def fetchall(self):
        return self._in_scope().fetchall()

    def __iter__(self):
        while (row := self.fetchone()) is not None:
            yield row

    def _in_scope(self):
        workspace, _ = database_settings()
        if workspace != self._workspace:
            raise OutsideWorkspace("The workspace in which this reading began is no longer open.")
        self._wrapper.tell_scope()
        return self._cursor


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._told = None
        self.execute_wrappers.append(self._tell)

    def _tell(self, execute, sql, params, many, context):
        self.tell_scope()
        return execute(sql, params, many, context)

    def tell_scope(self):
        """Bring the session's settings in line; needed by hand only before a COPY that no Django cursor sends."""
        wanted = database_settings()
        if wanted == self._told:
            return
        # In an aborted transaction this statement would fail and hide the error that matters.
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        with self.connection.cursor() as cursor:
            cursor.execute(TELL, wanted)
        self._told = wanted

    def create_cursor(self, name=None):
        cursor = super().create_cursor(name)
        return ScopedCursor(cursor, self) if name else cursor

    def init_connection_state(self):
        self._told = None
        return super().init_connection_state()

    def _rollback(self):
        self._told = None
        return super()._rollback()

    def _savepoint_rollback(self, sid):
        self._told = None
        return super()._savepoint_rollback(sid)
