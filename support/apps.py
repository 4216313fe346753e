from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = "Brukerstøtte"

    def ready(self) -> None:
        """The worker of background jobs loads no page, so what it can do is made known here."""
        from support import pureservice_actions, sync  # noqa: F401
