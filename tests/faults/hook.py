"""Counts what a process does, and kills it in the midst of the n-th thing: SIGKILL, as a machine without memory does.

Loaded into the processes of a site by tests/faults/nursery.py, never by the product. What is counted is where a death
leaves something behind: each statement, before and after each commit, each file that is opened for writing, moved or
deleted, each word to and from a mail server, each program started, and the answer that is ready but not yet given.

The processes and the harness share a file of a few numbers (`Moment`).
"""

import mmap
import os
import signal
import struct
import sys
import threading
from pathlib import Path

WEB, WORKER, COMMAND = 1, 2, 3
ROLES = {"web": WEB, "worker": WORKER, "command": COMMAND}
_FIELDS = ("role", "at", "with_parent", "killed", "web", "worker", "command", "offset")
_NUMBER = struct.Struct("q")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_MOVED = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate", "subprocess.Popen"}


class Moment:
    """What is to die (`role`, 0 for nothing), at which of its deeds, and how many each has done since it was set.

    `offset` are the seconds by which the clock of the site is wrong.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_NUMBER.size * len(_FIELDS)))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 0)

    def __getitem__(self, name: str) -> int:
        return _NUMBER.unpack_from(self._shared, _NUMBER.size * _FIELDS.index(name))[0]

    def __setitem__(self, name: str, value: int) -> None:
        _NUMBER.pack_into(self._shared, _NUMBER.size * _FIELDS.index(name), value)

    def set(self, role: str = "", at: int = 0, *, with_parent: bool = False) -> None:
        self["role"] = 0  # nothing dies while the rest is written
        for name in ("killed", *ROLES):
            self[name] = 0
        self["at"], self["with_parent"] = at, int(with_parent)
        self["role"] = ROLES.get(role, 0)


_moment: Moment | None = None
_name = ""
_one_at_a_time = threading.Lock()


def become(name: str, moment: Moment) -> None:
    """This process is the `name` of the site."""
    global _moment, _name
    _moment, _name = moment, name


def deed() -> None:
    if _moment is None:
        return
    with _one_at_a_time:
        _moment[_name] += 1
        if _moment["role"] == ROLES[_name] and _moment[_name] == _moment["at"]:
            _moment["role"], _moment["killed"] = 0, os.getpid()
            if _moment["with_parent"]:
                os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)


def install() -> None:
    """Before the process is the web server or the worker of a site."""
    sys.addaudithook(_heard)
    _around_the_database()
    _around_mail()
    _around_answers()
    _around_the_clock()


def _heard(event: str, arguments: tuple) -> None:
    if event in _MOVED or (event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES):
        deed()


def _around(owner: type, name: str, *, after: bool = False) -> None:
    theirs = getattr(owner, name)

    def ours(*args, **kwargs):
        deed()
        value = theirs(*args, **kwargs)
        if after:
            deed()
        return value

    setattr(owner, name, ours)


def _around_the_database() -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

    _around(CursorWrapper, "execute")
    _around(CursorWrapper, "executemany")
    _around(BaseDatabaseWrapper, "_commit", after=True)


def _around_mail() -> None:
    import smtplib

    _around(smtplib.SMTP, "send", after=True)
    _around(smtplib.SMTP, "getreply", after=True)


def _around_answers() -> None:
    from django.core.handlers.base import BaseHandler

    _around(BaseHandler, "get_response", after=True)


def _around_the_clock() -> None:
    from datetime import timedelta

    from django.utils import timezone

    right = timezone.now
    timezone.now = lambda: right() + timedelta(seconds=_moment["offset"] if _moment else 0)
