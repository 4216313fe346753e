"""An installation with the demo and uploads in it, on each of the databases, and an empty machine beside it."""

import os
import subprocess
import sys

import pytest

from tests import shipped
from tests.run_all import throwaway_postgres

PASSPHRASE = "en lang setning som ingen gjetter"
# From the demo on SQLite, row by row: to load it once more would take minutes.
CARRY = """
import os, sys, django
from django.conf import settings
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
connections.settings["lite"] = {**connections.settings["default"], "ENGINE": "django.db.backends.sqlite3",
    "NAME": sys.argv[1], "OPTIONS": {}, "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}
call_command("migrate", interactive=False, verbosity=0)
kinds = apps.get_models(include_auto_created=True)
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("SET session_replication_role = replica")
    names = ", ".join(f'"{kind._meta.db_table}"' for kind in kinds if kind._meta.managed)
    cursor.execute(f"TRUNCATE {names} CASCADE")
    for kind in kinds:
        if kind._meta.managed and not kind._meta.proxy:
            rows = list(kind._base_manager.using("lite"))
            kind._base_manager.using("default").bulk_create(rows, batch_size=2000)
    cursor.execute("SET session_replication_role = origin")
    for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
        cursor.execute(statement)
"""
UPLOAD = """
import django
django.setup()
from django.core.files.base import ContentFile
from django.utils import timezone
from rorikt.people.models import Cooperation, User
from meetings.agenda.models import AgendaItem
from meetings.attachments import files
from meetings.attachments.models import Attachment
from hashlib import sha256
from tests.pdfs import make_pdf
data = make_pdf()
sha = sha256(data).hexdigest()
Attachment.objects.create(agenda_item=AgendaItem.objects.first(), position=90, title="Opplasting",
    file=files.keep(data, sha), sha256=sha, page_count=1, byte_count=len(data), uploaded_at=timezone.now(),
    uploaded_by=User.objects.first())
house = Cooperation.objects.get()
house.logo.save("logo.png", ContentFile(b"\\x89PNG" + bytes(5000)))
"""


def run(environment, *command, fails=False):
    """What it printed; of one that is to fail, what it complained of."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=shipped.ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=500,
    )  # fmt: skip
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stderr if fails else done.stdout


def manage(environment, *arguments, **options):
    return run(environment, "manage.py", *arguments, **options)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def machines(request, tmp_path_factory):
    """The environments of the one that is used and of the empty one."""
    folder = tmp_path_factory.mktemp(request.param)
    ours = {"RORIKT_BACKUP_PASSPHRASE": PASSPHRASE, "RORIKT_TASKS": "database"}
    if request.param == "sqlite":
        data = shipped.copy_of(shipped.loaded_demo(), folder / "used")
        yield from ready(shipped.environment(data, **ours), shipped.environment(folder / "empty", **ours))
        return
    (folder / "used").mkdir()
    with throwaway_postgres({**os.environ}) as used, throwaway_postgres({**os.environ}) as empty:
        there = shipped.environment(folder / "used", DATABASE_URL=used, **ours)
        run(there, "-c", CARRY, str(shipped.loaded_demo() / "rorikt.sqlite3"))
        yield from ready(there, shipped.environment(folder / "empty", DATABASE_URL=empty, **ours))


def ready(used, empty):
    run(used, "-c", UPLOAD)
    manage(used, "accept_secret_key")  # which the first start of a worker would note, while it is compared
    yield used, empty
