from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = "Brukerstøtte"
    offers = ("support.statistics.offers", "support.workload.offers")
    works = ("support.syncing.sync", "support.measuring.actions", "support.syncing.actions")
    duties = ("support.syncing.duties", "support.imports.duties")
    conditions = ("support.syncing.conditions",)

    def ready(self) -> None:
        from rorikt.imports import imported_files
        from support.imports.actions import KIND
        from support.measuring import touches

        imported_files.register(KIND)

        # What the migrations set up for the tables may be lost with the next one that alters them.
        post_migrate.connect(touches.install, sender=self)
