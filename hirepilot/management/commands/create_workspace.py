import getpass
import os
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from hirepilot.forms import NewWorkspaceForm
from hirepilot.models import User
from hirepilot.services.members import create_workspace
from hirepilot.services.users import make_user, password_link

PASSWORD = "OWNER_PASSWORD"


class Command(BaseCommand):
    help = (
        "Make a workspace and its Owner. A new Owner's password is taken from the environment variable "
        f"{PASSWORD}, else asked for on a terminal, else chosen by the Owner at an address that is printed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help="of the workspace")
        parser.add_argument("--owner-email", required=True)
        parser.add_argument("--owner-name", default="")
        parser.add_argument("--zone", default="UTC", help="for example Europe/Berlin")
        parser.add_argument(
            "--country", default="US", help="two letters, for phone numbers without a country code"
        )
        parser.add_argument("--no-input", action="store_true", help="never ask for a password")

    @transaction.atomic
    def handle(self, *, name, owner_email, owner_name, zone, country, no_input, **options):
        typed = {"name": name, "time_zone": zone, "default_country": country.upper()}
        form = NewWorkspaceForm(typed | {"your_name": owner_name or "Owner"}, user=User())
        if not form.is_valid():
            raise CommandError(
                "; ".join(f"{field}: {' '.join(errors)}" for field, errors in form.errors.items())
            )
        values = form.cleaned_data
        owner_name = values.pop("your_name") if owner_name else ""
        owner = self._owner(owner_email.strip(), owner_name, ask=not no_input and sys.stdin.isatty())
        workspace = create_workspace(owner, **values)
        self.stdout.write(f"{workspace} is at /w/{workspace.slug}/ and belongs to {owner.email}.")
        if not owner.has_usable_password():
            self.stdout.write(f"{owner.email} chooses a password at {password_link(owner)}")

    def _owner(self, email, name, *, ask):
        if known := User.objects.filter(email__iexact=email).first():
            return known
        password = os.environ.get(PASSWORD) or (ask and self._asked()) or None
        try:
            validate_email(email)
            if password:
                validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return make_user(email, name, password)

    def _asked(self):
        password = getpass.getpass("Password of the Owner (empty: print a link): ")
        if password and password != getpass.getpass("Again: "):
            raise CommandError("The two passwords are not the same.")
        return password
