"""A backup as one file: a tar of what anybody may read, and of what is encrypted in the format of age.

`LESMEG.txt` says how it is opened without Rorikt, `about.json` which installation it is of and when it was made,
`content.tar.age` is all the rest, and `SHA256SUMS` tells without any key whether the file is whole.

What is encrypted is for a key of its own, made for this file alone, beside the recipients of the installation. With it
the file is read back once it is written, and then it is forgotten; where there is a passphrase, `key.age` holds it
locked by that. (A passphrase by itself would need all of the content in memory.)
"""

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import pyrage

from rorikt.archives import framing
from rorikt.archives.framing import Broken, Member

README, ABOUT, KEY, CONTENT, SUMS = "LESMEG.txt", "about.json", "key.age", "content.tar.age", "SHA256SUMS"
SMALL = 1 << 16  # bytes of each member besides the content
KIND = "rorikt-backup"
HOW = """Dette er en sikkerhetskopi av Rorikt. Den leses med «./run manage restore».

Uten Rorikt: pakk ut denne filen med tar, og så innholdet med programmet age (https://age-encryption.org):
  med passord:      age -d key.age > key.txt && age -d -i key.txt content.tar.age | tar x
  med egen nøkkel:  age -d -i DEN-HEMMELIGE-NØKKELEN content.tar.age | tar x
Filen database er da en SQLite-database pakket med gzip, eller det pg_restore leser.
"""


class Locked(Exception):
    """In Norwegian, why it cannot be decrypted with what is at hand."""


@dataclass(frozen=True)
class About:
    """What can be read without a key. Nobody vouches for it: only to find one's way among files."""

    installation: str
    made_at: datetime


class Measured:
    """Hashes and counts what is written through it, and keeps the error that ended it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.digest, self.size = stream, hashlib.sha256(), 0
        self.fault: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            self.stream.write(data)
        except Exception as error:
            self.fault = error
            raise
        self.digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self.stream.flush()


class Pulled:
    """The pieces of an iterator, for who reads. It keeps the error that ended them: age tells its text alone."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces, self.rest = iter(pieces), memoryview(b"")
        self.fault: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        while not self.rest:
            try:
                piece = next(self.pieces, None)
            except Exception as error:
                self.fault = error
                raise
            if piece is None:
                return b""
            self.rest = memoryview(piece)
        taken, self.rest = self.rest[:size], self.rest[size:]
        return bytes(taken)


def write(target: IO[bytes], about: About, content: Iterable[bytes], recipients: Sequence[str], passphrase: str) -> Any:
    """Returns the key it was made with. Raises Locked where there is nobody to encrypt for, or one is no recipient."""
    if not recipients and not passphrase:
        raise Locked(
            "Sikkerhetskopien må krypteres: sett RORIKT_BACKUP_RECIPIENTS, RORIKT_BACKUP_PASSPHRASE_FILE eller "
            "RORIKT_BACKUP_PASSPHRASE, og prøv igjen."
        )
    own = pyrage.x25519.Identity.generate()
    at = about.made_at.timestamp()
    told = {"kind": KIND, "installation": about.installation, "made_at": about.made_at.isoformat()}
    small = {README: HOW.encode(), ABOUT: json.dumps(told).encode()}
    if passphrase:
        small[KEY] = pyrage.passphrase.encrypt(f"{own}\n".encode(), passphrase)
    sums = {}
    for name, data in small.items():
        framing.write_member(target, name, data, at)
        sums[name] = hashlib.sha256(data).hexdigest()
    begins = target.tell()
    target.write(framing.header(CONTENT, 0, at))  # its size is not known before it is written
    measured = Measured(target)
    pulled = Pulled(content)
    try:
        pyrage.encrypt_io(pulled, measured, [own.to_public(), *map(recipient, recipients)])
    except pyrage.EncryptError:
        raise pulled.fault or measured.fault or OSError("age") from None
    sums[CONTENT] = measured.digest.hexdigest()
    target.write(framing.padding(measured.size))
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sums.items())
    framing.write_member(target, SUMS, lines.encode(), at)
    target.write(framing.END)
    target.seek(begins)
    target.write(framing.header(CONTENT, measured.size, at))
    return own


def recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise Locked(
            f"«{text}» i RORIKT_BACKUP_RECIPIENTS er ikke en offentlig nøkkel fra age (age1…): rett den, og prøv igjen."
        ) from error


def identities(file: Path) -> list[Any]:
    """The secret keys in a file as `age-keygen` writes it."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise Locked(
            f"Får ikke lest nøkkelfilen {file}: se at den er der, og at du har rett til å lese den."
        ) from error
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise Locked(f"{file} er ikke en nøkkelfil fra age: den har en linje som begynner med AGE-SECRET-KEY-1.")
    return found


class Archive:
    """A file that is there. Raises Broken where it is not built as `write` builds it: foreign, half or cut."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.members: dict[str, tuple[int, int]] = {}  # where each begins, and its size
        with path.open("rb") as stream:
            end = os.fstat(stream.fileno()).st_size
            while member := framing.next_member(stream):
                here = stream.tell()
                if here + member.size > end or (member.name != CONTENT and member.size > SMALL):
                    raise Broken("Filen er kuttet, eller er ingen sikkerhetskopi av Rorikt.")
                self.members[member.name] = (here, member.size)
                stream.seek(here + member.size + len(framing.padding(member.size)))
            if stream.read(1):
                raise Broken("Det står noe etter slutten på sikkerhetskopien.")
        named = [name for name in (README, ABOUT, KEY, CONTENT, SUMS) if name != KEY or KEY in self.members]
        if list(self.members) != named:
            raise Broken("Filen er ingen sikkerhetskopi av Rorikt.")

    @property
    def about(self) -> About:
        try:
            told = json.loads(self._small(ABOUT))
            made_at = datetime.fromisoformat(told["made_at"])
            if told["kind"] != KIND or made_at.tzinfo is None:
                raise ValueError(told)
            return About(str(told["installation"]), made_at)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Broken("Filen er ingen sikkerhetskopi av Rorikt.") from error

    def check_sums(self) -> None:
        """Reads all of it. Raises Broken where a byte is another than it was written."""
        told = self._small(SUMS)
        lines = []
        with self.path.open("rb") as stream:
            for name in [name for name in self.members if name != SUMS]:
                stream.seek(self.members[name][0])
                digest = hashlib.sha256()
                for piece in framing.body(stream, Member(name, self.members[name][1])):
                    digest.update(piece)
                lines.append(f"{digest.hexdigest()}  {name}\n")
        if told != "".join(lines).encode():
            raise Broken("Filen er skadet: kontrollsummen er en annen enn da den ble skrevet.")

    @property
    def fingerprint(self) -> str:
        """Of all of it."""
        return hashlib.sha256(self._small(SUMS)).hexdigest()

    @property
    def has_passphrase(self) -> bool:
        return KEY in self.members

    def identity_by(self, passphrase: str) -> Any:
        """Raises Locked where the passphrase is another."""
        try:
            return pyrage.x25519.Identity.from_str(
                pyrage.passphrase.decrypt(self._small(KEY), passphrase).decode().strip()
            )
        except (pyrage.DecryptError, pyrage.IdentityError, OSError, UnicodeDecodeError) as error:
            raise Locked("Passordet til sikkerhetskopien er feil. Ingenting er endret.") from error

    @contextmanager
    def content(self, keys: Sequence[Any]) -> Iterator[framing.Readable]:
        """What was encrypted, as it is decrypted: age lets nothing through that is not as it was written.

        Whoever leaves before the end has not seen whether the rest is there.
        """
        begins, size = self.members[CONTENT]
        with self.path.open("rb") as stream:
            stream.seek(begins)
            with decrypted(Pulled(framing.body(stream, Member(CONTENT, size))), keys) as plain:
                yield plain

    def _small(self, name: str) -> bytes:
        begins, size = self.members[name]
        with self.path.open("rb") as stream:
            stream.seek(begins)
            return framing.exactly(stream, size)


@contextmanager
def decrypted(source: Pulled, keys: Sequence[Any]) -> Iterator[framing.Readable]:
    """A thread decrypts into a pipe, for who reads piece by piece. Raises Locked where no key fits, else Broken."""
    out, into = os.pipe()
    faults: list[Exception] = []

    def decrypt() -> None:
        with os.fdopen(into, "wb", buffering=framing.CHUNK) as target:
            try:
                pyrage.decrypt_io(source, target, list(keys))
            except Exception as error:  # told to who reads, below
                faults.append(source.fault or error)
                with suppress(OSError):
                    target.flush()

    thread = threading.Thread(target=_quietly(decrypt), daemon=True)
    thread.start()
    with os.fdopen(out, "rb", buffering=framing.CHUNK) as plain:
        try:
            yield Checked(plain, thread, faults)
        finally:
            plain.close()  # who decrypts for nobody ends
            thread.join()


def _quietly(work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        with suppress(BrokenPipeError):
            work()

    return run


class Checked:
    """At the end of what came through, tells of the fault that ended it."""

    def __init__(self, plain: IO[bytes], thread: threading.Thread, faults: list[Exception]) -> None:
        self.plain, self.thread, self.faults = plain, thread, faults

    def read(self, size: int) -> bytes:
        data = self.plain.read(size)
        if data or not size:
            return data
        self.thread.join()
        for fault in self.faults:
            if isinstance(fault, Broken):
                raise fault
            if isinstance(fault, pyrage.DecryptError) and "matching" in str(fault):
                raise Locked("Nøkkelen passer ikke til denne sikkerhetskopien. Ingenting er endret.") from fault
            raise Broken("Filen er skadet: innholdet lar seg ikke dekryptere.") from fault
        return b""
