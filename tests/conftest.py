from tests.cluster import django_db_modify_db_settings, pytest_configure  # noqa: F401
from tests.fixtures import *  # noqa: F403
