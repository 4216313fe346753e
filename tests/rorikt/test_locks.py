import subprocess
import sys

from rorikt import locks

HOLD = """
import sys
from pathlib import Path
from rorikt import locks
with locks.held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_is_held_until_it_is_let_go_of(tmp_path):
    path = tmp_path / "locks" / "a.lock"

    with locks.held(path) as is_ours, locks.held(path, wait=0) as is_another:
        told = (is_ours, is_another, locks.is_held(path))

    assert told == (True, False, True)
    assert not locks.is_held(path)
    assert list(path.parent.iterdir()) == []


def test_the_lock_of_a_process_that_is_killed_is_free_at_once(tmp_path):
    path = tmp_path / "a.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        while_it_lived = locks.is_held(path)
        process.kill()

    assert (while_it_lived, locks.is_held(path), path.exists()) == (True, False, False)
