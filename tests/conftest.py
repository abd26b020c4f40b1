import signal

from tests.cluster import django_db_modify_db_settings, pytest_configure  # noqa: F401
from tests.fixtures import *  # noqa: F403

# Started in the background or by nohup, tests are deaf to these signals, and so would be everything that they start to send
# them to.
for _number, _usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, _usual)
