"""Two machines with a data folder each: they share one PostgreSQL and one object store, and nothing else.

A machine is a web server and a worker. Whoever is asked, and whoever does the work, what is read is the same.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
import requests

from tests import object_store, run_all, shipped
from tests.pdfs import make_pdf

KEY = "the-same-on-both-machines-and-known-to-nobody-else"
BUCKET = "rorikt"
PASSWORD = "rorikt-demo-2024"
PACKET = "/moter/2024/M1/pakke/"
PATIENCE = 240


@dataclass(frozen=True)
class Machine:
    site: shipped.Site

    @property
    def name(self):
        return f"run-{self.site.address.rsplit(':', 1)[1]}"

    @property
    def data(self):
        return Path(self.site.environment["RORIKT_DATA"])

    def url(self, path):
        return self.site.address + path

    def worker(self):
        """The id of the process that does its jobs."""
        listed = subprocess.run(["ps", "-wweo", "pid,args"], capture_output=True, encoding="utf-8").stdout.splitlines()
        found = (int(line.split()[0]) for line in listed if "db_worker" in line and line.endswith(self.name))
        return next(found, None)


@dataclass(frozen=True)
class Both:
    machines: tuple[Machine, Machine]
    objects: object_store.ObjectStore
    database: str

    def rows(self, query, *values):
        with psycopg2.connect(self.database) as connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def forget_papers(self):
        """Everything printed is gone, wherever it is."""
        for machine in self.machines:
            for folder in ("papers", "copies"):
                shutil.rmtree(machine.data / folder, ignore_errors=True)
        client = self.objects.client()
        for name in self.objects.names(BUCKET):
            if name.startswith("papers/"):
                client.delete_object(Bucket=BUCKET, Key=name)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    home = tmp_path_factory.mktemp("machines")
    with ExitStack() as running:
        database = running.enter_context(run_all.throwaway_postgres(dict(os.environ)))
        objects = running.enter_context(object_store.running())
        objects.make(BUCKET)
        given = {"DATABASE_URL": database, "RORIKT_SECRET_KEY": KEY, **objects.settings(BUCKET)}
        environments = [shipped.environment(home / name, **given) for name in ("one", "two")]
        shipped.run.set_up(environments[0])
        shipped.run.do(environments[0], "load_demo")
        shipped.run.collect_static(environments[1])
        machines = []
        for environment in environments:
            port = shipped.free_port()
            running.enter_context(shipped.run.site(port, environment))  # what dies is not started again
            machines.append(Machine(shipped.Site(f"http://127.0.0.1:{port}", environment)))
        for machine in machines:
            shipped.wait_for(machine.site.address)
        yield Both(tuple(machines), objects, database)


@pytest.fixture(scope="module")
def head(both):
    """Logged in on the first machine. Both have the same host name, as behind a proxy."""
    return logged_in(both.machines[0], "leder@demo.example")


def logged_in(machine, email, password=PASSWORD):
    person = requests.Session()
    person.get(machine.url("/konto/login/"))
    sent(person, machine, "/konto/login/", login=email, password=password)
    return person


def sent(person, machine, path, files=None, **typed):
    token = person.cookies["csrftoken"]
    return person.post(machine.url(path), {**typed, "csrfmiddlewaretoken": token}, files=files, timeout=PATIENCE)


def file_behind(person, machine, path):
    """What is at the end of the job that makes it."""
    deadline = time.monotonic() + PATIENCE
    answer = person.get(machine.url(path), timeout=60)
    while not answer.headers["content-type"].startswith("application/pdf"):
        assert time.monotonic() < deadline, answer.text[-2000:]
        assert answer.status_code == 200, answer.text[-2000:]
        time.sleep(0.3)
        answer = person.get(machine.url(path), timeout=60)
    return answer.content


def wait_until(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found


def pages_of(person, machine, first="/"):
    """Every page that links lead to from the front page, two steps away; what is made by a job is left out."""
    seen, asked = {}, [first]
    for path in asked:
        answer = person.get(machine.url(path), timeout=120)
        seen[path] = answer.status_code
        if len(asked) < 60:
            found = re.findall(r'href="(/[^"#?]*)"', answer.text)
            left_out = re.compile(r"/(pakke|static|konto|pdf|enkeltfiler|jobber|admin)/|\.|/original/")
            asked += [one for one in dict.fromkeys(found) if one not in asked and not left_out.search(one)]
    return seen


def test_a_log_in_on_one_machine_holds_on_the_other(both, head):
    one, two = both.machines

    answers = [head.get(machine.url("/varsler/"), allow_redirects=False).status_code for machine in (one, two)]
    anonymous = requests.get(two.url("/varsler/"), allow_redirects=False).status_code

    assert (answers, anonymous) == ([200, 200], 302)


def test_every_page_answers_the_same_on_both(both, head):
    answers = [pages_of(head, machine) for machine in both.machines]

    assert len(answers[0]) > 40
    assert answers[0] == answers[1]
    assert set(answers[0].values()) == {200}


def test_what_is_uploaded_on_one_is_read_on_the_other(both, head):
    one, two = both.machines
    [[case]] = both.rows(
        "SELECT c.reference_id FROM meetings_agendaitem c JOIN meetings_meeting m ON m.id = c.meeting_id "
        "WHERE m.year = 2024 AND m.sequence = 2 ORDER BY c.sequence LIMIT 1"
    )
    data = make_pdf(text="Fra den ene maskinen")

    sent(head, one, f"/saker/{case}/vedlegg/", files={"file": ("ene.pdf", data)}, title="Fra den ene")
    wait_until(lambda: both.rows("SELECT 1 FROM meetings_attachment WHERE title = 'Fra den ene'"))

    [[pk]] = both.rows("SELECT id FROM meetings_attachment WHERE title = 'Fra den ene'")
    assert head.get(two.url(f"/vedlegg/{pk}/original/")).content == data
    copies = [head.get(machine.url(f"/vedlegg/{pk}/fil/")) for machine in (two, one)]
    assert copies[0].content == copies[1].content != b""
    part = head.get(two.url(f"/vedlegg/{pk}/fil/"), headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, copies[0].content[10:20])
    known = head.get(one.url(f"/vedlegg/{pk}/fil/"), headers={"If-None-Match": copies[0].headers["ETag"]})
    assert known.status_code == 304
    sha256 = hashlib.sha256(data).hexdigest()
    assert f"attachments/{sha256[:2]}/{sha256}.pdf" in both.objects.names(BUCKET)


def test_a_packet_made_by_either_worker_is_the_same_file_on_both(both, head):
    one, two = both.machines

    packets = [file_behind(head, machine, PACKET) for machine in (two, one)]

    assert packets[0] == packets[1]
    assert packets[0].startswith(b"%PDF-")


def test_every_kind_of_work_is_done_whichever_worker_takes_it(both):
    """Asked for on the first machine, as its web server asks."""
    asked = subprocess.run(
        [sys.executable, "-m", "tests.every_kind"],
        cwd=shipped.ROOT,
        env=both.machines[0].site.environment,
        capture_output=True,
        encoding="utf-8",
        timeout=540,
    )

    assert asked.returncode == 0, asked.stderr[-3000:]
    endings = json.loads(asked.stdout.splitlines()[-1])
    assert {kind: ending for kind, ending in endings.items() if ending != ["done", "", 1]} == {}
    taken_by = both.rows("SELECT worker_ids FROM django_tasks_database_dbtaskresult")
    workers = {worker for [found] in taken_by for worker in found}
    assert workers == {machine.name for machine in both.machines}


def test_no_stored_file_lies_on_a_machine(both):
    for machine in both.machines:
        assert not (machine.data / "files").exists()
        assert not list(machine.data.rglob("*.lock"))


def test_wrong_passwords_are_counted_over_both(both):
    """Five in five minutes for an account from one place."""
    answers = [
        sent_wrong(both.machines[number % 2]) for number in range(6)
    ]  # fmt: skip

    assert ["For mange innloggingsforsøk" in answer.text for answer in answers] == [False] * 5 + [True]


def sent_wrong(machine):
    person = requests.Session()
    person.get(machine.url("/konto/login/"))
    return sent(person, machine, "/konto/login/", login="okonomi@demo.example", password="feil-passord-1")


@pytest.mark.parametrize("command", [["-m", "gunicorn", "rorikt.wsgi", "--bind", "127.0.0.1:0"], ["manage.py", "tick"]])
def test_a_machine_with_another_key_does_not_start(both, tmp_path, command):
    given = {**both.machines[0].site.environment, "RORIKT_DATA": str(tmp_path), "RORIKT_SECRET_KEY": "another"}

    done = subprocess.run(
        [sys.executable, *command], cwd=shipped.ROOT, env=given, capture_output=True, encoding="utf-8", timeout=120
    )

    assert done.returncode != 0
    assert "RORIKT_SECRET_KEY er en annen her" in done.stderr


def test_a_machine_without_a_key_of_its_own_is_told_to_have_the_one_of_the_others(both, tmp_path):
    given = {**both.machines[0].site.environment, "RORIKT_DATA": str(tmp_path)}
    del given["RORIKT_SECRET_KEY"]

    done = subprocess.run(
        [sys.executable, "manage.py", "tick"], cwd=shipped.ROOT, env=given, capture_output=True, encoding="utf-8"
    )

    assert done.returncode != 0
    assert "RORIKT_SECRET_KEY is not set. Machines that share" in done.stderr


PACKETS = "SELECT max(id), count(*) FROM meetings_issuedpacket WHERE meeting_id = %s"
JOB = """SELECT id::text, state, begun, percent FROM rorikt_job
    WHERE kind = 'issued-packet' AND arguments->>'audience' = %s AND (arguments->>'meeting_id')::int = %s
    ORDER BY created_at DESC LIMIT 1"""
TAKEN_BY = """SELECT worker_ids->>0 FROM django_tasks_database_dbtaskresult
    WHERE args_kwargs->'args'->>0 = %s AND status = 'RUNNING'"""


def test_what_a_killed_worker_was_doing_is_done_once_by_the_other(both, head):
    """Last, since the one that is killed does not come back."""
    both.forget_papers()
    [[meeting]] = both.rows("SELECT id FROM meetings_meeting WHERE year = 2024 AND sequence = 1")
    [[_, before]] = both.rows(PACKETS, meeting)
    head.get(both.machines[0].url(f"{PACKET}send/"))
    sent(head, both.machines[0], f"{PACKET}send/", audience="public")
    [pk] = wait_until(lambda: [pk for pk, state, _, percent in job(both, meeting) if state == "running" and percent])
    [[name]] = both.rows(TAKEN_BY, pk)

    [dying] = [machine for machine in both.machines if machine.name == name]
    os.kill(dying.worker(), signal.SIGKILL)
    killed_at = time.monotonic()
    wait_until(lambda: job(both, meeting)[0][2] == 2)
    taken_up_after = time.monotonic() - killed_at
    wait_until(lambda: job(both, meeting)[0][1] not in ("queued", "running"))

    assert (job(both, meeting)[0][:3], taken_up_after < 30) == ((pk, "done", 2), True)
    [[issued, after]] = both.rows(PACKETS, meeting)
    assert after == before + 1
    answers = [head.get(machine.url(f"/moter/utsendt/{issued}/")) for machine in both.machines]
    assert answers[0].content == answers[1].content
    assert answers[0].content.startswith(b"%PDF-")


def job(both, meeting):
    return both.rows(JOB, "public", meeting)
