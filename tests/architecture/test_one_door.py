"""Leads come in through one door: no other code of the product makes one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("hirepilot", "leads", "enrichment", "campaigns", "support")
DOOR = "leads/services/intake_write.py"
MAKES_A_LEAD = re.compile(
    r"INSERT INTO leads_lead\b|\bLead\.objects\.(create|bulk_create|get_or_create|update_or_create)\b|(?<!class )\bLead\("
    r"|COPY leads_lead\b"
)


@pytest.mark.proves("LEAD-090")
def test_only_the_door_makes_leads():
    files = [file for app in APPS for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]
    makers = {file.relative_to(ROOT).as_posix() for file in files if MAKES_A_LEAD.search(file.read_text())}

    assert makers == {DOOR}
