"""docs/traceability.md says what the tests prove, and every marker names a requirement that exists."""

from textwrap import dedent

import pytest

from tests.traceability import (
    REQUIREMENTS,
    TABLE,
    Area,
    Evidence,
    Requirement,
    UnreadableRequirement,
    collect,
    problems,
    read_markers,
    read_requirements,
    render,
)


def test_no_requirement_shares_its_id_and_no_marker_is_lost_or_names_an_unknown_one():
    areas = read_requirements(REQUIREMENTS.read_text(encoding="utf-8"))

    assert problems(areas, collect()) == []


def test_the_table_is_up_to_date():
    areas = read_requirements(REQUIREMENTS.read_text(encoding="utf-8"))
    written = TABLE.read_text(encoding="utf-8").splitlines()

    assert written == render(areas, collect()).splitlines(), "run: python -m tests.traceability"


@pytest.mark.parametrize(
    "line",
    [
        "- **LEAD-1** an id with too few digits",
        "- **LEAD-0001** an id with too many digits",
        "- **lead-001** small letters",
        "- **LEAD-001**",
        "- **LEAD-001** ",
        "  - **LEAD-001** indented",
        "- **PRO-01** an id of another area",
        "- **LEAD-001 ** a blank inside",
    ],
)
def test_a_line_that_is_almost_a_requirement_is_refused(line):
    with pytest.raises(UnreadableRequirement):
        read_requirements(f"## LEAD: Leads\n{line}\n")


def test_a_requirement_before_the_first_area_is_refused():
    with pytest.raises(UnreadableRequirement):
        read_requirements("- **LEAD-001** too early\n## LEAD: Leads\n")


def test_requirements_are_read_in_the_order_of_the_page():
    page = dedent("""
        # Requirements
        - a remark
        ## PRO: Promises
        ### Rows
        - **PRO-02** Second.
        - **PRO-01** First.
        ## LEAD: Leads
        - **LEAD-001** A lead has a name.
    """)

    assert read_requirements(page) == [
        Area("PRO", "Promises", [Requirement("PRO-02", "Second."), Requirement("PRO-01", "First.")]),
        Area("LEAD", "Leads", [Requirement("LEAD-001", "A lead has a name.")]),
    ]


def test_markers_count_wherever_pytest_collects_them():
    source = dedent("""
        import pytest
        from pytest import mark

        pytestmark = [pytest.mark.slow, pytest.mark.proves("A-01")]

        @mark.proves("A-02", "A-03")
        def test_function(): ...

        @pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.proves("A-04"))])
        async def test_parameter(n): ...

        @pytest.mark.proves("A-05")
        class TestClass:
            pytestmark = pytest.mark.proves("A-06")

            def test_method(self): ...
    """)

    assert read_markers(source, "t.py") == Evidence(
        proofs=[
            ("A-01", "t.py::test_function"),
            ("A-02", "t.py::test_function"),
            ("A-03", "t.py::test_function"),
            ("A-01", "t.py::test_parameter"),
            ("A-04", "t.py::test_parameter"),
            ("A-01", "t.py::TestClass::test_method"),
            ("A-05", "t.py::TestClass::test_method"),
            ("A-06", "t.py::TestClass::test_method"),
        ]
    )


def test_markers_that_nobody_collects_are_named():
    source = dedent("""
        import pytest

        @pytest.mark.proves("A-01")
        def helper(): ...

        proof = pytest.mark.proves

        @pytest.mark.proves
        def test_without_an_id(): ...

        def test_in_its_body():
            pytest.mark.proves("A-02")
    """)

    assert read_markers(source, "t.py") == Evidence(stray=["t.py:4", "t.py:7", "t.py:9", "t.py:13"])


def test_problems_are_told_one_by_one():
    areas = [Area("A", "All", [Requirement("A-01", "One."), Requirement("A-01", "Another.")])]
    markers = read_markers("@pytest.mark.proves('A-09', 'A-' + n)\ndef test_it(): ...\n", "t.py")
    markers.stray.append("t.py:7")

    assert problems(areas, markers) == [
        "A-01 is given to 2 requirements",
        "t.py::test_it proves A-09, which is no requirement",
        "t.py::test_it proves 'A-' + n in t.py, which is no requirement",
        "t.py:7: a marker that is on no test proves nothing",
    ]


def test_the_table_shows_proofs_and_what_is_not_built():
    long = Requirement("A-01", "One | 3 4 5 6 7 8 9 10 11 12 13 14.")
    areas = [Area("A", "All", [long, Requirement("A-02", "Two.")])]
    evidence = Evidence(proofs=[("A-01", "t.py::test_b"), ("A-01", "t.py::test_a"), ("A-01", "t.py::test_a")])

    table = render(areas, evidence)

    assert table.splitlines()[5:] == [
        "1 of 2 requirements are proved.",
        "",
        "| area | requirements | proved |",
        "| --- | ---: | ---: |",
        "| A: All | 2 | 1 |",
        "",
        "## A: All",
        "",
        "| id | requirement | proved by |",
        "| --- | --- | --- |",
        "| A-01 | One \\| 3 4 5 6 7 8 9 10 11 12 … | `t.py::test_a`<br>`t.py::test_b` |",
        "| A-02 | Two. | not built yet |",
    ]
