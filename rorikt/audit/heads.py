"""The end of the trail, signed with a key outside the database and written to a file that only grows.

A chain of hashes shows a row that was changed or taken out, but not that its end was cut off, nor that all of it was
made anew. So what the last row is, and how many there are, is signed: each hour, and after each approval, sending and
settlement. `rorikt/proving` holds the database against it; docs/decisions/0063 says why.

A line of the file is one head as JSON, with the hash of the line before. `chain` is a name that the file keeps, and is
what it is called in the second place.
"""

import base64
import fcntl
import hashlib
import json
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from logging.handlers import SysLogHandler
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.utils import timezone

from rorikt.audit.models import AuditEntry

logger = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
FIRST = "0" * 64
FILE, KEY = "heads.jsonl", "signing-key.pem"
_LAST_LINES = 8192  # bytes, of which a line takes some five hundred


class Unsigned(Exception):
    """One Norwegian sentence on why the trail as it stands is not signed."""


@dataclass(frozen=True)
class Head:
    """The last row of the trail at a moment: its number, hash and time, and how many rows there are up to it.

    `reason` is given where a person says that the database was put back to an earlier state: what was signed of later
    rows before does not count any more. `previous` is the SHA-256 of the line before.
    """

    chain: str
    sequence: int
    at: str
    number: int
    count: int
    hash: str
    entry_at: str
    reason: str
    previous: str
    key: str
    signature: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def told(self) -> bytes:
        """What is signed."""
        values = {name: value for name, value in asdict(self).items() if name != "signature"}
        return json.dumps(values, sort_keys=True, ensure_ascii=False).encode()

    def line(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode() + b"\n"


NAMES = {field.name for field in fields(Head)}


def head_of(line: bytes) -> Head | None:
    """None where it is not a head."""
    try:
        values = json.loads(line)
        head = Head(**values) if isinstance(values, dict) and values.keys() == NAMES else None
        if head:
            _ = head.moment, int(head.number), int(head.sequence), int(head.count)
    except (ValueError, TypeError):
        return None
    return head


def hash_of(line: bytes) -> str:
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def file_path() -> Path:
    return Path(settings.AUDIT_FOLDER) / FILE


def key_path() -> Path:
    return Path(settings.AUDIT_KEY or Path(settings.AUDIT_FOLDER) / KEY)


def public_key_path() -> Path:
    return key_path().with_suffix(".pub")


def sign_quietly() -> None:
    """After what must not be lost was stored. What goes wrong here undoes nothing; the duty says it within the hour."""
    try:
        sign_head(timezone.now())
    except (Unsigned, OSError):
        logger.exception("the end of the audit trail was not signed")


def sign_head(now: datetime, *, reason: str = "") -> Head | None:
    """Write the end of the trail, and what the second place lacks. None where nothing is new since the last hour.

    Raises Unsigned where the trail is not what was signed last: what was cut is never signed as if it were whole.
    """
    Path(settings.AUDIT_FOLDER).mkdir(parents=True, exist_ok=True)
    with _alone():
        last = last_head()
        entry = AuditEntry.objects.order_by("-pk").values("pk", "hash", "at").first()
        if entry is None and last is None:
            return None
        if last is not None and not reason:
            _check_follows(last)
        if entry is None:
            raise Unsigned("Endringsloggen er tom.")
        if last and not reason and last.number == entry["pk"] and timedelta() <= now - last.moment < EVERY * 0.9:
            return None
        key = _key(is_first=last is None)
        counted = AuditEntry.objects.filter(pk__lte=entry["pk"])
        count = counted.filter(pk__gt=last.number).count() + last.count if last and not reason else counted.count()
        head = Head(
            chain=last.chain if last else secrets.token_hex(4),
            sequence=last.sequence + 1 if last else 1,
            at=now.astimezone(UTC).isoformat(timespec="seconds"),
            number=entry["pk"],
            count=count,
            hash=entry["hash"],
            entry_at=entry["at"].astimezone(UTC).isoformat(timespec="seconds"),
            reason=reason,
            previous=hash_of(last.line()) if last else FIRST,
            key=fingerprint(key.public_key()),
        )
        head = Head(**{**asdict(head), "signature": base64.b64encode(key.sign(head.told())).decode()})
        _append(file_path(), [head.line()])
        _send_elsewhere(head)
    return head


def _check_follows(last: Head) -> None:
    stored = AuditEntry.objects.filter(pk=last.number).values_list("hash", flat=True).first()
    if stored != last.hash:
        raise Unsigned(
            f"Endringsloggen er ikke den som ble signert {last.at}: rad {last.number} er "
            f"{'borte' if stored is None else 'en annen'}. Kjør «./run manage verify_audit», som sier hva som er gjort."
        )


def last_head() -> Head | None:
    """The last whole line of the file. Half a line is what a process left that died."""
    try:
        with file_path().open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - _LAST_LINES, 0))
            lines = file.read().splitlines()
    except FileNotFoundError:
        return None
    return next((head for line in reversed(lines) if (head := head_of(line))), None)


def is_signed_by(head: Head, public: Ed25519PublicKey) -> bool:
    try:
        public.verify(base64.b64decode(head.signature), head.told())
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> Ed25519PublicKey | None:
    """None where there is none yet, or none that can be read."""
    try:
        public = load_pem_public_key(public_key_path().read_bytes())
    except (OSError, ValueError):
        return None
    return public if isinstance(public, Ed25519PublicKey) else None


def fingerprint(public: Ed25519PublicKey) -> str:
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def _key(*, is_first: bool) -> Ed25519PrivateKey:
    """The first time it is made, readable for its owner alone. Never again: what was signed would not be proven."""
    path = key_path()
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        if not is_first:
            raise Unsigned(f"Nøkkelen {path} er borte. Hent den fra sikkerhetskopien.") from None
        return _make_key(path)
    except ValueError:
        raise Unsigned(f"{path} er ikke en nøkkel. Hent den fra sikkerhetskopien.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unsigned(f"{path} er ikke en nøkkel av typen Ed25519.")
    if not public_key_path().exists():
        _write_public(key)
    return key


def _make_key(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write_public(key)
    return key


def _write_public(key: Ed25519PrivateKey) -> None:
    told = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public_key_path().write_bytes(told)


@contextmanager
def _alone() -> Iterator[None]:
    """One process of this machine at a time, for a moment."""
    with (Path(settings.AUDIT_FOLDER) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _append(path: Path, lines: list[bytes]) -> None:
    """To the end, on the disk when it returns. After half a line that was left it begins a new one."""
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o640)
    try:
        size = os.lseek(handle, 0, os.SEEK_END)
        is_half = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, (b"\n" if is_half else b"") + b"".join(lines))
        os.fsync(handle)
    finally:
        os.close(handle)


def _send_elsewhere(head: Head) -> None:
    """What the second place did not get while it was away comes with the next."""
    if settings.AUDIT_COPY:
        copy = Path(settings.AUDIT_COPY) / f"{head.chain}.jsonl"
        copied = {one.sequence for line in lines_of(copy) if (one := head_of(line))} if copy.exists() else set()
        own = (line for line in lines_of(file_path()) if (one := head_of(line)) and one.sequence not in copied)
        _append(copy, [line.rstrip(b"\n") + b"\n" for line in own])
    if settings.AUDIT_SYSLOG:
        _log_elsewhere(head)


def _log_elsewhere(head: Head) -> None:
    host, _, port = settings.AUDIT_SYSLOG.rpartition(":")
    address = (host, int(port)) if host and port.isdecimal() else settings.AUDIT_SYSLOG
    handler = SysLogHandler(address, facility=SysLogHandler.LOG_AUTH)
    handler.ident = "rorikt-trail: "
    try:
        handler.emit(logging.makeLogRecord({"msg": head.line().decode().strip(), "levelname": "INFO"}))
    finally:
        handler.close()


def lines_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file
