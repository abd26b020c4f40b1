"""The shape of the code: small files and functions, arrows that point down, nothing that speaks of one machine."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("hirepilot", "leads", "enrichment", "campaigns", "support")
SOURCES = sorted(
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FUNCTION_LINES, FILE_LINES, TEMPLATE_LINES = 40, 300, 120


def name(path):
    return str(path.relative_to(ROOT))


def lines_of(node):
    """Lines of a function without its docstring."""
    length = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        length -= first.end_lineno - first.lineno + 1
    return length


def test_no_file_is_longer_than_300_lines():
    assert [name(path) for path in SOURCES if len(path.read_text().splitlines()) > FILE_LINES] == []


def test_no_template_is_longer_than_120_lines():
    assert [name(path) for path in TEMPLATES if len(path.read_text().splitlines()) > TEMPLATE_LINES] == []


def test_no_function_is_longer_than_40_lines():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, functions) and lines_of(node) > FUNCTION_LINES
    ]
    assert found == []


def test_no_import_hides_in_a_function():
    found = []
    for path in SOURCES:
        if path.name == "apps.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                found += [
                    f"{name(path)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert found == []


def test_imports_between_apps_point_down():
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout[-3000:]


def test_ruff_finds_nothing():
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout[-3000:]


@pytest.mark.parametrize("pattern", [
    r"TO" + "DO|FIX" + "ME|XX" + "X", "Not" + "ImplementedError", r"/ro" + r"ot/\.", "python" + "hosted|py" + r"pi\.org",
])  # fmt: skip
def test_nothing_is_left_undone_and_nothing_speaks_of_one_machine(pattern):
    kept = [*SOURCES, *TEMPLATES, *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    assert [name(path) for path in kept if re.search(rf"\b({pattern})\b", path.read_text())] == []
