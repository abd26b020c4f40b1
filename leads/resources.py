"""Small files of leads for the staff, by django-import-export; in and out by the same doors as everybody's.

In: through `take_in`, in one workspace, each row with its outcome. Out: in the columns of every export, guarded against
spreadsheets. So a file that came out changes nothing when it is taken in again.
"""

from collections import Counter
from contextlib import nullcontext

from django.db import transaction
from import_export import resources
from import_export.results import Error, Result, RowResult
from tablib import Dataset

from hirepilot.errors import HirePilotError
from hirepilot.incidents import reports_incident
from leads.cleaning.formulas import neutralise, unguard
from leads.errors import ImportRefused
from leads.models import CustomField, Lead
from leads.models.lead_import import Outcome
from leads.services import exporting, importing
from leads.services.intake import owners, take_in
from leads.sources import columns

MOST_ROWS = 5_000
SAMPLE = 50
KINDS = {
    Outcome.CREATED: RowResult.IMPORT_TYPE_NEW, Outcome.UPDATED: RowResult.IMPORT_TYPE_UPDATE,
    Outcome.MERGED: RowResult.IMPORT_TYPE_UPDATE,
}  # fmt: skip


class LeadRow(RowResult):
    """What became of one row, in the words of every import."""

    def __init__(self, decision, draft):
        super().__init__()
        self.import_type = KINDS.get(decision.outcome, RowResult.IMPORT_TYPE_SKIP)
        self.line, self.outcome = decision.line, Outcome(decision.outcome).label
        self.code, self.detail = decision.code.replace("_", " "), decision.detail
        self.name = draft.full_name or " ".join(filter(None, (draft.first_name, draft.last_name)))
        self.object_id = decision.lead_id or (decision.target and decision.target.lead_id)


class LeadResource(resources.Resource):
    """`inside` opens the workspace that a file is for; what is taken out is of the workspace that is open."""

    def __init__(self, *, inside=nullcontext, policy="fill", **kwargs):
        super().__init__(**kwargs)
        self.inside, self.policy = inside, policy

    @classmethod
    def get_display_name(cls):
        return "Leads"

    def export(self, queryset=None, **kwargs):
        sheet = exporting.export(Lead.objects.all() if queryset is None else queryset)
        dataset = Dataset(headers=[neutralise(name) for name in sheet.header])
        for row in sheet.rows:
            dataset.append([neutralise(str(cell)) for cell in row])
        return dataset

    def import_data(self, dataset, dry_run=False, **kwargs):
        """The Result of taking the rows in; with `dry_run` of doing so and taking all of it back at once."""
        result = Result()
        result.total_rows = len(dataset)
        name = kwargs.get("file_name") or "a file"
        failing = reports_incident(
            "lead_creation_failed", expected=HirePilotError,
            about=f"Import of {name} by HirePilot staff, rows 1 to {len(dataset)}",
        )  # fmt: skip
        try:
            with self.inside(), failing, transaction.atomic():
                for row in self._taken_in(dataset, result, name):
                    result.increment_row_result_total(row)
                    result.append_row_result(row)
                result.outcomes = sorted(Counter(row.outcome for row in result.rows).items())
                transaction.set_rollback(dry_run)
        except ImportRefused as refusal:
            result.append_base_error(Error(refusal))
        return result

    def _taken_in(self, dataset, result, name):
        if len(dataset) > MOST_ROWS:
            raise ImportRefused(
                f"{len(dataset):,} rows; here at most {MOST_ROWS:,} are taken. Use the import of the workspace."
            )
        header = [unguard(str(cell or "")) for cell in dataset.headers or []]
        rows = [[unguard(str(cell or "").replace("\0", "")) for cell in row] for row in dataset]
        own = CustomField.objects.values_list("key", "label")
        mapping = [proposal.as_dict() for proposal in columns.propose(header, rows[:SAMPLE], own)]
        importing.check_mapping(mapping)
        result.diff_headers = [(header[one["column"]], one["field"] or "not imported") for one in mapping]
        draft_of = columns.Mapper(mapping)
        drafts = [draft_of(line, cells) for line, cells in enumerate(rows, 2)]
        summary = f"Import of {name} by HirePilot staff"
        taken = take_in(drafts, source=Lead.Source.FILE, summary=summary, owners=owners(), policy=self.policy)
        return [LeadRow(decision, draft) for decision, draft in zip(taken.decisions, drafts, strict=True)]
