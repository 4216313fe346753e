"""What a process holds by a name: one at a time, seen by all, let go of when it dies. On both databases."""

import json
import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection

from rorikt import locks

HOLD = """
import json, sys, django
from django.conf import settings
database, folder, name = json.loads(sys.argv[1])
settings.configure(DATABASES={"default": database}, LOCKS_FOLDER=folder, USE_TZ=True)
django.setup()
from rorikt import locks
with locks.held(name) as is_ours:
    print(is_ours, flush=True)
    sys.stdin.read()
"""


def holder(name):
    """Another process, which tells whether it holds the name, and does so until it ends."""
    known = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    database = {key: connection.settings_dict[key] for key in known}
    database = {key: value if isinstance(value, dict) else str(value) for key, value in database.items()}
    given = json.dumps([database, str(settings.LOCKS_FOLDER), name])
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, given],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
    )


@pytest.mark.django_db
def test_a_name_is_held_until_it_is_let_go_of():
    with locks.held("job/a") as is_ours, locks.held("job/a", wait=0) as is_another:
        told = (is_ours, is_another, locks.is_held("job/a"), locks.is_held("job/b"), locks.is_any_held("job"))

    assert told == (True, False, True, False, True)
    assert (locks.is_held("job/a"), locks.is_any_held("job")) == (False, False)


@pytest.mark.django_db
def test_nothing_is_left_of_what_was_held():
    with locks.held("job/a"):
        pass

    if connection.vendor == "postgresql":
        assert locks._server._connection is None
    else:
        assert list((settings.LOCKS_FOLDER / "job").iterdir()) == []


@pytest.mark.django_db
def test_a_name_of_another_kind_is_another():
    with locks.held("job/a"):
        assert not locks.is_any_held("worker")


@pytest.mark.django_db
def test_what_a_killed_process_held_is_free_at_once():
    with holder("job/a") as process:
        assert process.stdout.readline() == b"True\n"
        while_it_lived = locks.is_held("job/a")
        with locks.held("job/a", wait=0) as is_taken:
            pass
        process.kill()
        process.wait()
        with locks.held("job/a", wait=5) as is_ours:
            pass

    assert (while_it_lived, is_taken, is_ours) == (True, False, True)


@pytest.mark.django_db
def test_two_threads_never_hold_it_at_once():
    held, most = [], []

    def take():
        with locks.held("paper/a", wait=20) as is_ours:
            assert is_ours
            held.append(1)
            most.append(len(held))
            held.pop()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1] * 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="files are not lost with a connection")
def test_what_was_lost_with_the_connection_is_taken_again():
    with locks.held("worker/a"):
        [pid] = [locks._server._ask("SELECT pg_backend_pid()")]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        was_lost = not locks.is_held("worker/a")

        locks.renew()

        assert (was_lost, locks.is_held("worker/a")) == (True, True)
    assert not locks.is_held("worker/a")
