"""What the site stands on: database, migrations, disk, and the mail server where there is one."""

import shutil
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from rorikt import mail
from rorikt.amounts import number
from rorikt.conditions import Condition, Measure, State

MAIL_WAIT = 3  # seconds for the mail server


def look_at_database(now: datetime) -> State:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except (DatabaseError, InterfaceError):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()  # so that the next who asks connects anew
        return State("Svarer ikke", False, detail="Se at databasen er i gang, og at DATABASE_URL er riktig.")
    return State("Svarer", True, now, {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor])


def look_at_migrations(now: datetime) -> State:
    lacking = known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    if lacking:
        return State("Ikke klargjort", False, detail="Kjør «./run manage migrate», og start Rorikt på nytt.")
    return State("Klargjort", True, now)


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Those of the code that runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def look_at_disk(now: datetime) -> State:
    """Of the data folder, and of the folder of temporary files."""
    least = settings.LEAST_FREE_MEGABYTES
    free = free_megabytes()
    if free < least:
        detail = f"Bare {number(free)} MB er ledig, og det bør være minst {number(least)}. Rydd, eller gi mer plass."
        return State("Snart full", False, now, detail)
    return State("Har plass", True, now, f"{number(free)} MB er ledig.")


def free_megabytes() -> int:
    """On the fullest of those that are written to."""
    folders = {settings.DATA_DIR, Path(settings.FILE_UPLOAD_TEMP_DIR or "/tmp")}
    return min(shutil.disk_usage(folder).free for folder in folders if folder.exists()) // 1_000_000


def look_at_mail(now: datetime) -> State:
    if not mail.is_set_up():
        return State("Ikke satt opp", True, detail="Ingen e-post sendes. Se RORIKT_MAIL_HOST.", tone="warning")
    try:
        mail.check_server(seconds=MAIL_WAIT)
    except mail.Undelivered:
        return State("Svarer ikke", False, detail="E-post venter til den svarer igjen. Se over RORIKT_MAIL_HOST.")
    return State("Svarer", True, now)


CONDITIONS = (
    Condition("Database", look_at_database, vital=True),
    Condition("Databasens utgave", look_at_migrations, vital=True),
    Condition("Plass på disken", look_at_disk, vital=True),
    Condition("E-posttjener", look_at_mail, vital=True),
)
MEASURES = (
    Measure(
        "disk_free_bytes",
        "Bytes free where data is written.",
        lambda now: [({}, free_megabytes() * 1_000_000.0)],
    ),
)
