"""Seal every stored secret with the first of ENCRYPTION_KEYS, so that the older ones can be taken away.

Safe to stop and to run again, and safe beside people who work: each batch locks its rows.
"""

from contextlib import nullcontext

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hirepilot.journal import operation
from hirepilot.models import Workspace
from hirepilot.secrets import CannotUnseal, EncryptedField, reseal
from hirepilot.tenancy import WorkspaceModel, workspace_scope

BATCH = 500


class Command(BaseCommand):
    help = "Seal every stored secret anew with the first of ENCRYPTION_KEYS."

    def handle(self, *args, **options):
        for model, fields in encrypted_models():
            self._tell(model._meta.label, sum(_rotate(model, fields, scope) for scope in _scopes(model)))
        self._tell("second factors", _each(Authenticator, _reseal_factor, ["data"]))

    def _tell(self, what, rows):
        self.stdout.write(f"{what}: {rows} sealed anew")


def encrypted_models():
    """Every model that has encrypted fields, with their names."""
    for model in apps.get_models():
        fields = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]
        if fields:
            yield model, fields


def _scopes(model):
    if not issubclass(model, WorkspaceModel):
        return [nullcontext()]
    return [workspace_scope(workspace) for workspace in Workspace.objects.order_by("pk")]


def _rotate(model, fields, scope):
    with scope:
        # Reading opens with any key, writing seals with the first.
        return _each(model, lambda row: None, fields)


def _each(model, change, fields):
    """Change and write all rows in batches, in the order of their keys; says how many."""
    done, last = 0, 0
    inside = operation if issubclass(model, WorkspaceModel) else _plain_transaction
    while True:
        with inside("keys.rotated", by_person=False):
            try:
                rows = list(
                    model._base_manager.select_for_update().filter(pk__gt=last).order_by("pk")[:BATCH]
                )
                for row in rows:
                    change(row)
            except CannotUnseal as error:
                raise CommandError(f"{model._meta.label}: {error}") from error
            if not rows:
                return done
            model._base_manager.bulk_update(rows, fields)
        done, last = done + len(rows), rows[-1].pk


def _plain_transaction(kind, *, by_person):
    return transaction.atomic()


def _reseal_factor(factor):
    """The secrets that allauth keeps inside its JSON, sealed by our adapter."""
    for name in ("secret", "seed"):
        if factor.data.get(name):
            factor.data[name] = reseal(factor.data[name])
    if codes := factor.data.get("migrated_codes"):
        factor.data["migrated_codes"] = [reseal(code) for code in codes]
