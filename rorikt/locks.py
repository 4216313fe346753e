"""What a process holds by a name while it works. It is let go of when the process dies, however it dies.

So anybody can see at once whether the one who began something still lives, in the midst of a transaction too. It needs
no clock. A name has two parts, what kind of thing and which: `job/…`, `paper/…`.

On PostgreSQL the server keeps them for all machines, as advisory locks of a connection that each process opens for them
and closes when it holds none: the server lets go when that connection ends, and looks within a minute whether a machine
that has gone silent is there. On SQLite, where all processes are on one machine, they are locked files.
"""

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

PAUSE, LONGEST_PAUSE = 0.05, 0.5  # seconds between two tries
ALIVE = "SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"


@contextmanager
def held(name: str, *, wait: float = 1.0) -> Iterator[bool]:
    """Hold the name, or yield False where another has held it for `wait` seconds, of which a look takes none."""
    deadline, pause = time.monotonic() + wait, PAUSE
    while (handle := _take(name)) is None:
        if time.monotonic() > deadline:
            yield False
            return
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)
    try:
        yield True
    finally:
        _let_go(name, handle)


def is_held(name: str) -> bool:
    """Whether a process that lives holds it."""
    if _is_on_server():
        kind, which = _numbers(name)
        return _is_any("classid = %s AND objid = %s", kind, which)
    return _is_file_held(_path(name))


def is_any_held(kind: str) -> bool:
    """Whether any name of this kind is held."""
    if _is_on_server():
        return _is_any("classid = %s", _numbers(f"{kind}/")[0])
    return any(_is_file_held(path) for path in (Path(settings.LOCKS_FOLDER) / kind).glob("*.lock"))


def backend() -> int:
    """The process of the server behind the connection that this process holds its names by; 0 where it holds none."""
    return _server.backend() if _is_on_server() else 0


def renew() -> None:
    """Take again what was lost with the connection, as when the server was started again."""
    if _is_on_server():
        _server.renew()


def _take(name: str) -> int | None:
    return _server.take(name) if _is_on_server() else _take_file(_path(name))


def _let_go(name: str, handle: int) -> None:
    if _is_on_server():
        _server.let_go(name)
    else:
        _path(name).unlink(missing_ok=True)  # while it is held: who waits for it sees that it is gone, and opens again
        os.close(handle)


# On the server of the database


def _is_on_server() -> bool:
    return connection.vendor == "postgresql"


class _Server:
    """The connection of this process, and what it holds. A name is held once: the server would give it twice."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._ours: set[str] = set()
        self._connection: Any = None
        self._owner = 0

    def take(self, name: str) -> int | None:
        with self._lock:
            self._forget_those_of_a_parent()
            if name in self._ours:
                return None
            self.renew()
            if not self._ask("SELECT pg_try_advisory_lock(%s, %s)", *_signed(name)):
                self._close_if_idle()
                return None
            self._ours.add(name)
            return 0

    def let_go(self, name: str) -> None:
        with self._lock:
            self._ours.discard(name)
            with suppress(DatabaseError, InterfaceError):  # a server that is gone has let go
                if self._connection is not None:
                    self._ask("SELECT pg_advisory_unlock(%s, %s)", *_signed(name))
            self._close_if_idle()

    def backend(self) -> int:
        with self._lock:
            self._forget_those_of_a_parent()
            return int(self._connection.connection.info.backend_pid) if self._connection is not None else 0

    def renew(self) -> None:
        with self._lock:
            self._forget_those_of_a_parent()
            if not self._ours or (self._connection is not None and self._connection.is_usable()):
                return
            self._drop()
            for name in self._ours:  # another may have taken it meanwhile; its work then goes before ours
                self._ask("SELECT pg_try_advisory_lock(%s, %s)", *_signed(name))

    def _ask(self, query: str, *values: int) -> Any:
        if self._connection is None:
            made = connection.copy()
            made.inc_thread_sharing()
            with made.cursor() as cursor:
                cursor.execute(ALIVE)
            self._connection, self._owner = made, os.getpid()
        with self._connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchone()[0]

    def _close_if_idle(self) -> None:
        if not self._ours:
            self._drop()

    def _drop(self) -> None:
        gone, self._connection = self._connection, None
        if gone is not None:
            with suppress(DatabaseError, InterfaceError):
                gone.close()

    def _forget_those_of_a_parent(self) -> None:
        """A forked child has the socket of its parent, and must neither use nor close it."""
        if self._connection is not None and self._owner != os.getpid():
            _not_ours.append(self._connection)
            self._connection, self._ours = None, set()


_not_ours: list[Any] = []
_server = _Server()


def _numbers(name: str) -> tuple[int, int]:
    """What the server calls it: 32 bits of the kind, and 32 of the whole name."""
    return tuple(  # type: ignore[return-value]
        int.from_bytes(hashlib.sha256(f"rorikt {text}".encode()).digest()[:4])
        for text in (name.partition("/")[0], name)
    )


def _signed(name: str) -> tuple[int, ...]:
    return tuple(number - (1 << 32 if number >= 1 << 31 else 0) for number in _numbers(name))


def _is_any(which: str, *values: int) -> bool:
    """Asked by the caller's own connection, whatever transaction it is in."""
    here = "SELECT oid FROM pg_database WHERE datname = current_database()"
    ours = f"locktype = 'advisory' AND objsubid = 2 AND granted AND database = ({here})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM pg_locks WHERE {ours} AND {which})", values)
        return bool(cursor.fetchone()[0])


# On the disk of this machine


def _path(name: str) -> Path:
    return Path(settings.LOCKS_FOLDER) / f"{name}.lock"


def _take_file(path: Path) -> int | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    if _is_locked(handle, fcntl.LOCK_EX) and _is_still(path, handle):
        return handle
    os.close(handle)
    return None


def _is_file_held(path: Path) -> bool:
    """What a dead one left is tidied away."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        is_free = _is_locked(handle, fcntl.LOCK_SH)
        if is_free and _is_still(path, handle):
            path.unlink(missing_ok=True)
        return not is_free
    finally:
        os.close(handle)


def _is_locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, handle: int) -> bool:
    """Whether the locked file is the one that others find, and not one that was let go of in the meantime."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except FileNotFoundError:
        return False
