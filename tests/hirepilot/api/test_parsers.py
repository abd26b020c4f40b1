"""Hostile JSON is refused as such: never stored, never a failure of ours."""

import json

import pytest

from leads.models import Lead, Tag
from tests.factories.api import Program, problem_of

DEEP = 100_000
ACTIONS = [
    ("status", "to"),
    ("status", "why"),
    ("tag", "names"),
    ("untag", "names"),
    ("owner", "owner"),
    ("opt-out", "channel"),
    ("opt-out", "reason"),
    ("notes", "text"),
]


@pytest.fixture
def program(workspace, member):
    return Program(member)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "nonsense",
        "{'name': 'Austin'}",
        '{"name": NaN}',
        '{"name": Infinity}',
        '{"name": "a\nb"}',
        '{"name": "\x00"}',
        b"\xff\xfe{",
        b'{"name": "\xed\xa0\x80"}',
        '{"name": "\\u0000"}',
        '{"name": "\\ud800"}',
        '{"\\ud800": "x"}',
        '{"\\u0000": "x"}',
        '{"name": ["\\udfff"]}',
        '{"name": 1e999}',
        '{"name": -1e999}',
        f'{{"name": {"9" * 5_000}}}',
        "[" * DEEP,
        "[" * DEEP + "]" * DEEP,
        '{"a":' * DEEP + "1" + "}" * DEEP,
        '{"name":' * 30 + "1" + "}" * 30,
        "\ufeff{}",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_plain_json_is_refused(program, body):
    for path in ("tags/", "leads/", "imports/1/start/"):
        headers = {"Idempotency-Key": "once"} if path.startswith("imports") else {}
        answer = program.post(path, body or " ", **headers)
        if path != "imports/1/start/":
            assert problem_of(answer) == (400, "parse_error")
        assert answer.status_code < 500
    assert not Tag.objects.exists()
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "body", ["null", "[]", "1", '"x"', "true", "[{}]", '[["name", "x"]]', "1.5", "9" * 400]
)
def test_json_of_another_form_is_refused(program, body):
    for path in ("tags/", "leads/"):
        assert problem_of(program.post(path, body)) == (422, "invalid")


@pytest.mark.parametrize(
    "value",
    [None, True, [], {}, [[]], {"a": 1}, "", " ", "x" * 61, ["x"], {"name": "x"}, "\u200b", "\u202e", "\t"],
)
def test_a_value_of_another_form_is_refused(program, value):
    assert problem_of(program.post("tags/", {"name": value}))[0] == 422
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1,
        2.5,
        [],
        {},
        "",
        "x",
        [None],
        [[]],
        {"x": None},
        "\u202e\u200b",
        "'; DROP TABLE leads_lead; --",
        "{{ 7 * 7 }}",
        "<script>",
        10**30,
        ["x" * 600],
        list(range(60)),
        {str(number): "x" for number in range(100)},
        -1,
        "💩" * 50,
        "ﷺ" * 60,
        "㌖" * 200,
    ],
    ids=repr,
)
def test_no_value_of_any_field_of_a_lead_breaks_anything(program, value):
    fields = (
        "full_name",
        "first_name",
        "last_name",
        "emails",
        "phones",
        "linkedin",
        "company",
        "title",
        "location",
        "legal_basis",
        "custom",
        "company_domain",
        "status",
        "tags",
        "note",
        "owner",
        "opt_out",
        "policy",
        "overwrite",
    )
    for field in fields:
        assert program.post("leads/", {field: value}).status_code in (200, 201, 409, 422), field
    lead = Lead.objects.first() or Lead.objects.get(
        pk=program.post("leads/", {"full_name": "Ada Byron"}).json()["lead_id"]
    )
    for field in (*fields, "expected"):
        assert program.patch(f"leads/{lead.pk}/", {field: value}).status_code in (200, 409, 422), field
    for action, name in ACTIONS:
        status = program.post(f"leads/{lead.pk}/{action}/", {name: value}).status_code
        assert status in (200, 201, 409, 422), (action, name)


def test_a_long_list_of_unknown_fields_is_not_repeated_in_full(program):
    answer = program.post("tags/", {f"{'x' * 500}{number}": 1 for number in range(1_000)})

    assert problem_of(answer) == (422, "invalid")
    assert len(answer.content) < 5_000


def test_text_of_every_script_comes_back_as_it_was_sent(program):
    for name in ("Zoë", "李小龍", "Владимир", "🦊 fox", "e\u0301", "שלום"):
        assert json.loads(program.post("tags/", {"name": name}).content)["name"] in (name, "é")
