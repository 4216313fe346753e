"""The demo of v0.2.0 brought to this release: every row, every amount and everything approved is as it was, on both
databases; and while the release before still answers.
"""

import json
import lzma
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from re import search
from urllib.parse import urlencode

import psycopg2
import pytest
from django.db.backends.sqlite3._functions import register as register_functions

from tests import shipped
from tests.run_all import throwaway_postgres

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SECRET_KEY = "upgrade-tests"
PASSWORD = "rorikt-demo-2024"
# The last commit before there were rules for migrations: what is upgraded from while it answers.
BEFORE = "8b15c705"
LONGEST = 5.0  # seconds of any request meanwhile
COUNTED = """
import json, django
django.setup()
from django.db import connection
told = {}
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        columns = connection.introspection.get_table_description(cursor, table)
        if not columns:
            continue
        amounts = [c.name for c in columns if str(c.type_code).startswith(("1700", "decimal"))]
        sums = "".join(f', round(coalesce(sum("{name}"), 0), 2)' for name in amounts)
        cursor.execute(f'SELECT count(*){sums} FROM "{table}"')
        count, *totals = cursor.fetchone()
        told[table] = [count, {name: f"{float(total):.2f}" for name, total in zip(amounts, totals)}]
print(json.dumps(told))
"""
PAGES = """
import json, django
django.setup()
from django.test import Client
from rorikt.pages.context import MAIN
from rorikt.people.models import User
from django.urls import reverse
answers = {}
for email in ("leder@demo.example", "administrator@demo.example", "okonomi@demo.example"):
    client, user = Client(), User.objects.get(email=email)
    client.force_login(user, backend="rorikt.access.log_in.EmailBackend")
    for label, name, permission in MAIN:
        if permission is None or user.has_perm(permission):
            answers[f"{email} {label}"] = client.get(reverse(name), follow=True, HTTP_HOST="127.0.0.1").status_code
print(json.dumps(answers))
"""
# Tables that are the same under another name or way of keeping, each with why its rows are counted otherwise.
COUNTED_OTHERWISE = {
    "django_migrations": "what is applied",
    "django_content_type": "models of the release",
    "auth_permission": "models of the release",
    "meetings_document_definitions": "a document defines the terms that it uses",
}
# Tables that are no more, each with the one that has its rows since.
MOVED = {"meetings_buildingproject": "meetings_registerrow"}


def run(environment, *command):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=shipped.ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(environment, code):
    return json.loads(run(environment, "-c", code).splitlines()[-1])


def dump(name):
    return lzma.decompress((HERE / f"{name}.sql.xz").read_bytes())


def load_postgres(url):
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", url], input=dump("postgresql"), check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """The environment of an installation that v0.2.0 has left."""
    given = {"RORIKT_SECRET_KEY": SECRET_KEY, "RORIKT_TASKS": "immediate"}
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "rorikt.sqlite3")) as database:
            register_functions(database)  # which its constraints ask, as rows are put in
            database.executescript(dump("sqlite").decode())
        yield shipped.environment(tmp_path, **given)
        return
    with throwaway_postgres({**os.environ}) as url:
        load_postgres(url)
        yield shipped.environment(tmp_path, DATABASE_URL=url, **given)


def test_every_row_and_amount_of_the_older_release_is_there_and_every_page_answers(old):
    before = told(old, COUNTED)
    run(old, "manage.py", "migrate", "--noinput")
    after = told(old, COUNTED)

    for table in sorted(before.keys() - COUNTED_OTHERWISE.keys()):
        count, sums = before[table]
        now, totals = after[MOVED.get(table, table)]
        assert now == count, table
        assert {name: totals[name] for name in sums if name in totals} == {k: v for k, v in sums.items() if k in totals}
    assert sum(count for count, _ in before.values()) > 30_000
    assert "er hel" in run(old, "manage.py", "verify_audit")
    assert "Alt er slik det var" in run(old, "manage.py", "verify_frozen")
    run(old, "manage.py", "collectstatic", "--noinput")
    answers = told(old, PAGES)
    assert set(answers.values()) == {200}, answers
    assert len(answers) > 9


@pytest.fixture
def release_before(tmp_path):
    """Its code as it was, with the packages of this one."""
    folder = tmp_path / "before"
    folder.mkdir()
    packed = subprocess.run(["git", "archive", BEFORE], cwd=shipped.ROOT, capture_output=True)
    if packed.returncode:
        pytest.skip(f"the clone has no {BEFORE}")
    subprocess.run(["tar", "x", "-C", str(folder)], input=packed.stdout, check=True)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    return folder


class Visitor(threading.Thread):
    """Reads and writes as a person does, and notes how long each took and what went wrong."""

    def __init__(self, address, over):
        super().__init__(daemon=True)
        self.address, self.over, self.took, self.wrong = address, over, [], []
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.sizes = ["large", "normal"]

    def ask(self, path, **form):
        began = time.monotonic()
        data = urlencode(form).encode() if form else None
        try:
            with self.browser.open(urllib.request.Request(f"{self.address}{path}", data), timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            self.wrong.append(f"{path}: {error.code}")
            return ""
        finally:
            self.took.append((time.monotonic() - began, path))

    def log_in(self):
        page = self.ask("/konto/login/")
        self.ask("/konto/login/", csrfmiddlewaretoken=token(page), login="leder@demo.example", password=PASSWORD)
        self.took.clear()

    def run(self):
        paths = ["/", "/moter/", "/dokumenter/", "/okonomi/", "/brukerstotte/"]
        while not self.over.is_set():
            for path in paths:
                self.ask(path)
            page = self.ask("/varsler/")
            if page:
                self.ask("/varsler/", csrfmiddlewaretoken=token(page))


def token(page):
    return search(r'name="csrfmiddlewaretoken" value="(.*?)"', page).group(1)


def test_the_release_before_answers_while_the_database_is_brought_to_this_one(release_before, tmp_path):
    theirs = shipped.load_run(release_before / "run")
    with throwaway_postgres({**os.environ}) as url:
        load_postgres(url)
        environment = shipped.environment(tmp_path / "data", DATABASE_URL=url, RORIKT_SECRET_KEY=SECRET_KEY)
        theirs.set_up(environment)
        port, over = shipped.free_port(), threading.Event()
        with theirs.site(port, environment):
            shipped.wait_for(f"http://127.0.0.1:{port}")
            visitors = [Visitor(f"http://127.0.0.1:{port}", over) for _ in range(2)]
            for visitor in visitors:
                visitor.log_in()
                visitor.start()
            run(environment, "manage.py", "migrate", "--noinput")
            rounds = [len(visitor.took) for visitor in visitors]
            deadline = time.monotonic() + 60
            while any(len(one.took) < count + 8 for one, count in zip(visitors, rounds, strict=True)):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            over.set()
            for visitor in visitors:
                visitor.join()

    assert [one for visitor in visitors for one in visitor.wrong] == []
    slowest = max(one for visitor in visitors for one in visitor.took)
    assert slowest[0] < LONGEST, slowest


TAKE = """
import django
django.setup()
from django.db import OperationalError, connection
from rorikt.management.commands.migrate import give_up_soon
from rorikt.snapshot import is_collision
give_up_soon()
try:
    connection.cursor().execute("ALTER TABLE held ADD COLUMN more integer")
except OperationalError as error:
    print(is_collision(error))
"""


def test_a_migration_does_not_wait_long_for_a_table_that_is_held(tmp_path):
    """Who comes after it would wait as long as it does. What `is_collision` tells of is tried again."""
    with throwaway_postgres({**os.environ}) as url, closing(psycopg2.connect(url)) as holder:
        environment = shipped.environment(tmp_path, DATABASE_URL=url, RORIKT_SECRET_KEY=SECRET_KEY)
        holder.cursor().execute("CREATE TABLE held ()")
        holder.commit()
        holder.cursor().execute("SELECT * FROM held")  # as a reader in a long transaction

        assert run(environment, "-c", TAKE).strip() == "True"
