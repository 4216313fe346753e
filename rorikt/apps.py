from django.apps import AppConfig
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.sqlite3.base import DatabaseWrapper


class RoriktConfig(AppConfig):
    name = "rorikt"
    verbose_name = "Samarbeid og brukere"
    # Each app names the modules that do work in the background; see rorikt/jobs/queue.py.
    works = ("rorikt.tables.printed_tables", "rorikt.imports.imported_files")
    # And those that do something by the clock; see rorikt/duties/ticking.py.
    duties = (
        "rorikt.jobs.duties",
        "rorikt.printing.duties",
        "rorikt.access.duties",
        "rorikt.saving.duties",
        "rorikt.telling.duties",
        "rorikt.storing.duties",
        "rorikt.proving.duties",
        "rorikt.backups.duties",
    )
    # Folders of storage that a backup leaves out, and those who have mail waiting when one is put back; see
    # rorikt/backups.
    made_again = ("papers", "jobs", "scratch", "waiting")
    restored = ("rorikt.telling.restored",)

    # And those that tell whether all is well; see rorikt/conditions.
    conditions = (
        "rorikt.running.machine",
        "rorikt.storing.condition",
        "rorikt.jobs.conditions",
        "rorikt.duties.conditions",
        "rorikt.telling.conditions",
        "rorikt.backups.condition",
        "rorikt.proving.condition",
    )
    # What is told to people; see rorikt/telling/telling.py. And who proves what it keeps: rorikt/proving/findings.py.
    tells = ("rorikt.proving.tells",)
    provers = ("rorikt.security.proof",)

    def ready(self) -> None:
        from rorikt.access import told as of_log_ins  # noqa: F401
        from rorikt.jobs import checks  # noqa: F401
        from rorikt.second_factor import told as of_factors  # noqa: F401
        from rorikt.sessions import keeping  # noqa: F401

        # SQLite takes 64 bits in every column of numbers. What PostgreSQL refuses is refused there too, at its field: a
        # target of nine million million days stops all measuring, and such a time for payment every invoice.
        DatabaseWrapper.ops_class.integer_field_range = BaseDatabaseOperations.integer_field_range  # type: ignore
