from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from hirepilot import seeds
from hirepilot.context import Actor
from hirepilot.journal import acting
from hirepilot.models import User
from hirepilot.tenancy import workspace_scope

APPS = ("hirepilot", "leads", "enrichment", "campaigns", "support")  # what the later ones hang on comes first


class Command(BaseCommand):
    help = (
        "Fill an empty database with the demo: each app's seeds.py adds its part by `seed(workspace, owner)`. "
        "Prints how to sign in; run again, it changes nothing."
    )

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("The demo's passwords are public: seed is for development only.")
        if seeds.is_empty():
            self._fill()
        self.stdout.write(self._how_to_sign_in(), ending="")

    @transaction.atomic
    def _fill(self):
        workspace, owner = seeds.open_demo()
        with workspace_scope(workspace), acting(Actor(member_id=owner.pk)):
            for label in APPS:
                if module_has_submodule(apps.get_app_config(label).module, "seeds"):
                    import_module(f"{label}.seeds").seed(workspace, owner)

    def _how_to_sign_in(self):
        """Only what is still true: the person may have changed the password since."""
        lines = []
        for email, what in ((seeds.DEMO, "Demo"), (seeds.SUPER_ADMIN, "Super Admin (/admin/)")):
            user = User.objects.filter(email=email).first()
            if user and user.check_password(seeds.PASSWORD):
                lines.append(f"{what}: {email}, password {seeds.PASSWORD}\n")
        return "".join(lines)
