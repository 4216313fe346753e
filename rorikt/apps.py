from django.apps import AppConfig


class RoriktConfig(AppConfig):
    name = "rorikt"
    verbose_name = "Samarbeid og brukere"
    # Each app names the modules that do work in the background; see rorikt/jobs/queue.py.
    works = ("rorikt.tables.printed_tables", "rorikt.imports.imported_files")
    # And those that do something by the clock; see rorikt/duties/ticking.py.
    duties = ("rorikt.jobs.duties", "rorikt.printing.duties", "rorikt.access.duties")

    def ready(self) -> None:
        from rorikt.jobs import checks  # noqa: F401
