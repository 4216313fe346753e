"""Processes that print, so that nothing a page or an attachment can do reaches the one that serves or does jobs.

A worker has its stylesheets and fonts ready, works for one caller at a time, and is held to a time and a memory limit.
One that takes too long, dies or grows is stopped and another started. The part that it died over is tried once more in
a new one before it fails by its name.
"""

import atexit
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from rorikt.logs.request_ids import belongings
from rorikt.metrics.counted import count_print
from rorikt.printing.worker import LENGTH, OUT_OF_MEMORY, REFUSED, message, pickle

SECONDS = 120.0  # for one part; a long table of a thousand rows takes eight
CALLS_OF_A_WORKER = 200
RENEW_ABOVE_MEGABYTES = 450
IDLE_SECONDS = 600.0


class PartFailed(ValidationError):
    """A part that could not be made, with its name and what to do."""


class WorkerGone(Exception):
    """The worker ended without an answer."""


_FAILURES: dict[type[Exception], tuple[str, str]] = {
    TimeoutError: ("time", "«{name}» ble ikke ferdig på {seconds:.0f} sekunder. Del opp innholdet, og prøv igjen."),
    MemoryError: (
        "memory",
        "«{name}» krever for mye minne. Del opp innholdet eller bruk mindre bilder, og prøv igjen.",
    ),
    WorkerGone: (
        "crash",
        "«{name}» kunne ikke lages: programmet stanset. Prøv igjen, eller gi beskjed til en administrator.",
    ),
}


@dataclass(frozen=True)
class Call:
    """A function of a module without Django, by name (`rorikt.pdf.typeset:render`), and what is to be printed by it."""

    name: str
    function: str
    arguments: tuple[Any, ...] = ()
    seconds: float = SECONDS


@dataclass
class Worker:
    """One process. `calls` are those it has answered, `peak` the most megabytes it has held."""

    calls: int = 0
    peak: float = 0.0
    process: subprocess.Popen[bytes] = field(default_factory=lambda: _start())

    def answer(self, call: Call) -> Any:
        """Raises what the function raised, TimeoutError, MemoryError, or WorkerGone."""
        if self.process.stdin is None or self.process.stdout is None:
            raise ValueError("a worker without pipes")
        deadline = time.monotonic() + call.seconds
        _write(self.process.stdin.fileno(), message((call.function, call.arguments, belongings())), deadline)
        source = self.process.stdout.fileno()
        (length,) = LENGTH.unpack(_read(source, LENGTH.size, deadline))
        outcome, value, self.peak = pickle.loads(_read(source, length, deadline))
        self.calls += 1
        if outcome == OUT_OF_MEMORY:
            raise MemoryError
        if outcome == REFUSED:
            raise value
        return value

    @property
    def is_spent(self) -> bool:
        return self.calls >= CALLS_OF_A_WORKER or self.peak > RENEW_ABOVE_MEGABYTES

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


class Pool:
    """At most `size` workers, started when they are first needed."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.owner = os.getpid()
        self._room = threading.BoundedSemaphore(size)
        self._idle: list[Worker] = []
        self._busy: set[int] = set()
        self._lock = threading.Lock()

    @property
    def processes(self) -> list[int]:
        """The ids of all that live, those at work first."""
        with self._lock:
            return [*self._busy, *(worker.process.pid for worker in self._idle)]

    @property
    def peak(self) -> float:
        """The most megabytes that one of those who rest has held."""
        with self._lock:
            return max((worker.peak for worker in self._idle), default=0.0)

    def run(self, call: Call) -> Any:
        """Raises PartFailed where two workers were lost over it or one took too long, else what the function raised.

        The first may have been killed for what others took of the machine's memory, or be full of earlier work.
        """
        began, outcome = time.monotonic(), "refused"
        try:
            try:
                made = self._answer(call)
            except (MemoryError, WorkerGone):
                made = self._answer(call, fresh=True)
            outcome = "made"
            return made
        except (TimeoutError, MemoryError, WorkerGone) as error:
            outcome, sentence = _FAILURES[type(error)]
            raise PartFailed(sentence.format(name=call.name, seconds=call.seconds), code=outcome) from error
        finally:
            count_print(outcome, time.monotonic() - began)

    def _answer(self, call: Call, *, fresh: bool = False) -> Any:
        with self._worker(fresh) as worker:
            try:
                return worker.answer(call)
            except (TimeoutError, MemoryError, WorkerGone):
                worker.stop()
                raise

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()

    def _rested(self) -> Worker | None:
        """One that waits for work. Those that have ended after long idling are dropped."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None:
                    return worker
                worker.stop()
        return None

    @contextmanager
    def _worker(self, fresh: bool) -> Iterator[Worker]:
        with self._room:
            worker = self._rested()
            if worker and fresh:
                worker.stop()  # so that there are never more than `size`
            if not worker or fresh:
                worker = Worker()
            self._busy.add(worker.process.pid)
            try:
                yield worker
            finally:
                with self._lock:
                    self._busy.discard(worker.process.pid)
                    is_kept = worker.process.poll() is None and not worker.is_spent
                    if is_kept:
                        self._idle.append(worker)
                if not is_kept and worker.process.returncode is None:
                    worker.stop()


_pool: Pool | None = None
_pool_lock = threading.Lock()


def pool() -> Pool:
    """The workers of this process; a forked child gets its own."""
    global _pool
    with _pool_lock:
        if _pool is None or _pool.owner != os.getpid():
            _pool = Pool(settings.PRINT_WORKERS)
            atexit.register(_pool.close)
        return _pool


def run(name: str, function: str, *arguments: Any, seconds: float = SECONDS) -> Any:
    """What `function` gives in a worker; `name` is what the user calls the part."""
    return pool().run(Call(name, function, arguments, seconds))


def run_side_by_side(
    tasks: Iterable[Callable[[], Any]], *, finished: Callable[[int], None] = lambda count: None
) -> list[Any]:
    """Do tasks that wait for workers at the same time, and give what they gave in their order.

    `finished` is told, in the caller's thread, how many are done, at least twice a second, and may raise to stop: what
    has not begun is then dropped. A failure is raised when all have ended, so that every part that can be made is made
    and kept.
    Tasks may not use the database, which belongs to the caller's thread.
    """
    with ThreadPoolExecutor(max_workers=pool().size) as threads:
        futures: list[Future[Any]] = [threads.submit(copy_context().run, task) for task in tasks]
        waiting = set(futures)
        try:
            finished(0)
            while waiting:
                _, waiting = wait(waiting, timeout=0.5, return_when="FIRST_COMPLETED")
                finished(len(futures) - len(waiting))
        except BaseException:
            threads.shutdown(wait=True, cancel_futures=True)
            raise
    failures = [failure for future in futures if (failure := future.exception())]
    refused = [failure for failure in failures if isinstance(failure, ValidationError)]
    if refused and len(refused) == len(failures):
        raise ValidationError(list(dict.fromkeys(text for failure in refused for text in failure.messages)))
    return [future.result() for future in futures]


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "rorikt.printing.worker", str(settings.PRINT_MEGABYTES), str(IDLE_SECONDS)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=settings.BASE_DIR)
    if process.stdin:
        os.set_blocking(process.stdin.fileno(), False)
    return process


def _write(target: int, data: bytes, deadline: float) -> None:
    left = memoryview(data)
    try:
        while left:
            _wait_for(target, select.POLLOUT, deadline)
            left = left[os.write(target, left) :]
    except BrokenPipeError as error:
        raise WorkerGone from error


def _read(source: int, length: int, deadline: float) -> bytes:
    parts, missing = [], length
    while missing:
        _wait_for(source, select.POLLIN, deadline)
        piece = os.read(source, min(missing, 1 << 20))
        if not piece:
            raise WorkerGone
        parts.append(piece)
        missing -= len(piece)
    return b"".join(parts)


def _wait_for(pipe: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError
