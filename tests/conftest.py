import signal

from tests.cluster import django_db_modify_db_settings, pytest_configure  # noqa: F401
from tests.fixtures import *  # noqa: F403

# Started in the background, tests are deaf to Ctrl-C, and so would be everything that they start to press it on.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
