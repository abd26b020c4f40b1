"""Each key is new and can be used."""

import io

from django.core.management import call_command

from hirepilot.secrets import seal, unseal


def test_a_new_key_seals_and_no_two_are_the_same(settings):
    keys = []
    for _ in range(2):
        said = io.StringIO()
        call_command("new_encryption_key", stdout=said)
        keys.append(said.getvalue().strip())

    settings.ENCRYPTION_KEYS = [keys[0]]
    assert unseal(seal("secret")) == "secret"
    assert keys[0] != keys[1]
