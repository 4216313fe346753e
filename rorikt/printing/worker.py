"""One process that prints: takes calls on standard input and answers on standard output until either is closed.

Started by print_workers.py as `python -m rorikt.printing.worker MEGABYTES IDLE_SECONDS`. It knows neither the database
nor the settings: what it is called with is plain values, and functions of modules that need no Django.
"""

import gc
import importlib
import logging
import os
import pickle
import resource
import select
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from structlog.contextvars import bound_contextvars

from rorikt.logs import lines

logger = logging.getLogger("rorikt.printing")
LENGTH = struct.Struct(">Q")
MOST_UNTIDY = 4  # calls in a row after which the garbage is taken out although somebody waits
MADE, REFUSED, OUT_OF_MEMORY = "made", "refused", "out of memory"


def main() -> None:
    megabytes, idle_seconds = int(sys.argv[1]), float(sys.argv[2])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be read as an answer
    lines.begin("print")
    importlib.import_module("rorikt.pdf.typeset").warm_up()
    _limit_memory(megabytes)
    gc.collect()
    gc.freeze()
    gc.disable()  # looking for garbage in the midst of a page takes a quarter of the time
    untidy = 0
    while True:
        if untidy and (untidy >= MOST_UNTIDY or not _is_called(0)):
            gc.collect()
            untidy = 0
        if not _is_called(idle_seconds):
            return
        call = read_message(sys.stdin.buffer)
        if call is None:
            return
        function, arguments, belongings = call
        began = time.monotonic()
        outcome, value = _answer(function, arguments)
        with bound_contextvars(**belongings):
            _tell(function, outcome, value, time.monotonic() - began)
        try:
            answers.write(message((outcome, value, peak_megabytes())))
            answers.flush()
        except BrokenPipeError:  # whoever asked has died, and another will ask again
            os._exit(0)
        untidy += 1
        if outcome == OUT_OF_MEMORY:
            return


def message(value: Any) -> bytes:
    data = pickle.dumps(value)
    return LENGTH.pack(len(data)) + data


def read_message(source: BinaryIO) -> Any:
    """`None` where the other end has closed."""
    head = source.read(LENGTH.size)
    return pickle.loads(source.read(LENGTH.unpack(head)[0])) if len(head) == LENGTH.size else None


def function_named(name: str) -> Callable[..., Any]:
    """`module:function`."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def peak_megabytes() -> float:
    """The most that this process has held in memory.

    Linux lets a new process begin with the `ru_maxrss` of the one that started it, so that a large parent would make
    every worker look spent; what is said under /proc is of the program itself.
    """
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _is_called(seconds: float) -> bool:
    return bool(select.select([0], [], [], seconds)[0])


def _answer(name: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return MADE, function_named(name)(*arguments)
    except MemoryError:
        return OUT_OF_MEMORY, None
    except Exception as error:
        return REFUSED, _portable(error)


def _tell(function: str, outcome: str, value: Any, seconds: float) -> None:
    """Without what was printed, and without what an error says of it."""
    told = {"function": function, "outcome": outcome, "ms": round(seconds * 1000), "megabytes": round(peak_megabytes())}
    if outcome == REFUSED:
        told["error"] = type(value).__name__
    logger.log(logging.INFO if outcome == MADE else logging.WARNING, "printed", extra={"told": told})


def _portable(error: Exception) -> Exception:
    """The error itself, or what it says where it cannot be sent."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _limit_memory(megabytes: int) -> None:
    """Of address space, which is what the system can hold a process to; a page that asks for more gets none."""
    limit = megabytes * 1024 * 1024
    _, hardest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hardest < 0 else min(limit, hardest), hardest))


if __name__ == "__main__":
    main()
