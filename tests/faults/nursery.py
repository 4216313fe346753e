"""Gives birth to the processes of a site without the seconds that a Python needs to load everything.

`run` starts web server and worker by their commands; here a process that has loaded the project forks, and the child
does what that command does. So a site is there again in a fraction of a second after it was killed, and some hundred
deaths can be tried in an hour. `python -m tests.faults.nursery SOCKET MOMENT` is the side that forks.
"""

import ctypes
import gc
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.faults import hook

ROOT = Path(__file__).resolve().parents[2]
LOADS_WITHIN = 120
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Nursery:
    """`Popen` stands in for that of `subprocess` in the module `run`."""

    def __init__(self, folder, environment):
        self.folder, self.children = folder, []
        self.moment = hook.Moment(folder / "moment")
        self._ours, theirs = socket.socketpair()
        self._lock = threading.Lock()
        command = [sys.executable, "-m", "tests.faults.nursery", str(theirs.fileno()), str(folder / "moment")]
        with (folder / "nursery.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                pass_fds=[theirs.fileno()],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        theirs.close()
        self._ours.settimeout(LOADS_WITHIN)
        self._lines = self._ours.makefile("rw")
        assert self._lines.readline() == "loaded\n", (folder / "nursery.log").read_text()

    def ask(self, **question):
        with self._lock:
            self._lines.write(json.dumps(question) + "\n")
            self._lines.flush()
            return json.loads(self._lines.readline())

    def Popen(self, command, *, stdout, **options):  # noqa: N802 - in the place of that of subprocess
        child = Child(self, list(command), stdout.name)
        self.children.append(child)
        return child

    def living(self, name):
        """The last that was started as `name`, if it lives."""
        return next((one for one in reversed(self.children) if one.name == name and one.poll() is None), None)

    def end(self):
        self._lines.close()
        self._ours.close()
        self.process.wait(30)


class Child:
    """As much of a `subprocess.Popen` as `run` uses."""

    def __init__(self, nursery, command, log):
        self.nursery, self.returncode = nursery, None
        self.name = "web" if "gunicorn" in command else "worker" if "db_worker" in command else "command"
        self.pid = nursery.ask(start=command[1:], name=self.name, log=log)

    def poll(self):
        if self.returncode is None:
            self.returncode = self.nursery.ask(look=self.pid)
        return self.returncode

    def wait(self, timeout=None):
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self.name, timeout)
            time.sleep(0.02)
        return self.returncode

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)


def main(number, moment):
    load()
    ends = {}
    with socket.socket(fileno=int(number)) as theirs, theirs.makefile("rw") as lines:
        lines.write("loaded\n")
        lines.flush()
        for line in lines:
            question = json.loads(line)
            if "start" in question:
                pid = os.fork()
                if not pid:
                    theirs.detach()
                    be(question["start"], question["name"], question["log"], hook.Moment(Path(moment)))
                ends[pid] = answer = pid
            else:
                pid = question["look"]
                done, status = os.waitpid(pid, os.WNOHANG) if ends[pid] == pid else (0, 0)
                if done:
                    ends[pid] = ["ended", os.waitstatus_to_exitcode(status)]
                answer = None if ends[pid] == pid else ends[pid][1]
            lines.write(json.dumps(answer) + "\n")
            lines.flush()
    for pid, end in ends.items():
        if end == pid:
            os.killpg(pid, signal.SIGKILL)


def load():
    import django
    from django.db import connections
    from django.urls import get_resolver

    django.setup()
    hook.install()
    from django.core.management import load_command_class

    import rorikt.wsgi  # noqa: F401
    from rorikt.jobs import queue

    queue.works()
    load_command_class("rorikt", "db_worker")
    import gunicorn.app.wsgiapp
    import gunicorn.workers.gthread  # noqa: F401

    assert get_resolver().url_patterns
    connections.close_all()
    gc.collect()
    gc.freeze()


def be(command, name, log, moment):
    """What `python COMMAND` is."""
    os.setsid()
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)  # so that nothing outlives a run that is broken off
    random.seed()
    with open(log, "ab") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    sys.argv = command[1:] if command[0] == "-m" else command
    hook.become(name, moment)
    code = 1
    try:
        if name == "web":
            from gunicorn.app.wsgiapp import run

            run(prog="gunicorn")
        else:
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
