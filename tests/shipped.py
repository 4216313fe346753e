"""The site as it is shipped: web server and worker started by the very function of `run` that `./run demo` uses."""

import atexit
import fcntl
import importlib.machinery
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rorikt.starting import installation
from tests import migrated

ROOT = Path(__file__).resolve().parent.parent
ANSWERS_WITHIN = 90


def load_run(script):
    """The script `run` as a module, whose project folder is the one it lies in."""
    loader = importlib.machinery.SourceFileLoader("run_script", str(script))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_script", loader))
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


run = load_run(ROOT / "run")


@dataclass(frozen=True)
class Site:
    address: str
    environment: dict[str, str]

    def manage(self, *arguments):
        """What a management command on the same data prints."""
        # Not by `run.do`: `shell` knows no «--skip-checks».
        command = run.manage(*arguments)
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout


def environment(data, **settings):
    """As `run` makes it for a person whose data is in `data`."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("RORIKT_", "DATABASE_URL"))}
    given = {**theirs, "RORIKT_DATA": str(data), "RORIKT_ENV_FILE": os.devnull, **settings}
    return {**installation.environment(ROOT, given), "DJANGO_SETTINGS_MODULE": "rorikt.settings"}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def demo(data):
    """A running demo, looked after as `run` does it."""
    with serving(environment(copy_of(loaded_demo(), data))) as site:
        yield site


def copy_of(made, data):
    """`data`, with what is in the folder that was made once. It keeps its times, by which `run` knows its files."""
    shutil.copytree(made, data, dirs_exist_ok=True)
    return data


def set_up():
    """The data folder of an installation that nobody has used, made once for all tests of a run."""

    def make(folder):
        ours = environment(folder)
        migrated.put_into(folder)
        run.set_up(ours)

    return made_once("set-up", make)


def loaded_demo():
    """The data folder of a demo that nobody has used, made once for all tests of a run."""

    def make(folder):
        run.do(environment(copy_of(set_up(), folder)), "load_demo")

    return made_once("demo", make)


def made_once(name, make):
    """The folder of this name, which `make` fills for whoever asks first of all processes of the run."""
    home = folder_of_the_run()
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / name).exists():
            make(home / f"{name}.half")
            (home / f"{name}.half").rename(home / name)
    return home / name


@cache
def folder_of_the_run():
    """That of `tests/run_all.py`, or of this process."""
    if given := os.environ.get("RORIKT_TESTS_FOLDER"):
        return Path(given)
    folder = tempfile.mkdtemp(prefix="rorikt-made-once-")
    atexit.register(shutil.rmtree, folder)
    return Path(folder)


@contextmanager
def serving(environment):
    """The site on data that is set up."""
    port, over = free_port(), threading.Event()
    with run.site(port, environment) as tend:

        def look_after():
            while not over.wait(0.2):
                tend()

        keeper = threading.Thread(target=look_after, daemon=True)
        keeper.start()
        try:
            site = Site(f"http://127.0.0.1:{port}", environment)
            wait_for(site.address)
            yield site
        finally:
            over.set()
            keeper.join()


def wait_for(address, seconds=ANSWERS_WITHIN):
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"{address}/konto/login/", timeout=10).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
