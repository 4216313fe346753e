"""Programs that may hang or eat the machine, run beside this process with a limit on time and on memory.

Whatever such a program does, this process lives on. When its time is up it is killed with all that it started.
"""

import os
import resource
import signal
import subprocess
from collections.abc import Mapping, Sequence


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


def limit(*, memory: int, seconds: int) -> None:
    """Called by a program of ours as the first thing it does: more memory than `memory` bytes is refused to it."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _kill(program: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(program.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:  # macOS says this of a group that has ended
        return
