from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print a new key. Put it in front of ENCRYPTION_KEYS; `rotate_keys` then re-seals what is stored."
    requires_system_checks = []

    def handle(self, **options):
        self.stdout.write(Fernet.generate_key().decode())
