import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import isolate_apps

from hirepilot.management.commands import rotate_keys
from hirepilot.models import Workspace
from hirepilot.secrets import CannotUnseal, EncryptedField, seal, unseal
from hirepilot.tenancy import WorkspaceModel, workspace_scope
from tests.factories.hirepilot import UserFactory, WorkspaceFactory

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()

with isolate_apps("hirepilot"):

    class Vault(models.Model):
        """A table of this test only."""

        name = models.CharField(max_length=20)
        key = EncryptedField(null=True)

        class Meta:
            app_label = "hirepilot"
            db_table = "test_vault"

    class WorkspaceVault(WorkspaceModel):
        """The same inside workspaces."""

        workspace = models.ForeignKey(
            Workspace,
            on_delete=models.PROTECT,
            related_name="+",
            default=WorkspaceModel._meta.get_field("workspace").default,
        )
        key = EncryptedField()

        class Meta(WorkspaceModel.Meta):
            app_label = "hirepilot"
            db_table = "test_workspace_vault"


@pytest.fixture(autouse=True)
def vaults(db, settings, monkeypatch):
    settings.ENCRYPTION_KEYS = [OLD]
    monkeypatch.setattr(
        rotate_keys, "encrypted_models", lambda: [(Vault, ["key"]), (WorkspaceVault, ["key"])]
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE test_vault (id bigserial PRIMARY KEY, name varchar(20), key text)")
        cursor.execute(
            "CREATE TEMP TABLE test_workspace_vault (id bigserial PRIMARY KEY, workspace_id bigint NOT NULL, key text)"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE test_vault, test_workspace_vault")


def sealed(table="test_vault"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM {table} ORDER BY id")
        return [key for (key,) in cursor.fetchall()]


def test_afterwards_the_old_key_is_not_needed_anywhere(settings, monkeypatch, capsys):
    monkeypatch.setattr(rotate_keys, "BATCH", 2)
    Vault.objects.bulk_create([Vault(name="x", key=f"sk-{number}") for number in range(5)])
    Vault.objects.bulk_create([Vault(name="empty", key=""), Vault(name="none", key=None)])
    for number in range(3):
        with workspace_scope(WorkspaceFactory()):
            WorkspaceVault.objects.create(key=f"ws-{number}")
    user = UserFactory()
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal("JBSWY3DP")})
    Authenticator.objects.create(
        user=user,
        type="recovery_codes",
        data={"seed": seal("seed"), "migrated_codes": [seal("a"), seal("b")], "used_mask": 3},
    )

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    call_command("rotate_keys")
    settings.ENCRYPTION_KEYS = [NEW]

    assert [unseal(key) for key in sealed()[:5]] == [f"sk-{number}" for number in range(5)]
    assert sealed()[5:] == ["", None]
    assert [unseal(key) for key in sealed("test_workspace_vault")] == ["ws-0", "ws-1", "ws-2"]
    totp, codes = Authenticator.objects.order_by("pk").values_list("data", flat=True)
    assert unseal(totp["secret"]) == "JBSWY3DP"
    assert (
        unseal(codes["seed"]),
        [unseal(code) for code in codes["migrated_codes"]],
        codes["used_mask"],
    ) == ("seed", ["a", "b"], 3)
    assert capsys.readouterr().out.splitlines() == [
        "hirepilot.Vault: 7 sealed anew",
        "hirepilot.WorkspaceVault: 3 sealed anew",
        "second factors: 2 sealed anew",
    ]


def test_a_secret_of_a_lost_key_stops_the_command_and_stays_as_it_is(settings):
    Vault.objects.create(name="lost", key="sk-1")
    before = sealed()
    settings.ENCRYPTION_KEYS = [NEW]

    with pytest.raises(CommandError, match=r"hirepilot\.Vault: A stored secret"):
        call_command("rotate_keys")

    assert sealed() == before
    with pytest.raises(CannotUnseal):
        Vault.objects.get()


def test_it_can_run_again(settings):
    Vault.objects.create(name="x", key="sk-1")

    for _ in range(2):
        call_command("rotate_keys")

    assert [unseal(key) for key in sealed()] == ["sk-1"]


def test_every_model_with_an_encrypted_field_is_found(monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr("django.apps.apps.get_models", lambda: [Vault, Authenticator, WorkspaceVault])

    assert list(rotate_keys.encrypted_models()) == [(Vault, ["key"]), (WorkspaceVault, ["key"])]
