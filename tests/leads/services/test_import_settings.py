"""A column without a field of ours becomes a field of the workspace's own as the import starts."""

import pytest

from hirepilot import queue
from hirepilot.errors import NotAllowed
from leads.errors import ImportRefused
from leads.models import CustomField, Lead, LeadImport
from leads.services import dry_run, import_rows, importing
from tests.factories.imports import table, uploaded
from tests.factories.leads import CustomFieldFactory

HEADER = ["Full name", "Shoe size", "Born in", "Hobby"]
ROWS = [["Ada Byron", "39", "1 Mar 2024", "Chess"], ["Bo Kay", "big", "03.04.2024", ""]]
FIELDS = ["full_name", "new:number", "new:date", "new:text"]
MAPPING = [{"column": column, "field": field} for column, field in enumerate(FIELDS)]


def said(lead_import):
    return [
        (decision.line, decision.outcome, decision.code, decision.detail)
        for _, decisions in dry_run.foreseen(lead_import)
        for decision, _ in decisions
    ]


@pytest.mark.proves("PRO-02")
def test_new_fields_are_made_at_the_start_and_the_check_before_says_what_will_be_in_them(workspace, member):
    lead_import = dry_run.check(uploaded(table(ROWS, HEADER), member), mapping=MAPPING)
    foreseen, before = said(lead_import), CustomField.objects.count()
    lead_import = importing.start(lead_import, by=member, **importing.settings_of(lead_import))
    queue.work(lead_import.job_id)
    lead_import.refresh_from_db()

    rows = [(row.line, row.outcome, row.code, row.detail) for row in import_rows.rows_of(lead_import)]
    assert (before, foreseen) == (0, rows)
    assert foreseen[1][2:] == ("bad_value", "Shoe size, “big”: A number is needed here.")
    assert list(CustomField.objects.values_list("key", "label", "kind")) == [
        ("shoe-size", "Shoe size", "number"), ("born-in", "Born in", "date"), ("hobby", "Hobby", "text"),
    ]  # fmt: skip
    assert list(Lead.objects.order_by("pk").values_list("custom", flat=True)) == [
        {"shoe-size": "39", "born-in": "2024-03-01", "hobby": "Chess"}, {"born-in": "2024-04-03"},
    ]  # fmt: skip
    assert [item["field"] for item in lead_import.mapping][1:] == [
        "custom:shoe-size", "custom:born-in", "custom:hobby",
    ]  # fmt: skip


def test_a_field_that_is_there_is_not_made_twice_and_nothing_is_half_done(workspace, member):
    CustomFieldFactory(label="Hobby", key="hobby")
    lead_import = uploaded(table(ROWS, HEADER), member)

    for act in (dry_run.check, importing.start):
        by = {"by": member} if act is importing.start else {}
        with pytest.raises(ImportRefused, match="There is a field like “Hobby” already"):
            act(lead_import, mapping=MAPPING, **by)
    assert (CustomField.objects.count(), LeadImport.objects.get().state) == (1, LeadImport.State.MAPPING)


def test_who_may_not_change_the_settings_makes_no_fields(workspace, plain_member):
    lead_import = uploaded(table(ROWS, HEADER), plain_member)

    with pytest.raises(NotAllowed):
        importing.start(lead_import, by=plain_member, mapping=MAPPING)
    assert (CustomField.objects.count(), LeadImport.objects.get().state) == (0, LeadImport.State.MAPPING)
