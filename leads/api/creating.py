"""One lead from outside: through the one way in, with an answer that says what became of it."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from hirepilot.api.problems import problem
from hirepilot.models import ApiToken
from leads.api.reading import with_everything
from leads.api.serializers import LeadSerializer
from leads.errors import ValuesRefused
from leads.models import CustomField, Lead
from leads.models.lead_import import Outcome
from leads.services.edit_values import clean_values
from leads.services.intake import own_only, take_in
from leads.sources.base import LeadDraft

NOT_ITS_TO_TOUCH = ("owned_by_other", "review")
LISTS = ("emails", "phones", "linkedin", "tags", "opt_out")
TEXTS = (
    "full_name",
    "first_name",
    "last_name",
    "company",
    "company_domain",
    "title",
    "location",
    "status",
    "note",
)


@extend_schema_serializer(component_name="Intake")
class IntakeSerializer(serializers.Serializer):
    """What became of what was sent. A token that may only capture learns the number of the lead and no more."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    code = serializers.CharField(help_text="Why, or a warning.")
    detail = serializers.CharField()
    lead_id = serializers.IntegerField(allow_null=True)
    lead = LeadSerializer(allow_null=True)


def create(request, values):
    """Take the values in as this member; returns (status, what became of them) or a problem."""
    draft = LeadDraft(
        **{name: values.get(name, "") for name in TEXTS},
        **{name: tuple(values.get(name, ())) for name in LISTS},
        custom=_custom(values.get("custom", {})),
    )
    decision = take_in(
        [draft], source=_source(request), by=request.member, **_rules(request, values)
    ).decisions[0]
    said = {"outcome": decision.outcome, "code": decision.code, "detail": decision.detail}
    if decision.outcome == Outcome.FAILED:
        return problem(request, 422, decision.code, decision.detail, outcome=decision.outcome)
    found = Lead.objects.visible_to(request.member).filter(pk=decision.lead_id or 0).first()
    said["lead_id"] = found and found.pk
    if decision.code in NOT_ITS_TO_TOUCH:
        return problem(request, 409, **said)
    said["lead"] = with_everything(found.pk) if found and not _only_captures(request) else None
    return said


def _custom(given):
    fields = CustomField.objects.all()
    cleaned = clean_values({f"custom.{key}": value for key, value in given.items()}, {}, custom_fields=fields)
    if cleaned.errors:
        raise ValuesRefused(cleaned.errors)
    return tuple((key, value) for key, value in cleaned.custom.items() if value)


def _rules(request, values):
    member, workspace = request.member, request.workspace
    owner = values.get("owner")
    return {
        "policy": values.get("policy") or workspace.match_policy,
        "overwrite": frozenset(values.get("overwrite", ())),
        "owner_id": owner and owner.pk,
        "legal_basis": values.get("legal_basis", ""),
        "own_only": own_only(member),
    }


def _source(request):
    return Lead.Source.EXTENSION if _only_captures(request) else Lead.Source.API


def _only_captures(request):
    return request.token is not None and request.token.scopes == [ApiToken.Scope.CAPTURE]
