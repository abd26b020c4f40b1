from django.apps import apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from hirepilot.staff import grant_permissions

# Permissions are made app by app; ours are complete when the last app is through.
LAST_APP = [config.label for config in apps.get_app_configs() if config.models_module][-1]


@receiver(post_migrate, dispatch_uid="hirepilot.staff_groups")
def staff_groups(sender, apps=apps, **kwargs):
    if sender.label == LAST_APP and "group" in apps.all_models["auth"]:
        grant_permissions()
