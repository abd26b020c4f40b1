import pickle

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from hirepilot.secrets import CannotUnseal, EncryptedField, Secret, last_four, reseal, seal, unseal

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def keys(settings):
    settings.ENCRYPTION_KEYS = [NEW, OLD]


with isolate_apps("hirepilot"):

    class Vault(models.Model):
        """A table of this test only; the product's apps do not know it."""

        name = models.CharField(max_length=20)
        key = EncryptedField(null=True, blank=True)

        class Meta:
            app_label = "hirepilot"
            db_table = "test_vault"


@pytest.mark.parametrize("text", ("sk-123", "", "ключ 🔑", "x" * 100_000, "line\nline\x00"))
def test_a_sealed_text_comes_back_and_looks_different_each_time(text):
    assert unseal(seal(text)) == text
    assert seal(text) != seal(text)
    assert not text or text not in seal(text)


def test_an_old_key_still_opens_and_a_resealed_text_no_longer_needs_it(settings):
    settings.ENCRYPTION_KEYS = [OLD]
    sealed = seal("sk-123")

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert unseal(sealed) == "sk-123"
    again = reseal(sealed)

    settings.ENCRYPTION_KEYS = [NEW]
    assert unseal(again) == "sk-123"
    for act in (unseal, reseal):
        with pytest.raises(CannotUnseal):
            act(sealed)


@pytest.mark.parametrize("forged", ("", "sk-123", "gAAAA", seal.__doc__ or "x"))
def test_what_was_not_sealed_by_us_is_refused(forged):
    with pytest.raises(CannotUnseal):
        unseal(forged)


def test_a_changed_byte_is_noticed():
    sealed = seal("sk-123")

    with pytest.raises(CannotUnseal):
        unseal(sealed[:30] + ("A" if sealed[30] != "A" else "B") + sealed[31:])


def test_a_secret_does_not_show_itself_but_is_the_text():
    secret = unseal(seal("sk-123"))

    assert repr(secret) == repr({"k": secret})[6:-1] == "Secret(…)"
    assert f"Bearer {secret}" == "Bearer sk-123"
    assert pickle.loads(pickle.dumps(secret)) == "sk-123"


@pytest.mark.parametrize(
    ("secret", "shown"),
    (("sk-1234567890", "••••7890"), ("sk-12345678", "••••"), ("123456789012", "••••9012"), ("", "")),
)
def test_people_see_the_last_four_characters_of_a_long_enough_secret(secret, shown):
    assert last_four(secret) == shown


@pytest.fixture
def vault(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE test_vault (id bigserial PRIMARY KEY, name varchar(20), key text)")
    yield Vault
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE test_vault")


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM test_vault ORDER BY id")
        return [key for (key,) in cursor.fetchall()]


def test_the_field_is_sealed_in_the_database_and_open_in_python(vault):
    for key in ("sk-123", "", None):
        vault.objects.create(name="x", key=key)

    assert [row.key for row in vault.objects.order_by("pk")] == ["sk-123", "", None]
    assert unseal(stored()[0]) == "sk-123"
    assert stored()[1:] == ["", None]
    assert isinstance(vault.objects.first().key, Secret)


def test_the_field_is_sealed_by_every_way_of_writing(vault):
    row = vault.objects.create(name="x", key="one")
    vault.objects.update(key="two")
    vault.objects.bulk_create([vault(name="y", key="three")])
    vault.objects.bulk_update([vault(pk=row.pk, key="four")], ["key"])

    assert [unseal(key) for key in stored()] == ["four", "three"]


@pytest.mark.parametrize(
    "condition",
    (
        {"key": "sk-123"},
        {"key__contains": "s"},
        {"key__in": ["s"]},
        {"key__startswith": "s"},
        {"key__length": 1},
    ),
)
def test_the_field_cannot_be_searched(vault, condition):
    with pytest.raises(FieldError, match="encrypted"):
        list(vault.objects.filter(**condition))


def test_the_field_can_be_asked_whether_it_is_there(vault):
    vault.objects.create(name="with", key="sk-123")
    vault.objects.create(name="without")

    assert [row.name for row in vault.objects.filter(key__isnull=True)] == ["without"]


def test_a_dump_does_not_carry_it(vault):
    vault.objects.create(name="x", key="sk-123")

    assert "sk-123" not in serializers.serialize("json", vault.objects.all())
