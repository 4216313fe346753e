"""What a person has who clones the project: a folder, a shell without our environment, and a browser."""

import os
import shlex
import signal
import subprocess
import threading
import time
from contextlib import contextmanager

from tests import shipped

OURS = ("RORIKT_", "DATABASE_URL", "DJANGO_", "VIRTUAL_ENV", "PYTHON", "PYTEST", "COV_")
STARTS_WITHIN = 1200  # seconds; the first start installs, and a busy machine is no fault


def environment(**settings):
    """Of a shell on this machine, with its sources of packages and their caches, and nothing of this test run."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    theirs["PATH"] = ":".join(folder for folder in theirs["PATH"].split(":") if not folder.endswith(".venv/bin"))
    return {**theirs, **settings}


def do(clone, command, said="", **settings):
    """What a command of the README prints, typed in the folder of the project; `said` is typed after it."""
    done = subprocess.run(
        command, shell=True, cwd=clone, env=environment(**settings), input=said,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=STARTS_WITHIN,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}"
    return done.stdout


@contextmanager
def window(clone, command, until, **settings):
    """A command that stays, in a window of its own: what it had printed when it came to a line with `until`."""
    command = f"exec env {command}"  # so that what is stopped is the command itself, and not a shell around it
    process = subprocess.Popen(
        command, shell=True, cwd=clone, env=environment(**settings, PYTHONUNBUFFERED="1"),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    said, came = [], threading.Event()

    def listen():
        for line in process.stdout:
            said.append(line)
            if until in line:
                came.set()
        came.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        came.wait(STARTS_WITHIN)
        assert any(until in line for line in said), f"{command}: {''.join(said)[-2000:]}"
        yield said
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(shipped.run.ENDS_WITHIN + 15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        listener.join(10)
        process.stdout.close()


def words(command):
    return shlex.split(command)


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.3)
    return found
