"""The ways the leads app can say no."""

from hirepilot.errors import HirePilotError


class LeadError(HirePilotError):
    code = "lead"
    message = "That lead cannot be changed this way."


class MoveRefused(LeadError):
    code = "move_refused"
    message = "That change of status is not allowed."


class IdentityTaken(LeadError):
    code = "identity_taken"
    members = ("lead_id",)
    message = "Another lead already has this email or LinkedIn address."

    def __init__(self, message="", lead_id=None):
        super().__init__(message)
        self.lead_id = lead_id


class NothingToIdentify(LeadError):
    code = "no_identity"
    status = 422
    message = "A lead needs a name, an email or a LinkedIn address."


class ValuesRefused(LeadError):
    """Values that cannot be stored. `errors` has a sentence for each field, under the name it was given with."""

    code = "values_refused"
    status = 422
    message = "Some of these values cannot be used."

    def __init__(self, errors):
        super().__init__(" ".join(errors.values()))
        self.errors = errors


class MergedAway(LeadError):
    code = "merged"
    members = ("survivor_id",)
    message = "This lead was merged into another one."

    def __init__(self, survivor_id):
        super().__init__()
        self.survivor_id = survivor_id


class MergeRefused(LeadError):
    code = "merge_refused"
    message = "A lead cannot be merged with itself."


class ReasonNeeded(LeadError):
    code = "reason_needed"
    status = 422
    message = "Say why."


class ImportRefused(LeadError):
    code = "import_refused"
    status = 422
    message = "This file cannot be imported."


class ExportRefused(LeadError):
    code = "export_refused"
    status = 422
    message = "These leads cannot be exported."


class ExportNotReady(LeadError):
    code = "export_not_ready"
    message = "This export has no file yet."


class ExportGone(LeadError):
    code = "export_gone"
    status = 410
    message = "The file of this export is gone: it was kept for some days only. Export again to have it anew."


class TooManyUploads(LeadError):
    code = "too_many_uploads"
    message = "Too many uploads wait for their rest."


class UploadAhead(LeadError):
    code = "wrong_offset"
    members = ("received",)
    message = "A part before this one has not arrived yet."

    def __init__(self, received):
        super().__init__()
        self.received = received


class UploadIncomplete(UploadAhead):
    code = "incomplete"
    message = "The file has not arrived as a whole yet."


class UploadRemoved(LeadError):
    code = "upload_removed"
    message = "This upload was removed meanwhile."


class RowRefused(LeadError):
    code = "row_refused"
    message = "This row cannot be corrected: it is taken in by now, or its import goes on or was taken back."


class AlreadyStarted(LeadError):
    code = "already_started"
    message = "This import has been started already."


class TagTaken(LeadError):
    code = "tag_taken"
    message = "There is a tag of this name already."


class LeadsDisappeared(LeadError):
    code = "leads_disappeared"
    message = "Leads of an import are gone without an operation that removed them."


class FieldExists(LeadError):
    code = "field_exists"
    message = "There is a field of that name already."
