"""An import by the API: uploaded, mapped, started, watched, read, cancelled."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hirepilot import queue
from hirepilot.models import Job
from leads.models import ImportRow, Lead, LeadImport
from leads.services import importing
from tests.factories.api import Program, problem_of
from tests.factories.imports import taken_in
from tests.factories.leads import LeadFactory

CSV = b"Full name,Email,Shoe\nAda Byron,ada@engines.example,43\nGrace Hopper,grace@navy.example,\n,,\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def program(workspace, member):
    return Program(member)


def upload(program, content=CSV, name="people.csv", **more):
    file = SimpleUploadedFile(name, content)
    return Client().post(f"{program.home}imports/", {"file": file, **more}, headers=program.headers)


def start(program, number, body=None, key="once"):
    return program.post(f"imports/{number}/start/", body or {}, Idempotency_Key=key)


def test_where_a_file_comes_from_is_said(program):
    connections = (
        b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\nAda,Byron,,,Mill,CTO,\n"
    )

    assert upload(program).json()["recognised"] is None
    assert upload(program, connections).json()["recognised"] == {
        "source": "linkedin_connections", "label": "LinkedIn connections", "holds": "people",
    }  # fmt: skip


def test_what_holds_where_a_cell_is_blank_is_sent_with_the_start(program):
    number = upload(program).json()["id"]
    wrong = start(program, number, {"defaults": {"email": "a@x.example"}}, key="wrong")
    started = start(program, number, {"defaults": {"title": "Engineer", "note": ""}})
    queue.work(Job.objects.latest("pk").pk)

    assert wrong.status_code == 422
    assert started.json()["defaults"] == {"title": "Engineer"}
    assert set(Lead.objects.values_list("title", flat=True)) == {"Engineer"}


STATES = b"Full name,Status,Owner,Phone,Note,Note date\nAda Byron,Working - Contacted,Gone,020 7946 0991,Met,03/04/2024\n"


def test_what_words_dates_and_phones_mean_is_told_and_can_be_said(program, member):
    told = upload(program, STATES).json()
    number = told["id"]
    in_doubt = start(program, number, key="doubt")
    values = {"status": {"WORKING - contacted": "replied"}, "owner": {"Gone": member.pk}}
    started = start(program, number, {"date_order": "mdy", "country": "GB", "values": values})
    queue.work(Job.objects.latest("pk").pk)

    words = [{"field": "status", "column": 1, "word": "Working - Contacted", "rows": 1, "means": "contacted"},
             {"field": "owner", "column": 2, "word": "Gone", "rows": 1, "means": None}]  # fmt: skip
    assert (told["words"], told["date_order"], told["country"]) == (words, "either", "")
    assert (in_doubt.status_code, in_doubt.json()["code"]) == (422, "import_refused")
    said = started.json()
    assert [word["means"] for word in said["words"]] == ["replied", member.pk]
    assert (said["date_order"], said["country"]) == ("mdy", "GB")
    lead = Lead.objects.get()
    assert (lead.status, lead.owner, lead.phone) == ("replied", member, "+442079460991")
    assert lead.notes.get().created_at.date().isoformat() == "2024-03-04"


@pytest.mark.parametrize(
    "body",
    [
        {"values": {"status": {"x": "converted"}}}, {"values": {"owner": {"x": 999_999}}}, {"values": {"title": {}}},
        {"values": {"status": {str(n): "" for n in range(201)}}}, {"date_order": "ymd"}, {"country": "XX"},
        {"defaults": {"status": "converted"}},
    ],
)  # fmt: skip
def test_what_no_word_can_mean_is_refused(program, body):
    number = upload(program).json()["id"]

    assert start(program, number, body).status_code == 422
    assert LeadImport.objects.get().state == LeadImport.State.MAPPING


@pytest.mark.proves("PRO-01")
def test_a_file_becomes_leads_and_its_counts_add_up(program, member):
    uploaded = upload(program)
    number = uploaded.json()["id"]
    started = start(program, number, {"tags": ["Fair"], "owner": member.pk})
    importing.run(LeadImport.objects.get())
    done = program.get(f"imports/{number}/").json()

    assert (uploaded.status_code, uploaded.json()["state"], started.status_code) == (201, "mapping", 202)
    assert [(column["header"], column["field"]) for column in uploaded.json()["columns"]] == [
        ("Full name", "full_name"),
        ("Email", "email"),
        ("Shoe", ""),
    ]
    assert uploaded.json()["columns"][1]["sample"] == ["ada@engines.example", "grace@navy.example"]
    assert (done["state"], done["rows_total"], sum(done["counts"].values())) == ("done", 3, 3)
    assert (done["counts"]["created"], done["counts"]["skipped"]) == (2, 1)
    assert sorted(Lead.objects.values_list("full_name", "owner", "tags__name")) == [
        ("Ada Byron", member.pk, "Fair"),
        ("Grace Hopper", member.pk, "Fair"),
    ]
    program.post(f"operations/{done['operation']}/undo/")
    assert not Lead.objects.exists()


def test_a_file_is_put_on_a_list_by_which_its_leads_are_then_found(program):
    LeadFactory(name="Somebody Else", lists=["Spring"])
    number = upload(program).json()["id"]
    checked = program.post(f"imports/{number}/dry-run/", {"list": "Fair 2026"}).json()
    started = start(program, number, {"list": "Fair 2026"}).json()
    importing.run(LeadImport.objects.get())

    assert (checked["list"], started["list"]) == ("Fair 2026", "Fair 2026")
    found = {name: program.get(f"leads/?list={name}") for name in ("fair 2026", "Spring", "nowhere")}
    assert found["nowhere"].status_code == 422
    assert {name: sorted(lead["full_name"] for lead in found[name].json()["results"]) for name in ("fair 2026", "Spring")} == {
        "fair 2026": ["Ada Byron", "Grace Hopper"], "Spring": ["Somebody Else"],
    }  # fmt: skip


def test_a_mapping_of_ones_own_is_used(program):
    number = upload(program).json()["id"]

    answer = start(
        program, number, {"mapping": [{"column": 0, "field": ""}, {"column": 1, "field": "email"}]}
    )
    importing.run(LeadImport.objects.get())

    assert answer.status_code == 202
    assert sorted(Lead.objects.values_list("full_name", "email")) == [
        ("", "ada@engines.example"),
        ("", "grace@navy.example"),
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"mapping": [{"column": 3, "field": "email"}]}, "mapping"),
        ({"mapping": [{"column": 0, "field": "email"}, {"column": 0, "field": "phone"}]}, "mapping"),
        ({"mapping": [{"column": 0, "field": "full_name"}, {"column": 1, "field": "full_name"}]}, "mapping"),
        ({"mapping": [{"column": 0, "field": "shoe"}]}, "mapping"),
        ({"mapping": [{"column": 0, "field": "custom:shoe"}]}, "mapping"),
        ({"mapping": [{"column": -1, "field": "email"}]}, "mapping.0.column"),
        ({"mapping": [{"column": 0}]}, "mapping.0.field"),
        ({"mapping": [{"column": 0, "field": "email", "sure": True}]}, "mapping.0.sure"),
        ({"mapping": {"0": "email"}}, "mapping"),
        ({"mapping": ["email"]}, "mapping.0"),
        ({"policy": "guess"}, "policy"),
        ({"overwrite": ["status"]}, "overwrite"),
        ({"owner": 10**30}, "owner"),
        ({"tags": "Fair"}, "tags"),
        ({"list": "x" * 61}, "list"),
        ({"list": ["Fair"]}, "list"),
        ({"add_to_list": "Fair"}, "add_to_list"),
        ({"shoe": 43}, "shoe"),
    ],
)
def test_a_start_that_cannot_be_is_refused_and_starts_nothing(program, body, field):
    number = upload(program).json()["id"]

    answer = start(program, number, body)

    assert problem_of(answer) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert LeadImport.objects.get().state == "mapping"
    assert not Job.objects.exists()


def test_a_mapping_without_a_name_or_address_is_refused(program):
    number = upload(program).json()["id"]

    assert problem_of(start(program, number, {"mapping": [{"column": 2, "field": "title"}]})) == (
        422,
        "import_refused",
    )
    assert problem_of(start(program, number, {"mapping": []})) == (422, "import_refused")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"Name\n", "no-rows.csv"),
        (b"\x00\x01\x02", "binary.csv"),
        (b"PK\x03\x04", "zip.csv"),
        (b"\xff\xfeN\x00", "utf16.csv"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x05\x04\x04\x00", "picture.csv"),
    ],
)
def test_what_is_no_table_is_refused_and_not_kept(program, tmp_path, content, name):
    answer = upload(program, content, name)

    assert problem_of(answer)[0] == 422
    assert not LeadImport.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_one_would_paste_is_taken_as_a_file(program):
    both = upload(program, text="Ada <ada@engines.example>")
    surrogate = program.post("imports/", r'{"text": "Ada \ud800 <ada@engines.example>"}')
    made = program.post("imports/", {"text": "Ada Byron <ada@engines.example>; grace@ships.example"})

    assert [problem_of(both), problem_of(surrogate)] == [(422, "invalid"), (400, "parse_error")]
    assert (made.status_code, made.json()["rows_total"], made.json()["name"].startswith("Pasted 20")) == (
        201, 2, True,
    )  # fmt: skip
    assert [(one["header"], one["field"], one["sample"]) for one in made.json()["columns"]] == [
        ("Full name", "full_name", ["Ada Byron", ""]),
        ("Email", "email", ["ada@engines.example", "grace@ships.example"]),
    ]


def test_an_upload_without_a_file_or_with_more_is_refused(program):
    none = Client().post(f"{program.home}imports/", {}, headers=program.headers)
    more = upload(program, shoe="43")
    as_json = program.post("imports/", {"file": "people.csv"})
    broken = Client().generic(
        "POST",
        f"{program.home}imports/",
        b"--x\r\nnonsense",
        content_type="multipart/form-data; boundary=x",
        headers=program.headers,
    )
    unbounded = Client().generic(
        "POST", f"{program.home}imports/", b"x", content_type="multipart/form-data", headers=program.headers
    )

    assert [problem_of(answer) for answer in (none, more, as_json)] == [
        (422, "invalid"),
        (422, "invalid"),
        (422, "invalid"),
    ]
    assert problem_of(broken)[0] in (400, 422)
    assert problem_of(unbounded) == (400, "parse_error")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b.csv", "x" * 300 + ".csv", "\u202ecsv.exe", "💩.csv", "<b>.csv"]
)
def test_a_strange_name_is_only_a_name(program, tmp_path, name):
    answer = upload(program, name=name)

    assert answer.status_code in (201, 422)
    assert all(tmp_path in path.parents for path in tmp_path.rglob("*"))


def test_refused_rows_are_read_by_outcome(program, member, plain_member):
    hidden, own = LeadFactory(owner=member), LeadFactory(owner=plain_member)
    lead_import = importing.upload(SimpleUploadedFile("people.csv", CSV), by=plain_member)
    for line, outcome, lead in ((2, "skipped", hidden), (3, "failed", None), (4, "updated", own)):
        ImportRow.objects.create(
            lead_import=lead_import,
            line=line,
            outcome=outcome,
            code=outcome,
            lead_id=lead and lead.pk,
            cells=["a", "b"],
        )
    path = f"imports/{lead_import.pk}/rows/"
    reader = Program(plain_member)

    rows = reader.get(path).json()["results"]

    assert [(row["line"], row["outcome"], row["lead"]) for row in rows] == [
        (2, "skipped", None),
        (3, "failed", None),
        (4, "updated", own.pk),
    ]
    assert [row["line"] for row in reader.get(f"{path}?outcome=failed").json()["results"]] == [3]
    assert [row["line"] for row in reader.get(f"{path}?code=updated").json()["results"]] == [4]
    assert [
        row["line"] for row in reader.get(reader.get(f"{path}?limit=2").json()["next"]).json()["results"]
    ] == [4]
    assert problem_of(reader.get(f"{path}?outcome=nonsense")) == (422, "invalid")


def test_rows_that_wait_for_a_decision_are_listed_and_decided_once(program, member):
    ada = LeadFactory(name="Ada Byron", email="ada@engines.example")
    taken_in("Full name,Email\nCharles Babbage,ada@engines.example\n", member)
    (waiting,) = program.get("imports/review/").json()["results"]
    chosen = {"rows": [waiting["id"], 7_777_777], "decision": "different_person"}
    first, second = (program.post("imports/review/", chosen).json() for _ in range(2))

    assert (waiting["line"], waiting["code"], waiting["lead"]) == (2, "review", ada.pk)
    assert [(row["id"], row["outcome"]) for row in first["decided"]] == [(waiting["id"], "created")]
    gone = "There is no such row to decide."
    assert first["refused"] == {"7777777": gone}
    assert second == {"decided": [], "refused": {str(waiting["id"]): gone, "7777777": gone}}
    for nonsense in ({}, {"rows": [], "decision": "leave_out"}, {"rows": [1], "decision": "burn"}):
        assert problem_of(program.post("imports/review/", nonsense)) == (422, "invalid")


def test_an_import_is_cancelled_once(program):
    number = upload(program).json()["id"]

    assert [program.post(f"imports/{number}/cancel/").json()["state"] for _ in range(2)] == ["cancelled"] * 2
    assert problem_of(start(program, number)) == (409, "already_started")


def test_an_import_is_paused_resumed_and_taken_back_when_it_is_stopped(program, monkeypatch):
    number = upload(program).json()["id"]
    start(program, number)

    said = [
        program.post(f"imports/{number}/{what}/").json()["state"] for what in ("pause", "pause", "resume")
    ]
    assert said == ["paused", "paused", "waiting"]
    monkeypatch.setattr(
        importing, "_end", lambda *args, **more: None
    )  # killed before it says that it is done
    queue.work(LeadImport.objects.get().job_id)
    assert Lead.objects.count() == 2
    assert program.post(f"imports/{number}/cancel/", {"take_back": True}).json()["state"] == "cancelled"
    assert not Lead.objects.exists()
    assert problem_of(program.post(f"imports/{number}/cancel/", {"take_bac": True})) == (422, "invalid")


def test_a_member_sees_only_their_own_imports(program, plain_member):
    number = upload(program).json()["id"]
    other = Program(plain_member)

    assert other.get("imports/").json()["results"] == []
    assert [row["id"] for row in program.get("imports/").json()["results"]] == [number]
    for path in (f"imports/{number}/", f"imports/{number}/rows/"):
        assert problem_of(other.get(path)) == (404, "not_found")
    assert problem_of(start(other, number)) == (404, "not_found")
    assert problem_of(other.post(f"imports/{number}/cancel/")) == (404, "not_found")


def test_how_a_file_is_read_can_be_seen_and_corrected(program):
    number = upload(program, "Name|Email;\nJörg|joerg@example.example;\n".encode("cp1252")).json()["id"]
    seen = program.get(f"imports/{number}/").json()["read_as"]

    answer = program.post(f"imports/{number}/reading/", {"delimiter": "|", "header_line": 0})

    assert (seen["encoding"], seen["header_line"], seen["worksheets"]) == ("cp1252", 1, [])
    assert answer.status_code == 200
    assert answer.json()["read_as"] == {
        "encoding": "cp1252", "delimiter": "|", "header_line": 0, "worksheet": "", "worksheets": [], "filled": [],
        "hidden": [],
    }  # fmt: skip
    assert [column["header"] for column in answer.json()["columns"]] == ["Column 1", "Column 2"]


@pytest.mark.parametrize(
    "body",
    [{"encoding": "klingon"}, {"delimiter": "x"}, {"header_line": -1}, {"header_line": 99}, {"shoe": 1}],
)
def test_a_reading_that_cannot_be_is_refused_and_the_old_one_stays(program, body):
    number = upload(program).json()["id"]
    before = LeadImport.objects.values().get()

    answer = program.post(f"imports/{number}/reading/", body)

    assert problem_of(answer)[0] in (400, 422)
    assert LeadImport.objects.values().get() == before


def test_a_started_import_is_not_read_in_another_way(program):
    number = upload(program).json()["id"]
    start(program, number)

    assert problem_of(program.post(f"imports/{number}/reading/", {"delimiter": ","}))[0] == 409


def test_a_dry_run_says_what_would_become_of_each_row_and_takes_nothing_in(program):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example")
    number = upload(program).json()["id"]
    before = program.get(f"imports/{number}/dry-run/")
    asked = program.post(f"imports/{number}/dry-run/", {"tags": ["Fair"]})
    waiting = program.get(f"imports/{number}/dry-run/").json()
    queue.work(Job.objects.get(task="leads.dry_run").pk)
    told = program.get(f"imports/{number}/dry-run/").json()
    outcomes = {one["outcome"]: one for one in told["outcomes"]}

    assert (before.status_code, asked.status_code, asked.json()["state"]) == (404, 202, "mapping")
    assert (waiting["state"], waiting["outcomes"], told["state"], told["rows_done"]) == (
        "running",
        [],
        "done",
        3,
    )
    assert {name: one["count"] for name, one in outcomes.items() if one["count"]} == {
        "created": 1, "updated": 1, "skipped": 1,
    }  # fmt: skip
    assert outcomes["skipped"]["reasons"] == {"blank_row": 1}
    (row,) = outcomes["updated"]["rows"]
    assert (row["line"], row["lead"], row["changes"]) == (
        2,
        lead.pk,
        [{"what": "Tag", "before": "", "after": "Fair"}],
    )
    assert Lead.objects.count() == 1


def test_rows_of_a_dry_run_are_paged_and_fixed(program):
    number = upload(program, b"Full name,Email\nAda Byron,ada@engines.example\n,bad\n,worse\n").json()["id"]
    rows = f"imports/{number}/dry-run/rows/"
    early = program.get(rows)
    program.post(f"imports/{number}/dry-run/", {})
    queue.work(Job.objects.get(task="leads.dry_run").pk)
    first = program.get(f"{rows}?limit=2").json()
    second = program.get(first["next"]).json()
    fixed = program.post(f"{rows}3/", {"cells": ["Grace Hopper", ""]})
    failed = program.get(f"{rows}?outcome=failed&code=not_an_email").json()["results"]

    assert early.status_code == 404
    assert [(row["line"], row["outcome"]) for row in first["results"] + second["results"]] == [
        (2, "created"), (3, "failed"), (4, "failed"),
    ]  # fmt: skip
    assert (fixed.status_code, fixed.json()["line"], fixed.json()["fixed"]) == (200, 3, "since")
    assert [(row["line"], row["fixed"]) for row in failed] == [(3, "since"), (4, "")]
    assert LeadImport.objects.get().fixes == {"3": ["Grace Hopper", ""]}
    assert problem_of(program.post(f"{rows}99/", {"cells": ["x"]}))[1] == "row_refused"
    assert problem_of(program.post(f"{rows}3/", {"cells": "x"})) == (422, "invalid")
    assert problem_of(program.get(f"{rows}?outcome=burnt")) == (422, "invalid")


def test_an_import_that_was_started_is_not_checked_any_more(program):
    number = upload(program).json()["id"]
    start(program, number)

    assert problem_of(program.post(f"imports/{number}/dry-run/", {})) == (409, "already_started")


def test_a_refused_row_is_corrected_and_taken_in(program):
    number = upload(program, b"Full name,Email\n,no address\nAda Byron,ada@engines.example\n").json()["id"]
    start(program, number)
    importing.run(LeadImport.objects.get())
    again = program.post(f"imports/{number}/rows/2/", {"cells": ["", "no@address@either"]}).json()
    row = program.post(f"imports/{number}/rows/2/", {"cells": ["Grace Hopper", "grace@navy.example"]}).json()

    assert (again["outcome"], again["cells"]) == ("failed", ["", "no@address@either"])
    assert (row["outcome"], row["code"], row["lead"]) == (
        "created",
        "corrected",
        Lead.objects.get(full_name="Grace Hopper").pk,
    )
    assert program.get(f"imports/{number}/").json()["counts"]["created"] == 2
    assert problem_of(program.post(f"imports/{number}/rows/2/", {"cells": ["Once More"]})) == (
        409,
        "row_refused",
    )
    assert problem_of(program.post(f"imports/{number}/rows/2/", {"cells": "no list"}))[0] == 422


def test_a_saved_mapping_holds_for_what_is_not_sent(program, member):
    first = upload(program).json()["id"]
    saved = program.post("imports/mappings/", {"name": "Weekly", "import_id": first})
    number = saved.json()["id"]
    renamed = program.patch(f"imports/mappings/{number}/", {"name": "Each week"})
    second = upload(program, b"Email,Shoe,Full name\nada@engines.example,43,Ada Byron\n").json()["id"]
    missing = start(program, second, {"saved_mapping": number + 1}, key="missing")
    started = start(program, second, {"saved_mapping": number, "tags": ["Fair"]})
    listed = program.get("imports/mappings/").json()["results"]
    gone = program.delete(f"imports/mappings/{number}/")

    columns = {"Full name": "full_name", "Email": "email"}
    assert (saved.status_code, saved.json()["columns"]) == (201, columns)
    assert (renamed.json()["name"], [one["name"] for one in listed]) == ("Each week", ["Each week"])
    assert (missing.status_code, gone.status_code) == (422, 204)
    assert [column["field"] for column in started.json()["columns"]] == ["email", "", "full_name"]
    assert started.json()["tags"] == ["Fair"]
