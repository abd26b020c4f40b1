"""The API describes itself without a warning: every operation, who may use it, and what it says when it refuses."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema


@pytest.fixture(scope="module")
def made():
    """(the schema, what its making warned of)"""
    with GENERATOR_STATS.silence():
        GENERATOR_STATS.reset()
        schema = SchemaGenerator(urlconf="hirepilot.api.urls").get_schema(request=None, public=True)
        return schema, [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]


def operations(schema):
    return {
        f"{method.upper()} {path}": found
        for path, methods in schema["paths"].items()
        for method, found in methods.items()
    }


def test_the_schema_has_no_warnings_and_is_valid(made):
    schema, warnings = made

    assert warnings == []
    validate_schema(schema)


def test_every_operation_says_who_may_use_it_and_how_it_refuses(made):
    for name, operation in operations(made[0]).items():
        assert "with a token, its scope" in operation["description"], name
        assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"], name


def test_lists_have_their_cursor_and_leads_the_filters_of_the_page(made):
    named = {parameter["name"] for parameter in operations(made[0])["GET /leads/"]["parameters"]}

    assert named == {
        "cursor",
        "limit",
        "q",
        "status",
        "owner",
        "tag",
        "list",
        "source",
        "company",
        "has_email",
        "archived",
        "sort",
        "import",
    }


def test_the_idempotency_key_is_asked_for_where_it_must_be_sent(made):
    keys = {
        name: parameter.get("required", False)
        for name, operation in operations(made[0]).items()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "Idempotency-Key"
    }

    assert keys == {"POST /leads/": False, "POST /imports/{id}/start/": True, "POST /exports/": True}
