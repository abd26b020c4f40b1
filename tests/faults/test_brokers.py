"""Redis and RabbitMQ as the doorbell, against real servers on ports of their own: the job rows stay the truth."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from celery import Celery

from hirepilot import queue
from hirepilot.models import Job
from hirepilot.queue import enqueue
from tests.faults.workers import Worker, eventually

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(self.folder),
            "--save",
            "",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        answers(self.port)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    remove = kill


class RabbitMQ:
    def __init__(self, folder):
        self.folder, self.port, self.epmd_port = folder, free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        plugins = folder / "enabled_plugins"
        plugins.write_text("[].\n")
        self.environment = os.environ | {
            "HOME": str(folder), "RABBITMQ_NODENAME": f"test{self.port}@localhost", "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"), "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins), "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "ERL_EPMD_PORT": str(self.epmd_port), "ERL_EPMD_ADDRESS": "127.0.0.1",
        }  # fmt: skip

    def start(self):
        with open(self.folder / "out.log", "ab") as log:
            self.process = subprocess.Popen(
                [str(RABBITMQ)], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        answers(self.port, within=60)
        time.sleep(2)  # it listens a moment before it lets anybody in

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def remove(self):
        self.kill()
        # The port mapper that Erlang started belongs to nobody's group; it listens on a port that only we know.
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _is_our_epmd(entry, self.epmd_port):
                os.kill(int(entry.name), signal.SIGKILL)


def _is_our_epmd(entry, port):
    try:
        command, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
    except OSError:
        return False
    return b"epmd" in command and f"ERL_EPMD_PORT={port}".encode() in environment


def answers(port, within=20):
    deadline = time.monotonic() + within
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.fixture(params=[Redis, RabbitMQ], ids=["redis", "rabbitmq"])
def broker(request, tmp_path):
    program = shutil.which("redis-server") if request.param is Redis else RABBITMQ.exists()
    if not program:
        if os.environ.get("CI"):
            pytest.fail(f"{request.param.__name__} is not installed")
        pytest.skip(f"{request.param.__name__} is not installed (Debian: redis-server, rabbitmq-server)")
    broker = request.param(tmp_path)
    broker.start()
    yield broker
    broker.remove()


@pytest.fixture
def rings(broker, monkeypatch):
    """Ring this process's own jobs at the broker too."""
    app = Celery("rings", broker=broker.url, set_as_current=False)
    app.conf.update(task_publish_retry=False, broker_connection_timeout=2)
    monkeypatch.setattr(queue, "current_app", app)
    yield
    app.close()


def done(job):
    job.refresh_from_db()
    return job.state == Job.State.DONE


def test_a_ring_wakes_a_worker(workspace, broker, rings):
    with Worker(BROKER_URL=broker.url, JOB_SWEEP_SECONDS="3600"):
        first = enqueue("hirepilot.tidy")
        eventually(lambda: done(first))
        second = enqueue("hirepilot.tidy")
        eventually(lambda: done(second), within=10)


def test_a_broker_that_loses_everything_loses_no_job(workspace, broker, rings):
    with Worker(BROKER_URL=broker.url) as worker:
        in_hand = [enqueue("hirepilot.tidy") for _ in range(40)]
        eventually(lambda: any(map(done, in_hand)), every=0)
        broker.kill()
        while_away = [enqueue("hirepilot.tidy") for _ in range(5)]
        broker.start()
        eventually(lambda: all(map(done, [*in_hand, *while_away])), within=90)
        assert worker.process.poll() is None


def test_a_worker_killed_with_the_message_in_hand_loses_no_job(workspace, broker, rings):
    jobs = [enqueue("hirepilot.tidy") for _ in range(20)]
    with Worker(BROKER_URL=broker.url) as worker:
        eventually(lambda: any(map(done, jobs)))
        worker.kill_group()
        worker.start()
        eventually(lambda: all(map(done, jobs)))
