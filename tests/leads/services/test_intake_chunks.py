"""Where the chunks of a file begin and end changes nothing: each row is decided as if those before it were written."""

import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leads.models import Lead
from leads.services import intake
from leads.sources.base import LeadDraft

pytestmark = [pytest.mark.django_db, pytest.mark.proves("PRO-01", "LEAD-093")]

NAMES = st.sampled_from(["Ada Byron", "A. Byron", "Charles Babbage", ""])
EMAILS = st.lists(
    st.sampled_from(["ada@x.example", "ADA@x.example", "b@x.example", "jobs@x.example", "nonsense"]),
    max_size=2,
)
PROFILES = st.lists(st.sampled_from(["in/ada", "linkedin.com/in/ADA", "in/other"]), max_size=1)
DRAFTS = st.lists(
    st.builds(
        LeadDraft, full_name=NAMES, emails=EMAILS.map(tuple), linkedin=PROFILES.map(tuple),
        company=st.sampled_from(["", "Engines Ltd", "engines"]), title=st.sampled_from(["", "CTO"]),
        tags=st.sampled_from([(), ("Austin",)]), note=st.sampled_from(["", "Hello"]),
        opt_out=st.sampled_from([(), ("email",)]),
    ),
    min_size=1, max_size=9,
)  # fmt: skip


def outcome_of(drafts, chunk, monkeypatch):
    """The outcomes and the leads that are there at the end; nothing of it stays."""
    numbered = [
        LeadDraft(line, *(getattr(draft, name) for name in LeadDraft.__slots__[1:]))
        for line, draft in enumerate(drafts, 2)
    ]
    monkeypatch.setattr(intake, "CHUNK", chunk)
    with transaction.atomic():
        result = intake.take_in(numbered, source="file")
        leads = [
            (
                lead.full_name, lead.company_name, lead.title, lead.opted_out, lead.merged_into is not None,
                sorted(lead.identities.values_list("kind", "value")), sorted(lead.tags.values_list("name", flat=True)),
                lead.notes.count(),
            )
            for lead in Lead.objects.order_by("pk")
        ]  # fmt: skip
        transaction.set_rollback(True)
    return [(decision.outcome, decision.code) for decision in result.decisions], leads


@given(drafts=DRAFTS, chunk=st.integers(1, 4))
@example(
    drafts=[
        LeadDraft(full_name="Ada Byron", emails=("ada@x.example",)), LeadDraft(full_name="Ada Byron", linkedin=("in/ada",)),
        LeadDraft(emails=("ada@x.example",), linkedin=("in/ada",)),
    ],
    chunk=1,
)  # fmt: skip
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_chunks_decide_alike_and_every_row_has_one_outcome(workspace, monkeypatch, drafts, chunk):
    whole = outcome_of(drafts, 1_000, monkeypatch)
    in_chunks = outcome_of(drafts, chunk, monkeypatch)

    assert whole == in_chunks
    assert len(whole[0]) == len(drafts)
    addresses = list(itertools.chain.from_iterable(identities for *_, identities, _, _ in whole[1]))
    assert len(addresses) == len(set(addresses))
