from django.apps import AppConfig


class RoriktConfig(AppConfig):
    name = "rorikt"
    verbose_name = "Samarbeid og brukere"
    # Each app names the modules that do work in the background; see rorikt/jobs/queue.py.
    works = ("rorikt.tables.printed_tables", "rorikt.imports.imported_files")

    def ready(self) -> None:
        from rorikt.jobs import checks  # noqa: F401
