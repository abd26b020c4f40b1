from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class HirePilotConfig(AppConfig):
    name = "hirepilot"

    def ready(self):
        import_module("hirepilot.lookups")
        import_module("hirepilot.celery")
        import_module("hirepilot.checks")
        # Every app of ours may have tasks, receivers and panels; loading them here fills the registries.
        for config in apps.get_app_configs():
            if config.name in ("hirepilot", "leads", "enrichment", "campaigns", "support"):
                for name in ("tasks", "receivers", "panels"):
                    if module_has_submodule(config.module, name):
                        import_module(f"{config.name}.{name}")
