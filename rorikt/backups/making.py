"""A backup of all that an installation has, as it was at one moment, made while people use it.

A file is stored before the row that names it, and deleted after that row. So files are read first, then the database
is copied at one moment, then those files are read that its rows name and that came, or changed, since. One that was
deleted in between is looked for in a newer copy of the database, which no longer names it; one that the newer names
too is lost. Whatever is stored after
that moment belongs to the next backup.
"""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from rorikt import locks
from rorikt.amounts import how_many, number
from rorikt.archives import archive, framing, reading
from rorikt.archives.archive import About, Archive, Locked
from rorikt.archives.framing import Broken
from rorikt.archives.manifest import DATABASE, FILES, KEYS, MANIFEST, SETTINGS, Item, Manifest
from rorikt.audit import trail
from rorikt.backups import databases, keeping, keys, shelf, stored
from rorikt.backups.databases import Snapshot, Unavailable
from rorikt.backups.models import Backup

ATTEMPTS = 5  # at a copy of the database whose files are all there
BUSY = "En annen sikkerhetskopiering er i gang. Vent til den er ferdig."
READ_BACK = "lest tilbake fra disken, dekryptert og sammenlignet"


class Unmade(Exception):
    """In Norwegian, why there is no new backup. The old ones are as they were."""


@dataclass(frozen=True)
class Made:
    path: Path
    size: int
    file_count: int
    missing: tuple[str, ...]
    tidied: shelf.Tidied
    is_by_recipients: bool


def make(folder: Path, *, now: datetime) -> Made:
    """Write, read back, and only then give it its name; then tidy. What became of it is a row, and is in the trail.

    Raises Unmade.
    """
    try:
        with locks.held("backup/making") as is_ours:
            if not is_ours:
                raise Unmade(BUSY)
            row = Backup.objects.create(begun_at=now, folder=str(folder)[: Backup.LONGEST])
            return _tried(row, folder, now)
    except DatabaseError as error:
        raise Unmade(f"Databasen svarer ikke: {str(error).strip()[:300]}") from error


def _tried(row: Backup, folder: Path, now: datetime) -> Made:
    try:
        made = _make(folder, now)
    except (Unmade, Broken, Locked, Unavailable, OSError, DatabaseError, ValueError) as error:
        told = _in_words(error, folder)
        with suppress(DatabaseError):
            Backup.objects.filter(pk=row.pk).update(ended_at=timezone.now(), error=told[: Backup.LONGEST])
        raise Unmade(told) from error
    _tell(row, made)
    return made


def _in_words(error: Exception, folder: Path) -> str:
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
        reason = "Disken er full" if error.errno in FULL else f"Får ikke skrevet eller lest ({error.strerror or error})"
        return f"{reason}. Ingen ny sikkerhetskopi er laget i {folder}, og de gamle er som de var."
    return str(error)


FULL = {28, 27, 122}  # ENOSPC, EFBIG, EDQUOT


def _make(folder: Path, now: datetime) -> Made:
    require_folder(folder)
    scheme = keeping.scheme_of(settings.BACKUP_KEEP)
    databases.require_programs()
    shelf.drop_halves(folder)
    target, half = folder / shelf.name_of(now), folder / f".{shelf.name_of(now)}{shelf.HALF}"
    if target.exists():
        raise Unmade(f"{target} er der allerede. Vent et sekund, og prøv igjen.")
    with databases.scratch("backup-scratch") as scratch:
        content = Content(scratch, now)
        try:
            own = _write(half, content, now)
            said = _read_back(half, own, content)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
    half.rename(target)
    _reach_the_disk(folder)
    tidied = shelf.tidy(folder, scheme, keys.installation(), target)
    return Made(
        target, target.stat().st_size, len(said.files), said.missing, tidied, not Archive(target).has_passphrase
    )


def require_folder(folder: Path) -> None:
    """Raises Unmade for one that cannot be written in, or that would be part of what is copied."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Unmade(f"Kan ikke skrive i {folder} ({error.strerror}): velg en annen mappe.") from error
    if Path(settings.MEDIA_ROOT).resolve() in (folder.resolve(), *folder.resolve().parents):
        raise Unmade(f"{folder} ligger blant filene som skal kopieres: velg en mappe utenfor {settings.MEDIA_ROOT}.")


def _write(half: Path, content: "Content", now: datetime) -> Any:
    with open(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as target:
        about = About(keys.installation(), now)
        own = archive.write(target, about, content.pieces(), keys.recipients(), keys.passphrase())
        target.flush()
        os.fsync(target.fileno())
        os.posix_fadvise(target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # to be read from the disk, and not from memory
    return own


def _read_back(half: Path, own: Any, content: "Content") -> Manifest:
    """Raises Broken where what is on the disk is not what was written, or cannot be opened as it is to be opened."""
    written = Archive(half)
    written.check_sums()
    if written.has_passphrase and str(written.identity_by(keys.passphrase())) != str(own):
        raise Broken("Det som ble skrevet, lar seg ikke åpne med passordet. Prøv igjen.")
    said = reading.check(written, [own])
    if said != content.said:
        raise Broken("Det som ble skrevet, er ikke det som ble lest. Se etter feil på disken, og prøv igjen.")
    return said


def _reach_the_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@transaction.atomic
def _tell(row: Backup, made: Made) -> None:
    row.ended_at, row.name, row.byte_count = timezone.now(), made.path.name, made.size
    row.file_count, row.verified = made.file_count, READ_BACK
    row.save()
    trail.record("laget sikkerhetskopi", row, by=None, now=row.ended_at, name=row.name)


class Content:
    """All that goes into a backup, piece by piece, and afterwards what it is."""

    def __init__(self, scratch: Path, now: datetime) -> None:
        self.scratch, self.now = scratch, now
        self.items: dict[str, Item] = {}
        self.states: dict[str, object] = {}  # of each file as it was when it was read whole
        self.said: Manifest | None = None

    def pieces(self) -> Iterator[bytes]:
        for name in stored.names():
            yield from self._file(name)
        missing_before: list[str] = []
        for attempt in range(1, ATTEMPTS + 1):
            with databases.snapshot(self.scratch) as shot:
                missing = yield from self._since(shot)
                if missing in ([], missing_before) or attempt == ATTEMPTS:
                    yield from self._rest(shot, missing)
                    return
            missing_before = missing

    def _since(self, shot: Snapshot) -> Generator[bytes, None, list[str]]:
        """Read what the rows name and is not here as it is there; returns what is not there."""
        missing = []
        for name in sorted(shot.files):
            state = stored.state(name)
            if name in self.states and state in (None, self.states[name]):
                continue
            is_whole = stored.is_lawful(name) and (yield from self._file(name))
            if not is_whole:
                missing.append(name)
        return missing

    def _file(self, name: str) -> Generator[bytes, None, bool]:
        """Whether it is all there. One that ends before its size is filled up, and counts for nothing."""
        state, source = stored.state(name), stored.opened(name)
        if state is None or source is None:
            return False
        member = f"{FILES}{name}"
        if len(member.encode()) > framing.LONGEST_NAME:
            member = f"{FILES}{hashlib.sha256(name.encode()).hexdigest()}"
        with source:
            yield from self._member(member, state[0], _read(source, state[0]), name)
        is_whole = stored.state(name) == state
        if is_whole:
            self.states[name] = state
        else:
            self.states.pop(name, None)
        return is_whole

    def _member(self, member: str, size: int, pieces: Iterator[bytes], name: str = "") -> Iterator[bytes]:
        digest = hashlib.sha256()
        yield framing.header(member, size, self.now.timestamp())
        for piece in pieces:
            digest.update(piece)
            yield piece
        yield framing.padding(size)
        self.items[member] = Item(size, digest.hexdigest(), name)

    def _rest(self, shot: Snapshot, missing: list[str]) -> Iterator[bytes]:
        self._leave_out_what_is_gone(shot)
        with shot.packed.open("rb") as packed:
            size = os.fstat(packed.fileno()).st_size
            yield from self._member(DATABASE, size, _read(packed, size))
        small = {f"{KEYS}{name}": data for name, data in keys.held().items()}
        small |= {SETTINGS: found} if (found := keys.settings_file()) else {}
        for member, data in small.items():
            yield from self._member(member, len(data), iter([data]))
        self.said = Manifest(
            made_at=self.now, release=release(), commit=commit(), database=shot.database, members=self.items,
            missing=tuple(missing), programs={one.name: one.version for one in distributions()},
        )  # fmt: skip
        listed = self.said.written()
        yield framing.header(MANIFEST, len(listed), self.now.timestamp())
        yield listed
        yield framing.padding(len(listed))
        yield framing.END

    def _leave_out_what_is_gone(self, shot: Snapshot) -> None:
        """A file that no row names, and that was deleted meanwhile or was not read whole, is not put back."""
        for member, item in self.items.items():
            is_named, is_whole = item.name in shot.files, item.name in self.states
            if not is_whole or (not is_named and stored.state(item.name) is None):
                self.items[member] = Item(item.size, item.sha256)


def _read(source: Any, size: int) -> Iterator[bytes]:
    """Just so many bytes, whatever there are."""
    left = size
    while left:
        piece = source.read(min(framing.CHUNK, left)) or bytes(min(framing.CHUNK, left))
        left -= len(piece)
        yield piece


def release() -> str:
    """The version that the project says it is."""
    for line in (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("version = "):
            return line.split('"')[1]
    return ""


def commit() -> str:
    """Of the sources; empty where they came without their history."""
    try:
        asked = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"]
        return subprocess.run(asked, capture_output=True, encoding="utf-8", timeout=10, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def in_words(made: Made) -> str:
    """What a person is told, in one line."""
    opened = (
        "Om dere har den hemmelige nøkkelen, viser bare en øvelse: se docs/running/backup.md."
        if made.is_by_recipients
        else "Passordet åpner den."
    )
    told = [
        f"Sikkerhetskopien {made.path} er laget: {how_many(made.file_count, 'fil', 'filer')}, "
        f"{number(made.size / 1e6, 1)} MB.",
        f"Den er {READ_BACK}. {opened}",
        f"{how_many(made.tidied.kept_count, 'sikkerhetskopi', 'sikkerhetskopier')} er beholdt, "
        f"{number(len(made.tidied.deleted))} er slettet.",
    ]
    if made.tidied.damaged:
        told.append(f"Skadet, teller ikke og er satt til side: {', '.join(made.tidied.damaged)}.")
    if made.missing:
        shown = ", ".join(made.missing[:5])
        told.append(
            f"{how_many(len(made.missing), 'fil', 'filer')} som databasen nevner, finnes ikke på lageret: {shown}."
        )
    return "\n".join(told)
