"""Every file of the corpus: how it is read, what its columns are taken for, what becomes of its rows, and who is a lead then."""

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from hirepilot import queue
from leads.errors import ImportRefused
from leads.models import Lead, LeadImport
from leads.services import dry_run, import_rows, importing
from leads.sources.reading import Reading

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = sorted(path.with_suffix("").name for path in CORPUS.glob("*.json"))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def expected_of(name):
    return json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))


def uploaded(name, expected, member):
    content = ContentFile((CORPUS / name).read_bytes(), name=name)
    lead_import = importing.upload(content, by=member)
    if reading := expected.get("reading"):
        lead_import = importing.reread(lead_import, Reading(**reading))
    return lead_import


def test_the_corpus_is_there_and_small():
    assert len(FILES) > 90
    assert sum(path.stat().st_size for path in CORPUS.iterdir() if path.is_file()) < 1 << 20


@pytest.mark.proves("PRO-02")
@pytest.mark.parametrize("name", FILES)
def test_a_file_becomes_what_is_expected_and_what_the_dry_run_said(workspace, member, files, name):
    expected = expected_of(name)
    if "refused" in expected and "rows" not in expected:
        with pytest.raises(ImportRefused) as refused:
            uploaded(name, expected, member)
        assert expected["refused"].rstrip(".") in str(refused.value)
        assert [path for path in files.rglob("*") if path.is_file()] == []
        return
    lead_import = uploaded(name, expected, member)
    _compare_reading(lead_import, expected)
    if "refused" in expected:
        with pytest.raises(ImportRefused, match=expected["refused"]):
            importing.start(lead_import, by=member, mapping=lead_import.mapping)
        return

    importing.configure(lead_import, mapping=lead_import.mapping)
    foreseen = [
        (decision.line, decision.outcome, decision.code, decision.detail)
        for _, decisions in dry_run.foreseen(lead_import)
        for decision, _ in decisions
    ]
    queue.work(importing.start(lead_import, by=member, mapping=lead_import.mapping).job_id)
    lead_import = LeadImport.objects.get(pk=lead_import.pk)
    became = [(row.line, row.outcome, row.code, row.detail) for row in import_rows.rows_of(lead_import)]

    assert foreseen == became
    assert [[line, outcome, code] for line, outcome, code, _ in became] == expected["outcomes"]
    leads = Lead.objects.order_by("pk")
    assert [
        {field: getattr(lead, field) for field in values}
        for lead, values in zip(leads, expected["leads"], strict=False)
    ] == expected["leads"]


def _compare_reading(lead_import, expected):
    sheet = lead_import.sheet
    fields = {
        sheet["header"][item["column"]].strip(): item["field"]
        for item in lead_import.mapping
        if item["field"]
    }
    assert {key: sheet[key] for key in ("encoding", "delimiter", "header_line", "rows")} == {
        key: expected[key] for key in ("encoding", "delimiter", "header_line", "rows")
    }
    assert {header: fields.get(header) for header in expected["mapping"]} == expected["mapping"]
    assert [header for header in expected.get("never", []) if header in fields] == []
