"""A mapping is kept under a name, offered to files it fits, and used, renamed, deleted by whoever imports."""

import pytest

from hirepilot import queue
from hirepilot.services.undo import undo
from leads.models import Lead, LeadImport, SavedMapping
from leads.services import custom_fields, saved_mappings
from tests.factories.import_pages import LEADS, page_of, typed
from tests.factories.imports import started, table, taken_in, uploaded
from tests.factories.leads import CustomFieldFactory

HEADER = ["Wer", "Post", "Stand", "Hut"]
ROWS = [["Ada Byron", "ada@x.example", "Warm", "Top"]]
CHOSEN = {
    "column-0": "full_name", "column-1": "email", "column-2": "status", "column-3": "new:text", "status-2-0": "replied",
    "policy": "overwrite", "overwrite": ["title"], "tags": "Fair; Weekly", "default-company": "Mill",
}  # fmt: skip
SETTINGS = {
    "policy": "overwrite", "overwrite": ["title"], "tags": ["Fair", "Weekly"], "defaults": {"company": "Mill"},
    "values": {"status": {"warm": "replied"}},
}  # fmt: skip


def save(client, lead_import, name="Weekly", **changes):
    sent = typed(lead_import, **CHOSEN | changes) | {"save_as": name}
    return client.post(f"{page_of(lead_import)}mapping/save/", sent)


def test_a_mapping_is_kept_from_the_map_page_and_used_for_the_next_file_in_any_order(client, member):
    first = uploaded(table(ROWS, HEADER), member)
    saved = save(client, first)
    client.post(f"{page_of(first)}start/", typed(first, **CHOSEN))
    queue.work(LeadImport.objects.get().job_id)
    next_file = uploaded(
        table([["x", "Top", "WARM", "Bo Kay", "bo@x.example"]], ["Neu", "Hut", "Stand", "Wer", "Post"]),
        member,
    )

    offered = client.get(page_of(next_file))
    client.post(f"{page_of(next_file)}mapping/use/", {"saved": SavedMapping.objects.get().pk})
    page = client.get(page_of(next_file))
    next_file.refresh_from_db()

    kept = SavedMapping.objects.get()
    assert (saved.status_code, kept.name, kept.settings) == (200, "Weekly", SETTINGS)
    assert kept.columns == [
        ["Wer", "full_name"],
        ["Post", "email"],
        ["Stand", "status"],
        ["Hut", "custom:hut"],
    ]
    assert "“Weekly” fits this file" in offered.content.decode()
    assert [item["field"] for item in next_file.mapping] == ["", "custom:hut", "status", "full_name", "email"]
    form = page.context["form"]
    assert [form[name].value() for name in ("policy", "overwrite", "tags", "default-company", "status-2-0")] == [
        "overwrite", ["title"], "Fair; Weekly", "Mill", "replied",
    ]  # fmt: skip
    lead_import = LeadImport.objects.get(pk=next_file.pk)
    sent = typed(lead_import) | {
        name: form[name].value() for name in form.fields if form[name].value() is not None
    }
    assert client.post(f"{page_of(next_file)}start/", sent).status_code == 302
    lead_import.refresh_from_db()
    queue.work(lead_import.job_id)
    lead = Lead.objects.get(email="bo@x.example")
    assert (lead.status, lead.company_name, lead.custom) == ("replied", "Mill", {"hut": "Top"})


def test_the_same_name_means_the_mapping_anew_and_a_blank_one_is_none(client, member):
    lead_import = uploaded(table(ROWS, HEADER), member)
    for name in ("Weekly", "WEEKLY", " "):
        save(client, lead_import, name)

    assert list(SavedMapping.objects.values_list("name", flat=True)) == ["WEEKLY"]


def test_a_mapping_with_a_fault_is_not_kept(client, member):
    answer = save(client, uploaded(table(ROWS, HEADER), member), **{"column-1": "full_name"})

    assert (answer.status_code, SavedMapping.objects.count()) == (422, 0)


def test_a_mapping_is_kept_from_the_result_too(client, member):
    lead_import = taken_in(table([["Ada", "a@x.example"]], ["Full name", "Email"]), member, tags=["Fair"])
    answer = client.post(f"{page_of(lead_import)}mapping/save/", {"save_as": "Weekly"}, follow=True)

    kept = SavedMapping.objects.get()
    assert (kept.columns, kept.settings["tags"]) == (
        [["Full name", "full_name"], ["Email", "email"]],
        ["Fair"],
    )
    assert "saved as “Weekly”" in answer.content.decode()


def test_one_that_lacks_a_column_or_a_field_is_used_as_far_as_it_goes(client, member):
    own = CustomFieldFactory(label="Hut", key="hut")
    mapping = [{"column": 0, "field": "full_name"}, {"column": 3, "field": "custom:hut"}]
    saved_mappings.save("Weekly", started(table(ROWS, HEADER), member, mapping=mapping), by=member)
    custom_fields.remove(own, by=member)
    lead_import = uploaded(table([["Top", "Bo"]], ["Hut", "Wer"]), member)
    other = uploaded(table([["Top"]], ["Kappe"]), member)

    for one in (lead_import, other):
        client.post(f"{page_of(one)}mapping/use/", {"saved": SavedMapping.objects.get().pk})
        one.refresh_from_db()
    assert [[item["field"] for item in one.mapping] for one in (lead_import, other)] == [
        ["", "full_name"],
        [""],
    ]
    assert "some of its columns are not in this file" in client.get(page_of(other)).content.decode()


def test_it_is_renamed_and_deleted_and_the_deletion_taken_back(client, member):
    lead_import = uploaded(table(ROWS, HEADER), member)
    for name in ("Weekly", "Monthly"):
        save(client, lead_import, name)
    weekly = SavedMapping.objects.get(name="Weekly")
    for name in ("monthly", " ", "Each week"):
        client.post(f"{LEADS}imports/mappings/{weekly.pk}/rename/", {"name": name, "import": lead_import.pk})
    renamed = SavedMapping.objects.get(pk=weekly.pk).name
    done = saved_mappings.delete(weekly, by=member)
    left = list(SavedMapping.objects.values_list("name", flat=True))
    undo(done, by=member)

    assert (renamed, left) == ("Each week", ["Monthly"])
    assert set(SavedMapping.objects.values_list("name", flat=True)) == {"Monthly", "Each week"}


@pytest.mark.parametrize("number", ["", "x", "999999999", "9" * 30])
def test_a_mapping_that_is_not_here_is_not_found(client, member, number):
    answer = client.post(f"{page_of(uploaded(table(ROWS, HEADER), member))}mapping/use/", {"saved": number})

    assert answer.status_code == 404


def test_a_check_made_before_says_nothing_any_more_once_another_mapping_is_used(client, member):
    lead_import = uploaded(table(ROWS, HEADER), member)
    save(client, lead_import)
    client.post(f"{page_of(lead_import)}check/", typed(lead_import, **CHOSEN))
    before = LeadImport.objects.get().dry_run
    client.post(f"{page_of(lead_import)}mapping/use/", {"saved": SavedMapping.objects.get().pk})

    after = LeadImport.objects.get()
    assert (before["state"], after.dry_run, after.dry_rows) == ("running", None, "")


def test_an_import_that_was_started_keeps_its_mapping(client, member):
    lead_import = started(table([["Ada", "a@x.example"]], ["Full name", "Email"]), member)
    saved = saved_mappings.save("Weekly", lead_import, by=member)
    mapping = LeadImport.objects.get().mapping

    client.post(f"{page_of(lead_import)}mapping/use/", {"saved": saved.pk})

    assert LeadImport.objects.get().mapping == mapping
