"""Which test proves which requirement: docs/requirements.md and the `proves` markers become one table.

Markers are read from the source of the tests: nothing is run or imported. `python -m tests.traceability`
writes docs/traceability.md anew; tests/architecture/test_traceability.py compares it with what is there.
"""

import ast
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "docs" / "requirements.md"
TABLE = ROOT / "docs" / "traceability.md"
FIRST_WORDS = 12
HEAD = ("| id | requirement | proved by |", "| --- | --- | --- |")

AREA = re.compile(r"## ([A-Z]+): (.+)")
REQUIREMENT = re.compile(r"- \*\*(([A-Z]+)-\d{2,3})\*\* (\S.*)")


class UnreadableRequirement(ValueError):
    """A line that looks like a requirement but does not have the form of one."""


@dataclass(frozen=True)
class Requirement:
    id: str
    text: str

    @property
    def first_words(self):
        words = self.text.split()
        short = " ".join(words[:FIRST_WORDS]) + (" …" if len(words) > FIRST_WORDS else "")
        return short.replace("|", "\\|")


@dataclass
class Area:
    code: str
    title: str
    requirements: list[Requirement] = field(default_factory=list)


@dataclass
class Evidence:
    """What the markers say: (requirement id, test) pairs, and the markers that nobody will ever collect."""

    proofs: list[tuple[str, str]] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)

    def of(self, requirement_id):
        return sorted({test for proved, test in self.proofs if proved == requirement_id})


def read_requirements(text):
    """The areas in the order of the page, each with its requirements."""
    areas = []
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := AREA.fullmatch(line):
            areas.append(Area(*heading.groups()))
        elif line.lstrip().startswith("- **"):
            found = REQUIREMENT.fullmatch(line)
            if not found or not areas or found[2] != areas[-1].code:
                raise UnreadableRequirement(f"line {number}: {line}")
            areas[-1].requirements.append(Requirement(id=found[1], text=found[3]))
    return areas


def read_markers(source, path):
    """The markers of one test file: on functions and classes, on parameters, and in `pytestmark`."""
    tree = ast.parse(source)
    evidence, attached = Evidence(), set()

    def ids(expressions):
        calls = [node for expression in expressions for node in ast.walk(expression) if _is_marker_call(node)]
        attached.update(call.func for call in calls)
        return [_literal(argument, path) for call in calls for argument in call.args]

    def visit(body, place, inherited):
        shared = inherited + ids(node.value for node in body if _sets_pytestmark(node))
        for node in body:
            if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                visit(node.body, f"{place}::{node.name}", shared + ids(node.decorator_list))
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                own = shared + ids(node.decorator_list)
                evidence.proofs.extend((proved, f"{place}::{node.name}") for proved in own)

    visit(tree.body, path, [])
    stray = [node for node in ast.walk(tree) if _is_marker(node) and node not in attached]
    evidence.stray = [f"{path}:{line}" for line in sorted(node.lineno for node in stray)]
    return evidence


def _is_marker(node):
    """`pytest.mark.proves` or `mark.proves`."""
    if not isinstance(node, ast.Attribute) or node.attr != "proves":
        return False
    return getattr(node.value, "attr", getattr(node.value, "id", "")) == "mark"


def _is_marker_call(node):
    return isinstance(node, ast.Call) and _is_marker(node.func)


def _sets_pytestmark(node):
    return isinstance(node, ast.Assign) and "pytestmark" in (getattr(name, "id", "") for name in node.targets)


def _literal(argument, path):
    """An id that is computed shows as unknown instead of being guessed."""
    return argument.value if isinstance(argument, ast.Constant) else f"{ast.unparse(argument)} in {path}"


def collect(root=ROOT):
    """The markers of every test file under `tests/`."""
    evidence = Evidence()
    for file in sorted((root / "tests").rglob("test_*.py")):
        found = read_markers(file.read_text(encoding="utf-8"), file.relative_to(root).as_posix())
        evidence.proofs += found.proofs
        evidence.stray += found.stray
    return evidence


def problems(areas, evidence):
    """What makes the table untrue, one sentence each; empty when all is well."""
    times = Counter(requirement.id for area in areas for requirement in area.requirements)
    return [
        *(f"{name} is given to {count} requirements" for name, count in times.items() if count > 1),
        *(
            f"{test} proves {name}, which is no requirement"
            for name, test in evidence.proofs
            if name not in times
        ),
        *(f"{place}: a marker that is on no test proves nothing" for place in evidence.stray),
    ]


def render(areas, evidence):
    proved = {name for name, _ in evidence.proofs}
    counts = [(area, sum(one.id in proved for one in area.requirements)) for area in areas]
    total = sum(len(area.requirements) for area in areas)
    lines = [
        "# Traceability",
        "",
        "Which test proves which of the [requirements](requirements.md). Made from the tests' markers by",
        "`python -m tests.traceability`, never by hand: the tests fail when this page is out of date.",
        "",
        f"{sum(count for _, count in counts)} of {total} requirements are proved.",
        "",
        "| area | requirements | proved |",
        "| --- | ---: | ---: |",
        *(f"| {area.code}: {area.title} | {len(area.requirements)} | {count} |" for area, count in counts),
    ]
    for area in areas:
        lines += ["", f"## {area.code}: {area.title}", "", *HEAD]
        for one in area.requirements:
            tests = "<br>".join(f"`{test}`" for test in evidence.of(one.id)) or "not built yet"
            lines.append(f"| {one.id} | {one.first_words} | {tests} |")
    return "\n".join(lines) + "\n"


def main():
    areas, evidence = read_requirements(REQUIREMENTS.read_text(encoding="utf-8")), collect()
    if found := problems(areas, evidence):
        raise SystemExit("\n".join(found))
    TABLE.write_text(render(areas, evidence), encoding="utf-8")


if __name__ == "__main__":
    main()
