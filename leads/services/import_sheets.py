"""The sheets of one workbook, each an import of its own of the same stored file."""

from contextlib import ExitStack

from django.db import transaction

from leads.errors import ImportRefused
from leads.models import LeadImport
from leads.services import uploading
from leads.sources.reading import Reading


def of_the_same_file(lead_import):
    """The imports of the stored file of one, itself among them, in the order in which they were made."""
    found = LeadImport.objects.filter(sha256=lead_import.sha256, file=lead_import.file.name)
    return found.order_by("pk")


def offered(lead_import):
    """The other sheets with rows that nobody has made an import of yet."""
    taken = {lead_import.sheet["worksheet"], *_by_sheet(lead_import)} if _is_workbook(lead_import) else set()
    return [name for name in lead_import.sheet.get("filled", []) if name not in taken]


def next_waiting(lead_import, member):
    """The next sheet of the same workbook that waits for its mapping, if there is one."""
    waiting = of_the_same_file(lead_import).visible_to(member).exclude(pk=lead_import.pk)
    return waiting.filter(state=LeadImport.State.MAPPING).first() if _is_workbook(lead_import) else None


@transaction.atomic
def also_import(lead_import, names, *, by):
    """An import for each of these sheets, in their order; one that has an import already keeps it.

    Raises ImportRefused, making none, where one of them is no table or not to be seen in the workbook.
    """
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)  # one at a time
    there = _by_sheet(lead_import)
    whole = {name: getattr(lead_import, name) for name in ("name", "size", "sha256")}
    imports = []
    with ExitStack() as on_failure:
        for name in names:
            if name not in lead_import.sheet.get("worksheets", []):
                raise ImportRefused(f"The workbook has no sheet “{name}”.")
            if name not in there:
                there[name] = _of_sheet(lead_import, name, whole, by)
                on_failure.callback(uploading.remove_table, there[name].table, lead_import.file.name)
            imports.append(there[name])
        on_failure.pop_all()
    return imports


def _of_sheet(lead_import, name, whole, by):
    try:
        reading = Reading(worksheet=name)
        return uploading.create(reading, by=by, file=lead_import.file.name, **whole)
    except ImportRefused as refusal:
        raise ImportRefused(f"Sheet “{name}”: {refusal}") from refusal


def _is_workbook(lead_import):
    return bool(lead_import.sheet.get("worksheet"))


def _by_sheet(lead_import):
    """{sheet: its import}, without those that were put aside before they began."""
    imports = of_the_same_file(lead_import).exclude(state=LeadImport.State.CANCELLED, operation=None)
    return {each.sheet.get("worksheet"): each for each in imports}
