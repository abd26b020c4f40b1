"""What can be done with one lead, each answered with the lead as it then is."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.serializers import StrictSerializer
from leads.api.given import AssignSerializer, MoveSerializer, OptOutSerializer, TagsSerializer
from leads.api.reading import lead_or_404, with_everything
from leads.api.serializers import LeadSerializer
from leads.errors import MoveRefused
from leads.models import Lead
from leads.services.opting_out import opt_out
from leads.services.organising import archive, assign, restore, tag, untag
from leads.services.statuses import move


class LeadAction(Endpoint):
    needs = {"POST": "edit leads"}

    def asked_for(self, pk, takes=StrictSerializer):
        """The lead and what was sent."""
        return lead_or_404(self.request, pk), self.given(takes)

    def answer(self, lead):
        return Response(self.shown(LeadSerializer, with_everything(lead.pk)))


def described(name, takes=None):
    return extend_schema(
        operation_id=f"leads_{name}", tags=["leads"], request=takes, responses={200: LeadSerializer}
    )


class LeadStatus(LeadAction):
    @described("move", MoveSerializer)
    def post(self, request, pk):
        """Change the status, by the table of allowed moves."""
        lead, given = self.asked_for(pk, MoveSerializer)
        if move(lead, given["to"], by=request.member, why=given["why"]).refused:
            now, wanted = lead.get_status_display(), Lead.Status(given["to"]).label
            raise MoveRefused(f"A lead that is {now} cannot become {wanted}.")
        return self.answer(lead)


class LeadTags(LeadAction):
    @described("tag", TagsSerializer)
    def post(self, request, pk):
        """Put tags on the lead; those that are new are made."""
        lead, given = self.asked_for(pk, TagsSerializer)
        tag(lead, given["names"], by=request.member)
        return self.answer(lead)


class LeadUntag(LeadAction):
    @described("untag", TagsSerializer)
    def post(self, request, pk):
        """Take tags off the lead."""
        lead, given = self.asked_for(pk, TagsSerializer)
        untag(lead, given["names"], by=request.member)
        return self.answer(lead)


class LeadOwner(LeadAction):
    @described("assign", AssignSerializer)
    def post(self, request, pk):
        """Give the lead to a colleague, or to nobody."""
        lead, given = self.asked_for(pk, AssignSerializer)
        assign(lead, given["owner"], by=request.member)
        return self.answer(lead)


class LeadArchive(LeadAction):
    needs = {"POST": "archive leads"}

    @described("archive")
    def post(self, request, pk):
        """Take the lead out of lists, audiences and enrichment."""
        lead, _ = self.asked_for(pk)
        archive(lead, by=request.member)
        return self.answer(lead)


class LeadRestore(LeadAction):
    needs = {"POST": "archive leads"}

    @described("restore")
    def post(self, request, pk):
        """Bring the lead back from the archive."""
        lead, _ = self.asked_for(pk)
        restore(lead, by=request.member)
        return self.answer(lead)


class LeadOptOut(LeadAction):
    @described("opt_out", OptOutSerializer)
    def post(self, request, pk):
        """Nobody contacts this person on the channel any more, under whichever address they come back."""
        lead, given = self.asked_for(pk, OptOutSerializer)
        opt_out(lead, given["channel"], reason=given["reason"], source="api", by=request.member)
        return self.answer(lead)
