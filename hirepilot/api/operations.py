"""What was done in the workspace, and taking it back."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.serializers import PersonSerializer, StrictSerializer
from hirepilot.errors import NothingToUndo
from hirepilot.models import Job, Operation
from hirepilot.permissions import require
from hirepilot.services.undo import check_undoable, expires_at, plan_undo, refusal_for
from hirepilot.services.undo_requests import is_large, request_undo, undo_job
from hirepilot.tenancy import link

STATES = [
    ("possible", "Can be taken back, as planned here"), ("large", "Can be taken back; ask for the plan with ?plan=1"),
    ("nothing", "Nothing is left of it"), ("waiting", "A worker is at it"), ("done", "Was taken back, as said here"),
    ("refused", "Can no longer be taken back"),
]  # fmt: skip


class OperationSerializer(serializers.Serializer):
    """One thing that somebody did."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    summary = serializers.CharField()
    reason = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    actor = serializers.CharField()
    at = serializers.DateTimeField(source="started_at")
    undoes = serializers.IntegerField(source="undoes_id", allow_null=True)
    undone_by = serializers.IntegerField(source="undone_by_id", allow_null=True)
    undo_until = serializers.SerializerMethodField()

    def get_undo_until(self, operation) -> serializers.DateTimeField:
        return serializers.DateTimeField().to_representation(expires_at(operation))


class UndoSerializer(serializers.Serializer):
    """Whether it can be taken back, what that would do now, and what it would leave alone."""

    state = serializers.ChoiceField(choices=STATES)
    will = serializers.ListField(child=serializers.CharField(), default=list)
    wont = serializers.ListField(child=serializers.CharField(), default=list)
    why = serializers.CharField(default="")


class OperationDetailSerializer(OperationSerializer):
    undo = UndoSerializer()


class OperationQuery(StrictSerializer):
    kind = serializers.CharField(required=False, max_length=40)


class PlanQuery(StrictSerializer):
    plan = serializers.BooleanField(
        default=False, help_text="Work the plan out, however many rows are concerned."
    )


class OperationEndpoint(Endpoint):
    def get_queryset(self):
        return Operation.objects.visible_to(self.request.member).select_related("by__user", "staff")


class OperationList(OperationEndpoint):
    needs = {"GET": "undo"}

    @extend_schema(
        operation_id="operations_list",
        tags=["operations"],
        parameters=[OperationQuery],
        responses=OperationSerializer(many=True),
    )
    def get(self, request):
        """Operations, newest first; a Member sees their own."""
        return self.listed(OperationSerializer, self.get_queryset().filter(**self.asked(OperationQuery)))


class OperationDetail(OperationEndpoint):
    needs = {"GET": "undo"}

    @extend_schema(
        operation_id="operations_retrieve",
        tags=["operations"],
        parameters=[PlanQuery],
        responses=OperationDetailSerializer,
    )
    def get(self, request, pk):
        """One operation, with what an undo of it would do now."""
        operation = self.get_object()
        operation.undo = state_of(operation, request.member, may_take_long=self.asked(PlanQuery)["plan"])
        return Response(self.shown(OperationDetailSerializer, operation))


class OperationUndo(OperationEndpoint):
    needs = {"POST": "undo"}

    @extend_schema(
        operation_id="operations_undo",
        tags=["operations"],
        request=None,
        responses={
            201: OpenApiResponse(OperationDetailSerializer, description="The undo, itself an operation."),
            202: OpenApiResponse(
                OperationDetailSerializer, description="A worker will take it back; `Location` tells how far it is."
            ),
        },
    )
    def post(self, request, pk):
        """Take an operation back."""
        self.given(StrictSerializer)
        operation = self.get_object()
        require(request.member, "undo", operation)
        done = request_undo(operation, by=request.member)
        if isinstance(done, Job):
            operation.undo = {"state": "waiting"}
            watched = request.build_absolute_uri(link("api:operation", operation.pk))
            shown = self.shown(OperationDetailSerializer, operation)
            return Response(shown, status=202, headers={"Location": watched})
        undone = self.get_queryset().get(pk=done.pk)
        undone.undo = {"state": "done", "will": done.plan.will, "wont": done.plan.wont}
        return Response(self.shown(OperationDetailSerializer, undone), status=201)


def state_of(operation, member, *, may_take_long):
    """What there is to say about taking an operation back."""
    if why := refusal_for(member, operation):
        return {"state": "refused", "why": why}
    job = undo_job(operation)
    if job and job.state in (Job.State.QUEUED, Job.State.RUNNING):
        return {"state": "waiting"}
    try:
        check_undoable(operation)
        if not may_take_long and is_large(operation):
            return {"state": "large"}
        plan = plan_undo(operation)
    except NothingToUndo as refusal:
        return {"state": "refused", "why": str(refusal)}
    return {"state": "possible" if plan else "nothing", "will": plan.will, "wont": plan.wont}
