"""What `./run` can do."""

import os
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from hirepilot.bootstrap.door import HOST, open_door, web_answers
from hirepilot.bootstrap.errors import CannotStart
from hirepilot.bootstrap.packages import PYTHON, ROOT, install, need_space
from hirepilot.bootstrap.processes import Services, in_foreground, step, stop_on_signals
from hirepilot.devdb import DEVELOPMENT, KILLABLE, THROW_AWAY, Cluster, DataInUse, ThrowAway

RUNTIME, TEST_TOOLS = "requirements.txt", "tests/requirements.txt"
# Of the 12 that stopping may take altogether, with one left for a database that has to be stopped hard.
STOP_SECONDS, LEAST_FOR_DATABASE = 10.8, 0.8
WEB_SECONDS = 120
WEB = (
    "gunicorn",
    "hirepilot.wsgi:application",
    "--worker-class=gthread",
    "--workers=2",
    "--threads=4",
    "--graceful-timeout=8",
    "--log-level=warning",
    "--no-control-socket",
)
WORKER = (
    "celery",
    "--quiet",
    "--app=hirepilot.celery",
    "worker",
    "--beat",
    "--concurrency=2",
    "--loglevel=WARNING",
    "--without-gossip",
    "--without-mingle",
)
# Celery warns root at length; whoever starts ./run as root, as in a container, knows.
NO_SERMON = ("-W", "ignore::UserWarning:celery.platforms")


def run_product():
    """Prepare, start web and worker, say where, and stay until told to stop."""
    stop_on_signals()
    need_space(ROOT)
    install(RUNTIME)
    env, services = _environment(), Services()
    with ExitStack() as stack:
        door = stack.enter_context(open_door(env.get("PORT")))
        port = door.getsockname()[1]
        env.setdefault("BASE_URL", f"http://{HOST}:{port}")
        if not env.get("DATABASE_URL"):
            cluster = Cluster(_home(env), settings=DEVELOPMENT)
            stack.callback(_stop_database, cluster, services)
            env["DATABASE_URL"] = cluster.start().url
        step("Preparing the database", _manage("migrate", "--no-input", "--verbosity=0"), env)
        stack.enter_context(services)
        services.start("The web server", _module(*WEB, f"--bind=fd://{door.fileno()}"), env, [door.fileno()])
        services.start("The worker", [PYTHON, *NO_SERMON, "-m", *WORKER], env)
        sign_in = "" if _is_production(env) else step("Filling the demo workspace", _manage("seed"), env)
        _wait_for_web(port, services)
        print(f"\nHirePilot runs at {env['BASE_URL']}\n{sign_in}Ctrl-C stops it.\n", flush=True)
        while True:
            services.keep_alive()
            time.sleep(0.5)


def run_tests(*arguments):
    """pytest on a throw-away database: all but the killing tests, or with --faults the killing tests alone."""
    install(RUNTIME, TEST_TOOLS)
    chosen = [argument for argument in arguments if argument != "--faults"]
    if "--faults" in arguments:
        # One after the other: they measure time, and kill what they find.
        return _with_throw_away(KILLABLE, _module("pytest", "-m", "faults", *chosen))
    return _with_throw_away(THROW_AWAY, _module("pytest", "--numprocesses", str(_processors()), *chosen))


def run_benchmarks(*arguments):
    """On a database that waits for the disk, as the real one does."""
    install(RUNTIME, TEST_TOOLS)
    return _with_throw_away(DEVELOPMENT, _module("tests.benchmarks", *arguments))


def run_manage(*arguments):
    """A Django command on the running product's database; when nothing runs, the database starts for it."""
    install(RUNTIME)
    env = _environment()
    with ExitStack() as stack:
        stop_on_signals()
        if not env.get("DATABASE_URL"):
            cluster = Cluster(_home(env), settings=DEVELOPMENT)
            stack.callback(cluster.stop)
            with suppress(DataInUse):  # by ./run, and then its database is the one that is meant
                cluster.start()
            env["DATABASE_URL"] = cluster.url
        return in_foreground(_manage(*arguments), env)


def _with_throw_away(settings, command):
    stop_on_signals()
    need_space(ROOT, tempfile.gettempdir())
    env = _inherited() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    if env.get("DATABASE_URL"):
        return in_foreground(command, env)
    with ThrowAway(settings) as cluster:
        return in_foreground(command, env | {"DATABASE_URL": cluster.url})


def _environment():
    data = (ROOT / os.environ.get("DATA_DIR", ".data")).resolve()
    # PostgreSQL may run as somebody else, who has to pass through; nobody else can list what is in there.
    data.mkdir(mode=0o711, parents=True, exist_ok=True)
    return _inherited() | {"DATA_DIR": str(data)}


def _inherited():
    """Ours, but bytecode is kept: without it each process spends seconds on compiling the same packages."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _home(env):
    return Path(env["DATA_DIR"], "postgres")


def _is_production(env):
    return env.get("PRODUCTION", "").lower() not in ("", "0", "false", "off", "no")


def _stop_database(cluster, services):
    """In the time that the other programs have left over."""
    cluster.stop(within=max(LEAST_FOR_DATABASE, STOP_SECONDS - services.seconds_stopping()))


def _wait_for_web(port, services):
    deadline = time.monotonic() + WEB_SECONDS
    while not web_answers(port):
        services.keep_alive()
        if time.monotonic() > deadline:
            raise CannotStart(
                f"The web server does not answer on port {port}: what it says above is the reason."
            )
        time.sleep(0.05)


def _manage(*arguments):
    return [PYTHON, "manage.py", *arguments]


def _module(*arguments):
    return [PYTHON, "-m", *arguments]


def _processors():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
