"""What machines ask: alive, ready, and how the work is going, without a word about people."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from hirepilot.models import Job
from hirepilot.views import health


def job(state="queued", task="leads.import", waited=0, **fields):
    return Job.objects.create(
        task=task, state=state, run_after=timezone.now() - timedelta(seconds=waited), **fields
    )


class NoCursor:
    def cursor(self):
        raise OperationalError('connection to "secret-host" failed for user "hirepilot"')


def test_alive_asks_nobody():
    # No database is allowed in this test.
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_every_part_is():
    job(waited=10)

    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "failing": [],
        "parts": {"database": "ok", "migrations": "ok", "jobs": "ok"},
    }


def test_a_database_that_is_away_is_named_and_nothing_else_is_told(monkeypatch):
    monkeypatch.setattr(health, "connection", NoCursor())

    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "failing": ["database"], "parts": {"database": "not reachable"}}


@pytest.mark.django_db
def test_migrations_that_are_missing_are_counted():
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'hirepilot' AND name ="
            " (SELECT max(name) FROM django_migrations WHERE app = 'hirepilot')"
        )

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["failing"]) == (503, ["migrations"])
    assert answer.json()["parts"]["migrations"] == "1 not applied"


@pytest.mark.django_db
def test_jobs_that_nobody_takes_make_it_fail(settings):
    settings.JOB_LAG_LIMIT_SECONDS = 60
    job(waited=90)
    job(state="parked", waited=9000)

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["failing"]) == (503, ["jobs"])
    assert answer.json()["parts"]["jobs"].startswith("the oldest due job has waited for 9")


@pytest.mark.django_db
def test_metrics_count_jobs_by_task_and_state(member):
    job(waited=5, workspace=member.workspace, member=member, arguments={"email": "ada@a.example"})
    job(), job(state="running", lease_until=timezone.now() + timedelta(hours=1)), job(state="done")
    job(state="parked", task="support.alert", error="password=x")

    answer = Client().get("/metrics")

    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert [line for line in lines if not line.startswith(("#", "hirepilot_job_lag"))] == [
        'hirepilot_jobs{task="leads.import",state="queued"} 2',
        'hirepilot_jobs{task="leads.import",state="running"} 1',
        'hirepilot_jobs{task="support.alert",state="parked"} 1',
        "hirepilot_imports_running 1",
    ]
    lag = next(float(line.split()[1]) for line in lines if line.startswith("hirepilot_job_lag_seconds"))
    assert 5 <= lag < 60
    assert not {"ada", "password", "northgate"} & set(
        answer.content.decode().lower().replace('"', " ").split()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"X-Real-IP": "9.9.9.9"}, 404),
        ("127.0.0.1", {"Forwarded": "for=9.9.9.9"}, 404),
        ("10.0.0.7", {"Authorization": "Bearer right"}, 200),
        ("127.0.0.1", {"Authorization": "Bearer right", "X-Forwarded-For": "9.9.9.9"}, 200),
        ("10.0.0.7", {"Authorization": "Bearer wrong"}, 404),
        ("10.0.0.7", {"Authorization": "Bearer "}, 404),
        ("10.0.0.7", {"Authorization": "Basic right"}, 404),
        ("10.0.0.7", {"Authorization": "Bearer ünï"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(settings, address, headers, status):
    settings.METRICS_TOKEN = "right"

    assert Client(REMOTE_ADDR=address).get("/metrics", headers=headers).status_code == status


@pytest.mark.django_db
def test_without_a_token_set_none_is_right(settings):
    settings.METRICS_TOKEN = ""

    for given in ("Bearer ", "Bearer None", ""):
        assert (
            Client(REMOTE_ADDR="10.0.0.7").get("/metrics", headers={"Authorization": given}).status_code
            == 404
        )


@pytest.mark.django_db
def test_behind_a_proxy_its_own_address_says_nothing(settings):
    settings.BEHIND_PROXY = True

    assert Client().get("/metrics").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_come_without_tls_and_leave_nothing_behind(settings, path):
    settings.SECURE_SSL_REDIRECT = True

    answer = Client().get(path)

    assert answer.status_code == 200
    assert not answer.cookies
    assert Client().post(path).status_code == 405
