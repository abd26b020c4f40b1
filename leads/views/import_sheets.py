"""From one sheet of a workbook to the next."""

from django.contrib import messages
from django.shortcuts import redirect

from leads.errors import ImportRefused
from leads.services import import_sheets


def opened_others(form, lead_import, member):
    """Whether the sheets that were ticked have imports of their own now; where one is no table, the form says so."""
    try:
        import_sheets.also_import(lead_import, form.cleaned_data["also"], by=member)
    except ImportRefused as refusal:
        form.add_error("also", str(refusal))
        return False
    return True


def onward(request, lead_import, *, started=False):
    """To the next sheet of the workbook that waits for its mapping, or to the import itself."""
    following = import_sheets.next_waiting(lead_import, request.member)
    if following and started:
        this, then = lead_import.sheet["worksheet"], following.sheet["worksheet"]
        messages.success(
            request,
            f"Sheet “{this}” is being taken in; the list of imports shows how far it is. Next is sheet “{then}”.",
        )
    return redirect(following or lead_import)


def of_workbook(lead_import, member):
    """What _import_sheets.html takes."""
    others = import_sheets.of_the_same_file(lead_import).visible_to(member).select_related("operation")
    others = others if lead_import.sheet.get("worksheet") else others.none()
    return {
        "sheets": [each for each in others if each.operation_id or each.state == each.State.MAPPING],
        "hidden_sheets": lead_import.sheet.get("hidden", []),
    }
