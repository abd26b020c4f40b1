"""Places in a workspace kept for an address. Of a random token only the hash is stored; a newer one replaces it."""

import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from smtplib import SMTPException

import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hirepilot.errors import (
    InvitationError,
    InvitationExpired,
    InvitationUsed,
    InvitationWithdrawn,
    NotAllowed,
    NotHere,
    WrongAddress,
)
from hirepilot.journal import operation
from hirepilot.models import Invitation, Membership, Workspace
from hirepilot.models.api_token import hashed
from hirepilot.outbox import replaces_mail_server
from hirepilot.services.members import ASSIGNABLE, changing
from hirepilot.tenancy import workspace_scope
from hirepilot.wording import plural

log = structlog.get_logger(__name__)
MAX_AT_ONCE = 100
MAX_OPEN = 500  # of a workspace: nobody may use us to write to the whole world
MADE, MEMBER, REFUSED = "made", "member", "refused"


@dataclass(frozen=True)
class Invited:
    """What became of one address of the list. The link is there to copy when no mail went out."""

    email: str
    outcome: str  # MADE, MEMBER or REFUSED
    reason: str = ""
    token: str = field(default="", repr=False)
    mailed: bool = False

    @property
    def link(self):
        return "" if self.mailed or not self.token else link_of(self.token)


def link_of(token):
    return settings.BASE_URL + reverse("invitation", args=[token])


def split_addresses(text):
    """The addresses of a list as people paste it: lines, commas, semicolons or blanks, with or without names."""
    unnamed = re.sub(r'"[^"\n]*"', " ", text)  # "Berg, Mia" <mia@…>
    parts = [part.strip() for part in re.split(r"[,;\n\r\t]+", unnamed)]
    return [one for part in parts if part for one in (part.split() if part.count("@") > 1 else [part])]


def invite(by, emails, role):
    """Invite addresses; an open invitation of the same address is replaced. One answer an address, in their order."""
    if role not in ASSIGNABLE:
        raise NotAllowed(
            "Owner is not given by invitation. The Owner can transfer the workspace to a member."
        )
    wanted = list(dict.fromkeys(_clean(email) for email in emails))
    with changing(by, "manage members") as by:
        answers = _decide(by, wanted)
        made = [answer for answer in answers if answer.outcome == MADE]
        if made:
            with operation("member.invite", by=by, summary=f"Invited {plural(len(made), 'person,people')}"):
                _write(by, made, role)
    mailed = _send(by, made, role)  # after the commit: a mail must not tell of what is then taken back
    return [replace(answer, mailed=mailed and answer.outcome == MADE) for answer in answers]


def renew(by, invitation):
    """Send an invitation again, with a new link and a new date; the old link stops working."""
    if invitation.workspace_id != by.workspace_id:
        raise NotHere
    return invite(by, [invitation.email], invitation.role)[0]


def withdraw(by, invitation):
    """Take an invitation back; its link stops working at once. False when it was accepted or withdrawn before."""
    with changing(by, "manage members") as by:
        waiting = Invitation.objects.filter(workspace=by.workspace_id, accepted_at=None, withdrawn_at=None)
        if not waiting.filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
            return False
        with operation("member.withdraw", by=by, summary="Withdrew an invitation"):
            return True


def find(token_hash):
    """The invitation behind a link, whatever its state, or None."""
    return (
        Invitation.objects.filter(token_hash=token_hash)
        .select_related("workspace", "invited_by__user")
        .first()
    )


def accept(user, token, *, confirmed=False):
    """Come in by a link; returns the membership. A second click finds the first one's.

    Somebody with another address than the invited one has to confirm that they mean it.
    """
    return accept_hashed(user, hashed(token), confirmed=confirmed)


@transaction.atomic
def accept_hashed(user, token_hash, *, confirmed=False):
    """The same by the hash of the token, which is all that a session keeps of a link."""
    invitation = find(token_hash)
    if invitation is None:
        raise InvitationError
    Workspace.objects.select_for_update(no_key=True).get(pk=invitation.workspace_id)
    invitation.refresh_from_db(fields=["accepted_at", "withdrawn_at", "expires_at", "role"])
    member = Membership.objects.filter(user=user, workspace=invitation.workspace_id).first()
    inside, theirs = member is not None and member.removed_at is None, is_for(invitation, user)
    if inside and (invitation.accepted_at or not theirs):
        return member  # a colleague who tries the link of another must not use it up
    refuse_unusable(invitation)
    if not theirs and not confirmed:
        raise WrongAddress
    if not inside:
        member = _admit(user, invitation)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return member


def refuse_unusable(invitation):
    """Raise what is wrong with an invitation that nobody can come in by any more."""
    if invitation.accepted_at:
        raise InvitationUsed
    if invitation.withdrawn_at:
        raise InvitationWithdrawn
    if invitation.expires_at <= timezone.now():
        raise InvitationExpired


def is_for(invitation, user):
    """Whether the user has the invited address, as the one they sign in with or as another that they have confirmed."""
    invited = invitation.email.lower()
    others = EmailAddress.objects.filter(user=user, email=invited, verified=True)
    return user.email.lower() == invited or others.exists()


def _admit(user, invitation):
    """Somebody who was removed comes back as who they were, in the role that they are invited to now."""
    member, _ = Membership.objects.update_or_create(
        user=user,
        workspace=invitation.workspace,
        defaults={"role": invitation.role, "removed_at": None},
        create_defaults={"role": invitation.role},
    )
    with (
        workspace_scope(invitation.workspace),
        operation("member.join", by=member, summary=f"{user} joined as {member.get_role_display()}"),
    ):
        return member


def _clean(email):
    named = re.search(r"<([^<>]*)>\s*$", email)  # Mia Berg <mia@…>
    return (named[1] if named else email).strip().lower()


def _decide(by, wanted):
    here = Membership.objects.current().filter(workspace=by.workspace_id)
    others = EmailAddress.objects.filter(verified=True, user__in=here.values("user"))
    inside = {
        email.lower()
        for email in here.values_list("user__email", flat=True).union(others.values_list("email"))
    }
    places = (
        MAX_OPEN
        - Invitation.objects.open().filter(workspace=by.workspace_id).exclude(email__in=wanted).count()
    )
    answers = []
    for email in wanted:
        answer = _judge(email, inside, places, full=len(answers) >= MAX_AT_ONCE)
        places -= answer.outcome == MADE
        answers.append(answer)
    return answers


def _judge(email, inside, places, *, full):
    if email in inside:
        return Invited(email, MEMBER)
    if full:
        return Invited(email, REFUSED, f"More than {MAX_AT_ONCE} at once: invite the rest afterwards.")
    if places <= 0:
        return Invited(email, REFUSED, f"{MAX_OPEN} invitations are open already: withdraw some first.")
    try:
        validate_email(email)
    except ValidationError:
        return Invited(email[:254], REFUSED, "Not an email address.")
    return Invited(email, MADE, token=secrets.token_urlsafe(32))


def _write(by, made, role):
    now = timezone.now()
    older = Invitation.objects.filter(workspace=by.workspace_id, accepted_at=None, withdrawn_at=None)
    older.filter(email__in=[answer.email for answer in made]).update(withdrawn_at=now)
    Invitation.objects.bulk_create(
        Invitation(
            workspace_id=by.workspace_id,
            email=answer.email,
            role=role,
            token_hash=hashed(answer.token),
            invited_by=by,
            expires_at=now + timedelta(days=settings.INVITATION_DAYS),
        )
        for answer in made
    )


def _send(by, made, role):
    """Whether the mail went to a mail server. When it did not, the links are there to copy and nothing is lost."""
    subject = f"{by.user} invites you to {by.workspace} on HirePilot"
    letters = [
        EmailMessage(
            " ".join(subject.split()),
            render_to_string(
                "emails/invitation.txt",
                {
                    "by": by,
                    "role": Membership.Role(role).label,
                    "link": link_of(answer.token),
                    "days": settings.INVITATION_DAYS,
                },
            ),
            to=[answer.email],
        )
        for answer in made
    ]
    try:
        if letters:
            get_connection().send_messages(letters)
    except (OSError, SMTPException) as error:
        log.warning("invitations were not mailed", workspace=by.workspace_id, error=str(error))
        return False
    return bool(letters) and not replaces_mail_server()
