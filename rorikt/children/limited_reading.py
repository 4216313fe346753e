"""A stranger's file, read in a process of its own with limits on memory, time, and how much it may tell.

Whatever stands in the file, the process that asked lives on: it gets plain values, one after the other, or `Unreadable`
with a Norwegian sentence. `python -m rorikt.children.limited_reading` is the other side. It knows neither the database
nor the settings and gets no secrets. What it tells is JSON, since whoever takes over the one that reads must gain
nothing.
"""

import importlib
import json
import logging
import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time as clock
import traceback
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from rorikt.children import processes

logger = logging.getLogger(__name__)

MOST_MEMORY = 2 * 1024**3
MOST_WRITTEN = 1024**3  # bytes of a temporary file that the child may write
LOOKING_SECONDS = 20  # of work, to see what a file is; that is what a person waits for where the machine is free
READING_SECONDS = 600  # of work, to read all of it
SILENT_SECONDS = 60  # until the next value comes, however busy the machine is
MOST_TOLD = 4 * 1024**3  # bytes in all: a file of 500 MB, written out as JSON
LARGEST_FRAME = 64 * 1024**2
FULL_FRAME = 256 * 1024
MOST_IN_FRAME = 500

TOO_SLOW = "Filen tar for lang tid å lese. Del den i flere, eller lagre bare det som trengs, og velg den nye filen."
TOO_HEAVY = "Filen krever for mye minne. Del den i flere, eller lagre bare det som trengs, og velg den nye filen."
TELLS_TOO_MUCH = "Filen har mer innhold enn systemet kan lese. Del den i flere, for eksempel én for hvert år."
BROKEN = (
    "Filen kan ikke leses. Den er skadet, eller ikke det den gir seg ut for. Åpne den i programmet den er laget i, "
    "lagre den på nytt, og velg den nye filen."
)
_SENTENCES = {"slow": TOO_SLOW, "memory": TOO_HEAVY, "much": TELLS_TOO_MUCH, "broken": BROKEN}
_LENGTH = struct.Struct(">I")


class Unreadable(ValueError):
    """A file that cannot be read. The message is for the person who chose it, and says what to do."""


# The side that asks


def read(function: str, *arguments: Any, seconds: int) -> Iterator[Any]:
    """What the generator `function` (`rorikt.sheets.tabular:told_rows`) yields in a limited child. Raises Unreadable.

    `seconds` are those the child may work. A caller who has enough just stops: the child dies with the iterator.
    """
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder, tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(
            [sys.executable, "-m", "rorikt.children.limited_reading", str(seconds), function, json.dumps(arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=processes.environment(folder),
            start_new_session=True,
        )
        try:
            yield from _values(child)
        except Unreadable as refusal:
            if str(refusal) in _SENTENCES.values():
                logger.warning("%s gave up: %s %s", function, refusal, _end_of(complaints))
            raise
        finally:
            processes.end(child)


def _values(child: "subprocess.Popen[bytes]") -> Iterator[Any]:
    if child.stdout is None:
        raise ValueError("a child without a pipe")
    source, told = child.stdout.fileno(), 0
    while True:
        deadline = clock.monotonic() + SILENT_SECONDS
        (length,) = _LENGTH.unpack(_bytes(child, source, _LENGTH.size, deadline))
        told += length
        if length > LARGEST_FRAME or told > MOST_TOLD:
            raise Unreadable(TELLS_TOO_MUCH)
        frame = json.loads(_bytes(child, source, length, deadline), object_hook=_untagged)
        if isinstance(frame, list):
            yield from frame
        elif frame is None:
            return
        else:
            raise Unreadable(_SENTENCES.get(frame) or frame)


def _bytes(child: "subprocess.Popen[bytes]", source: int, length: int, deadline: float) -> bytes:
    parts, missing = [], length
    poll = select.poll()
    poll.register(source, select.POLLIN)
    while missing:
        left = deadline - clock.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise Unreadable(TOO_SLOW)
        piece = os.read(source, min(missing, 1 << 20))
        if not piece:
            processes.end(child)
            raise Unreadable(TOO_SLOW if child.returncode == -signal.SIGXCPU else BROKEN)
        parts.append(piece)
        missing -= len(piece)
    return b"".join(parts)


def _end_of(complaints: BinaryIO) -> str:
    complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - 2000))
    return complaints.read().decode(errors="replace").strip()


# The side that reads


def main(seconds: str, function: str, arguments: str) -> None:
    processes.limit(memory=MOST_MEMORY, seconds=int(seconds), written=MOST_WRITTEN)
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be read as an answer
    try:
        module, _, name = function.partition(":")
        tell: Callable[..., Iterator[Any]] = getattr(importlib.import_module(module), name)
        _tell(told, tell(*json.loads(arguments)))
        last: Any = None
    except Unreadable as refusal:
        last = str(refusal)
    except MemoryError:
        last = "memory"
    except BaseException as error:  # a panic of a reader written in Rust is no Exception
        sys.stderr.write(_place_of(error))
        last = "broken"
    told.write(_frame(last))
    told.flush()
    os._exit(0)  # after a panic nothing is cleaned up


def _place_of(error: BaseException) -> str:
    """Its name and where it arose. What it says may be what stands in the file, which is for no log."""
    places = traceback.extract_tb(error.__traceback__)[-4:]
    return f"{type(error).__name__} in {', '.join(f'{Path(one.filename).name}:{one.lineno}' for one in places)}\n"


def _tell(told: BinaryIO, values: Iterator[Any]) -> None:
    """In frames that grow while they are small, so that the first value comes at once."""
    size = 1
    while batch := list(islice(values, size)):
        frame = _frame(batch)
        if len(frame) > LARGEST_FRAME:
            if size == 1:
                raise Unreadable(TELLS_TOO_MUCH)
            for value in batch:
                _tell(told, iter([value]))
        else:
            told.write(frame)
        told.flush()
        size = min(size * 2, MOST_IN_FRAME) if len(frame) < FULL_FRAME else max(size // 2, 1)


def _frame(value: Any) -> bytes:
    data = json.dumps(value, default=_tagged, separators=(",", ":")).encode()
    return _LENGTH.pack(len(data)) + data


def plain(value: Any) -> Any:
    """As JSON can hold it, for a field of the database."""
    return json.loads(json.dumps(value, default=_tagged))


def restored(value: Any) -> Any:
    """What `plain` was given; a tuple has become a list."""
    return json.loads(json.dumps(value), object_hook=_untagged)


def _tagged(value: Any) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"clock": value.isoformat()}
    if isinstance(value, timedelta):
        return {"length": [value.days, value.seconds, value.microseconds]}
    raise ValueError(f"cannot tell of {type(value).__name__}")


def _untagged(tagged: dict[str, Any]) -> Any:
    if len(tagged) == 1:
        [(tag, value)] = tagged.items()
        if tag in _UNTAG:
            return _UNTAG[tag](value)
    return tagged


_UNTAG: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "clock": time.fromisoformat,
    "length": lambda value: timedelta(*value),
}


if __name__ == "__main__":
    # Under its own name, so that what the readers raise is the Unreadable that is caught here.
    importlib.import_module("rorikt.children.limited_reading").main(*sys.argv[1:])
