from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = "Brukerstøtte"

    def ready(self) -> None:
        """The worker of background jobs loads no page, so what it can do is made known here."""
        from rorikt import imported_files
        from support import pureservice_actions, sync, ticket_import_actions, touches  # noqa: F401

        imported_files.register(ticket_import_actions.KIND)

        # What the migrations set up for the tables may be lost with the next one that alters them.
        post_migrate.connect(touches.install, sender=self)
