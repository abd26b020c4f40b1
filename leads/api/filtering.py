"""The list's filters, as parameters of the API. What a page would pass over in silence is refused here."""

from django_filters import MultipleChoiceFilter
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ErrorDetail, ValidationError

from leads.filters import LeadFilter, ListsFilter, OwnersFilter, TagsFilter

OF_THE_PAGER = {"cursor", "limit"}
SEVERAL = (MultipleChoiceFilter, ListsFilter, OwnersFilter, TagsFilter)


def search_of(request):
    """The search that the query asks for."""
    return search_by(request.query_params, request.member)


def search_by(query, member):
    """The search that the parameters mean. A misspelt filter would otherwise mean everybody."""
    if unknown := sorted(query.keys() - LeadFilter.base_filters.keys() - OF_THE_PAGER):
        said = [ErrorDetail("There is no such filter.", code="unknown")]
        raise ValidationError({name[:60]: said for name in unknown[:20]})
    found = LeadFilter(query, member=member)
    if not found.is_valid():
        errors = found.errors.get_json_data()
        raise ValidationError(
            {
                name: [ErrorDetail(each["message"], code=each["code"] or "invalid") for each in wrong]
                for name, wrong in errors.items()
            }
        )
    return found.search


def filter_parameters():
    """For the description of the API."""
    return [
        OpenApiParameter(
            name,
            str,
            many=isinstance(each, SEVERAL),
            explode=True if isinstance(each, SEVERAL) else None,
            enum=[value for value, _ in each.extra["choices"]] if "choices" in each.extra else None,
            description=str(each.extra.get("help_text") or each.label or ""),
        )
        for name, each in LeadFilter.base_filters.items()
    ]
