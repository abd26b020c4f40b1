from hirepilot.models.api_reply import ApiReply
from hirepilot.models.api_token import ApiToken
from hirepilot.models.invitation import Invitation
from hirepilot.models.job import Job
from hirepilot.models.membership import Membership
from hirepilot.models.notification import Notification
from hirepilot.models.operation import Change, JournaledModel, Operation
from hirepilot.models.user import User
from hirepilot.models.workspace import Workspace

__all__ = [
    "ApiReply",
    "ApiToken",
    "Change",
    "Invitation",
    "Job",
    "JournaledModel",
    "Membership",
    "Notification",
    "Operation",
    "User",
    "Workspace",
]
