"""The worker as `run` starts it: it can do every kind of work, and is started again when it dies."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from rorikt.jobs import queue
from tests import every_kind, shipped
from tests.faults import databases

KINDS_OF_A_BARE_PROCESS = """
import json, django
django.setup()
import sys
before = [name for name in sys.modules if ".views" in name and name.split(".")[0] in ("meetings", "budget", "support")]
from rorikt.jobs import queue
print(json.dumps([before, sorted(queue.works())]))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Where a worker counts as up at once: one that is killed often is else started more and more rarely."""
    with pytest.MonkeyPatch.context() as patch, shipped.demo(tmp_path_factory.mktemp("worker")) as site:
        patch.setattr(shipped.run, "COMES_UP_WITHIN", 0)
        yield site


def ask(site, *command):
    """What a process of its own prints, which has imported nothing of the web."""
    done = subprocess.run(
        [sys.executable, *command], cwd=shipped.ROOT, env=site, capture_output=True, encoding="utf-8", timeout=600
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_kind_of_work_is_known_in_a_process_that_has_imported_no_view(tmp_path):
    views, kinds = ask(shipped.environment(tmp_path), "-c", KINDS_OF_A_BARE_PROCESS)

    assert views == []
    assert kinds == sorted(queue.works())


def test_a_module_that_does_work_and_is_named_by_no_app_fails_when_it_is_imported():
    def make(progress):
        return "/"

    make.__module__ = "meetings.nobody_names_this"

    with pytest.raises(ImproperlyConfigured, match=r"AppConfig\.works must name it"):
        queue.work("unnamed")(make)
    assert "unnamed" not in queue.registered


def worker_of(site):
    """The id of the process that does the jobs of this site now, or None between two of them."""
    name = f"run-{site.address.rsplit(':', 1)[1]}"
    listed = subprocess.run(["ps", "-wweo", "pid,args"], capture_output=True, encoding="utf-8").stdout.splitlines()
    return next((int(line.split()[0]) for line in listed if "db_worker" in line and line.endswith(name)), None)


def working(site):
    """As `worker_of`, once it has begun: one that finds no database before that ends, and `run` starts the next."""
    pid, log = worker_of(site), Path(site.environment["RORIKT_DATA"]) / "server.log"
    lines = log.read_text().splitlines()
    return pid if any("Starting worker" in line and f'"pid": {pid}}}' in line for line in lines) else None


def wait_until(condition, seconds=90):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)
    return found


@pytest.mark.slow
def test_a_worker_that_is_killed_is_started_again_and_the_site_stays_up(site):
    first = wait_until(lambda: worker_of(site))

    os.kill(first, signal.SIGKILL)
    with urllib.request.urlopen(f"{site.address}/konto/login/", timeout=20) as answer:
        assert answer.status == 200
    second = wait_until(lambda: worker_of(site) not in (None, first) and worker_of(site))
    os.kill(second, signal.SIGKILL)

    wait_until(lambda: worker_of(site) not in (None, first, second))
    assert ask(site.environment, "-m", "tests.every_kind", "recompute-sla") == {"recompute-sla": ["done", "", 1]}


@pytest.fixture(scope="module")
def killed(site):
    """By kind: how the job ended whose worker was killed as soon as it had begun, and the seconds until it was taken up
    again. None of them where the job had ended already, as those may that are done in a moment."""
    killed_at, waited = {}, {}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.every_kind"],
        cwd=shipped.ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as asked:
        for line in asked.stdout:
            kind, _, state = line.strip().rpartition(" ")
            if kind in killed_at:
                waited.setdefault(kind, time.monotonic() - killed_at[kind])
            elif state in ("running", "done"):
                os.kill(wait_until(lambda: worker_of(site)), signal.SIGKILL)
                killed_at[kind] = time.monotonic()
    assert asked.returncode == 0
    endings = json.loads(line)
    assert set(killed_at) == set(endings)
    return {kind: (ending, waited.get(kind, 0)) for kind, ending in endings.items()}


def test_every_kind_of_job_can_be_asked_for():
    assert set(every_kind.rows()) == set(queue.works())


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(queue.works()))
def test_a_job_of_every_kind_is_done_also_when_its_worker_is_killed(killed, kind):
    (state, error, begun), waited = killed[kind]

    assert (state, error) == ("done", "")
    assert waited < 60
    if kind == "edition":  # which takes so long that it is always met in its midst
        assert begun == 2


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory):
    """A demo on a PostgreSQL of its own, and how to start that again under it."""
    command = [sys.executable, "-W", "ignore", str(shipped.ROOT / "tests" / "throwaway_postgres.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as server:

        def restart():
            server.stdin.write("\n")
            server.stdin.flush()
            assert server.stdout.readline() == "started again\n"

        url = server.stdout.readline().strip()
        data = shipped.copy_of(shipped.set_up(), tmp_path_factory.mktemp("postgres"))
        environment = shipped.environment(data, DATABASE_URL=url)
        databases.migrate(environment)
        shipped.run.set_up(environment)
        shipped.run.do(environment, "load_demo")
        with shipped.serving(environment) as site:
            yield site, restart
        server.stdin.close()


@pytest.mark.slow
def test_worker_and_web_outlive_a_database_that_is_started_again(on_postgres):
    site, restart = on_postgres
    login = f"{site.address}/konto/login/"
    worker = wait_until(lambda: working(site))
    for _ in range(8):  # so that every thread has its connection
        urllib.request.urlopen(login, timeout=20).close()

    restart()
    for _ in range(8):
        with urllib.request.urlopen(login, timeout=20) as answer:
            assert answer.status == 200
    ending = ask(site.environment, "-m", "tests.every_kind", "recompute-sla")

    assert ending == {"recompute-sla": ["done", "", 1]}
    assert worker_of(site) == worker


@pytest.mark.slow
def test_a_job_whose_database_goes_away_is_begun_again_by_the_same_worker(on_postgres):
    site, restart = on_postgres
    worker = wait_until(lambda: working(site))

    with subprocess.Popen(
        [sys.executable, "-m", "tests.every_kind", "edition"],
        cwd=shipped.ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as asked:
        while (line := asked.stdout.readline()) != "edition running\n":
            assert line, "the edition was never begun"
        restart()
        *_, told = asked.stdout.read().splitlines()

    assert json.loads(told) == {"edition": ["done", "", 2]}
    assert worker_of(site) == worker
