"""Programs that may hang or use up the machine, run beside this process with a limit on time and on memory.

Whatever such a program does, this process lives on. When its time is up it is killed with all that it started.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


class TimedOut(Exception):
    """The program was killed because its time was up."""


class Died(Exception):
    """The program ended with an error, or by a signal; the message is the end of what it said."""


def run(command: Sequence[str], *, seconds: float, environment: Mapping[str, str] | None = None) -> str:
    """What the program printed. Raises TimedOut or Died."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,  # a group of its own, so that what it started dies with it
    ) as program:
        try:
            printed, complaints = program.communicate(timeout=seconds)
        except BaseException as error:
            _kill(program)
            if isinstance(error, subprocess.TimeoutExpired):
                raise TimedOut(command[0]) from error
            raise
        _kill(program)
    if program.returncode:
        raise Died(f"{program.returncode}: {complaints.decode(errors='replace')[-2000:]}")
    return printed.decode(errors="replace")


def environment(folder: str) -> dict[str, str]:
    """What a program of ours is told: where its modules are, and a folder for its temporary files. No secrets."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "LC_ALL": "C.UTF-8",
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": folder,
    }


def limit(*, memory: int, seconds: int, written: int | None = None) -> None:
    """Called by a program of ours as the first thing it does: more memory than `memory` bytes is refused to it.

    `seconds` are those it works, not those it waits; `written` the bytes that a file it makes may have.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if written is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))


def limited(command: Sequence[str], *, memory: int, seconds: int, written: int) -> list[str]:
    """The command of a program that is not ours, which begins under the same limits."""
    return [sys.executable, "-I", str(Path(__file__).resolve()), str(memory), str(seconds), str(written), *command]


def end(program: "subprocess.Popen[bytes]") -> None:
    """Whatever it is doing, and with all that it started."""
    if program.returncode is None:
        _kill(program)
        program.wait()
    if program.stdout:
        program.stdout.close()


def _kill(program: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(program.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:  # macOS says this of a group that has ended
        return


if __name__ == "__main__":
    _memory, _seconds, _written = map(int, sys.argv[1:4])
    limit(memory=_memory, seconds=_seconds, written=_written)
    os.execvp(sys.argv[4], sys.argv[4:])
