"""Backed up while people write, put back on an empty machine, and compared byte by byte."""

import hashlib
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests import shipped
from tests.rorikt.backups.conftest import manage, run

pytestmark = pytest.mark.slow

# Writes as people do, until it is told to stop: files before their rows, and gone after them. What it takes away has
# been there for twenty seconds, so that a second copy of the database need not miss what the first one missed.
WRITE = """
import sys, threading, time, django
django.setup()
from hashlib import sha256
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from meetings.agenda.models import AgendaItem
from meetings.attachments import files
from meetings.attachments.models import Attachment
from rorikt.audit import trail
from rorikt.people.models import User
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
item, user, made, count = AgendaItem.objects.first(), User.objects.first(), [], 0
while not stop.is_set():
    count += 1
    data = f"opplasting {count}".encode() * 4000
    sha = sha256(data).hexdigest()
    path = files.keep(data, sha)
    with transaction.atomic():
        row = Attachment.objects.create(agenda_item=item, position=100 + count, title=f"Nr {count}", file=path,
            sha256=sha, page_count=1, byte_count=len(data), uploaded_at=timezone.now(), uploaded_by=user)
        trail.record("lastet opp", row, by=user, now=timezone.now())
    made.append((row.pk, path))
    if count < 100:
        continue
    if count == 100:
        print("begun", flush=True)
    time.sleep(0.2)
    if len(made) > 100:
        pk, path = made.pop(0)
        with transaction.atomic():
            Attachment.objects.filter(pk=pk).delete()
            transaction.on_commit(lambda path=path: default_storage.delete(path))
print(count)
"""
# Every row of every table, as JSON of the database's own text of it.
ROWS = """
import json, hashlib, django
django.setup()
from django.db import connection
told = {}
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        names = [c.name for c in connection.introspection.get_table_description(cursor, table)]
        if not names:
            continue
        cast = "{}::text" if connection.vendor == "postgresql" else "{}"
        cursor.execute(f'SELECT {", ".join(cast.format(chr(34) + name + chr(34)) for name in names)} FROM "{table}"')
        told[table] = sorted(hashlib.sha256(repr(row).encode()).hexdigest() for row in cursor.fetchall())
print(json.dumps(told))
"""
SEQUENCES = """
import django
django.setup()
from rorikt.people.models import User
last = User.objects.order_by("-pk").first().pk
assert User.objects.create_user("ny@example.no", name="Ny", role="author").pk > last
User.objects.filter(email="ny@example.no").delete()
"""
# What is written while the backup is made, and what putting it back changes.
WRITTEN = {"meetings_attachment", "rorikt_auditentry", "rorikt_backup"}
CHANGED = {
    "django_session", "rorikt_job", "django_tasks_database_dbtaskresult", "rorikt_mailhold", "rorikt_cache",
    "rorikt_dutystate", "meetings_pagesoffile", "meetings_attachmentpage",
}  # fmt: skip


def rows(environment):
    return json.loads(run(environment, "-c", ROWS).splitlines()[-1])


def files(environment):
    folder = Path(environment["RORIKT_DATA"]) / "files"
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {
        name: data for name, data in found.items() if not name.startswith(("jobs/", "papers/", "attachment-pages/"))
    }


def test_what_was_backed_up_while_people_wrote_is_whole_on_an_empty_machine(machines, tmp_path):
    used, empty = machines
    before, shelf = rows(used), tmp_path / "shelf"
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WRITE],
        cwd=shipped.ROOT, env=used, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as writer:  # fmt: skip
        writer.stdout.readline()
        told = manage(used, "backup", str(shelf))
        writer.stdin.close()
        assert int(writer.stdout.read()) > 110
    after = rows(used)

    restored = manage(empty, "restore", str(shelf))

    assert "lest tilbake fra disken, dekryptert og sammenlignet" in told
    assert re.search(r"verify_audit:.*Endringsloggen er hel", restored, re.DOTALL)
    assert "Alt er slik det var" in restored
    there = rows(empty)
    assert there.keys() == before.keys() == after.keys()
    for table in there.keys() - WRITTEN - CHANGED:
        assert there[table] == before[table], table
    assert set(before["rorikt_auditentry"]) <= set(there["rorikt_auditentry"])
    assert len(set(there["rorikt_auditentry"]) - set(after["rorikt_auditentry"])) == 1  # that it was put back
    assert there["django_session"] == []
    lasting, ours, theirs = [name for name in files(used) if name in files(empty)], files(used), files(empty)
    assert lasting
    assert {name: ours[name] for name in lasting} == {name: theirs[name] for name in lasting}
    for name, data in theirs.items():
        if name.startswith("attachments/"):
            assert Path(name).stem == hashlib.sha256(data).hexdigest()
    key = Path(empty["RORIKT_DATA"]) / "secret-key"
    assert key.read_bytes() == (Path(used["RORIKT_DATA"]) / "secret-key").read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.with_name("secret-key.before-restore").stat().st_mode & 0o777 == 0o600
    assert f"beholdt i {key}.before-restore" in restored
    run(empty, "-c", SEQUENCES)


def test_the_site_starts_on_it_and_a_packet_downloads(machines):
    _, empty = machines
    # A process that was started for the keys of the empty machine would not know the restored one.
    environment = shipped.environment(empty["RORIKT_DATA"], **given(empty))
    shipped.run.set_up(environment)  # as `./run serve` does: static files are not in a backup
    browser = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with shipped.serving(environment) as site:
        page = browser.open(f"{site.address}/konto/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(.*?)"', page).group(1)
        form = {"csrfmiddlewaretoken": token, "login": "leder@demo.example", "password": "rorikt-demo-2024"}
        browser.open(Request(f"{site.address}/konto/login/", urlencode(form).encode()))
        meetings = browser.open(f"{site.address}/moter/").read().decode()
        meeting = re.search(r'href="(/moter/2024/M\d+/)"', meetings).group(1)
        deadline = time.monotonic() + 300
        while True:
            answer = browser.open(f"{site.address}{meeting}pakke/")
            if answer.headers["Content-Type"] == "application/pdf":
                break
            assert time.monotonic() < deadline, answer.url
            time.sleep(1)

        assert answer.read().startswith(b"%PDF-")


def given(environment):
    return {name: value for name, value in environment.items() if name in ("DATABASE_URL", "RORIKT_BACKUP_PASSPHRASE")}


def test_what_is_there_is_replaced_only_under_its_own_name(machines, tmp_path):
    used, empty = machines
    manage(used, "backup", str(tmp_path))
    ours, environment = rows(used), shipped.environment(empty["RORIKT_DATA"], **given(empty))

    refused = manage(environment, "restore", str(tmp_path), fails=True)
    name = re.search(r"--over «(.*?)»", refused).group(1)
    wrong = manage(environment, "restore", str(tmp_path), "--over", "Et annet samarbeid", fails=True)
    locked = manage(
        {**environment, "RORIKT_BACKUP_PASSPHRASE": "feil passord her"}, "restore", str(tmp_path), fails=True
    )
    # Killed as soon as it has begun to write, and begun anew: the same half needs no name once more.
    marker = Path(empty["RORIKT_DATA"]) / "restoring.json"
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "restore", str(tmp_path), "--over", name],
        cwd=shipped.ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    while not marker.exists() and child.poll() is None:
        time.sleep(0.01)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    half = manage(environment, "tick", fails=True)
    manage(environment, "restore", str(tmp_path))

    assert "ikke tom" in refused
    assert f"heter «{name}», ikke «Et annet samarbeid»" in wrong
    assert "feil" in locked
    assert "Gjenopprettingen er ikke ferdig" in half
    there = rows(environment)
    for table in there.keys() - CHANGED - {"rorikt_auditentry", "rorikt_backup"}:
        assert there[table] == ours[table], table
    assert files(environment) == files(used)
    assert not marker.exists()
