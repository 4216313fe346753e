"""What opens a backup, and the keys of the installation that go into it."""

import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from rorikt.archives.archive import Archive, Locked, identities
from rorikt.starting import env

SECRET_KEY = "secret-key"
# What the trail is signed with, and what was signed: files of a folder of their own.
TRAIL = "trail"
KEPT = ("*.pem", "*.pub", "*.jsonl")
ONLY_GROWS = ".jsonl"
BESIDE = ".before-restore"
PASSPHRASE, PASSPHRASE_FILE, IDENTITY = (
    "RORIKT_BACKUP_PASSPHRASE",
    "RORIKT_BACKUP_PASSPHRASE_FILE",
    "RORIKT_BACKUP_IDENTITY",
)
SHORTEST = 12  # characters
OF_BACKUPS = (PASSPHRASE, PASSPHRASE_FILE)


def passphrase() -> str:
    """From the file that is named, else from the environment; empty where there is none. Raises Locked."""
    file = env.optional("RORIKT_BACKUP_PASSPHRASE_FILE", "")
    try:
        found = Path(file).read_text(encoding="utf-8").strip() if file else env.optional("RORIKT_BACKUP_PASSPHRASE", "")
    except (OSError, UnicodeDecodeError) as error:
        raise Locked(f"Får ikke lest passordet i {file}: se at filen er der, og hvem som får lese den.") from error
    if (file or found) and len(found) < SHORTEST:
        raise Locked(f"Passordet til sikkerhetskopien må ha minst {SHORTEST} tegn. Velg et lengre.")
    return found


def recipients() -> list[str]:
    return str(settings.BACKUP_RECIPIENTS).replace(",", " ").split()


def opening(archive: Archive, identity: str, asked: str = "") -> list[Any]:
    """The keys by which it can be read. Raises Locked where none is at hand, or the passphrase is another."""
    file = identity or env.optional("RORIKT_BACKUP_IDENTITY", "")
    if file:
        return identities(Path(file))
    if not archive.has_passphrase:
        raise Locked(
            "Sikkerhetskopien åpnes med en hemmelig nøkkel fra age: oppgi filen med den med --identity FIL eller "
            f"{IDENTITY}, og prøv igjen."
        )
    word = asked or passphrase()
    if not word:
        raise Locked(
            f"Sikkerhetskopien er låst med et passord: sett {PASSPHRASE_FILE} eller {PASSPHRASE}, og prøv igjen."
        )
    return [archive.identity_by(word)]


def installation() -> str:
    """Tells the files of one installation from those of another, and tells nothing else."""
    return hashlib.sha256(b"rorikt.backups " + settings.SECRET_KEY.encode()).hexdigest()[:16]


def held() -> dict[str, bytes]:
    """File names of the data folder and what they hold: the secret key in use, wherever it is from, and the others."""
    found = {SECRET_KEY: f"{settings.SECRET_KEY}\n".encode()}
    beside = [Path(path) for path in [getattr(settings, "AUDIT_KEY", "")] if path]
    for path in [*beside, *(path for pattern in KEPT for path in sorted(trail_folder().glob(pattern)))]:
        if path.is_file():
            found[f"{TRAIL}/{path.name}"] = path.read_bytes()
    return found


def trail_folder() -> Path:
    return Path(getattr(settings, "AUDIT_FOLDER", "") or settings.DATA_DIR / TRAIL)


def is_secret_key_in_file() -> bool:
    """Whether the key in use is the one in the data folder, and not one of the environment."""
    path = settings.DATA_DIR / SECRET_KEY
    return path.is_file() and path.read_text().strip() == settings.SECRET_KEY


def place(name: str) -> Path:
    """Where the file of this name belongs here."""
    folder, _, plain = name.rpartition("/")
    elsewhere = Path(getattr(settings, "AUDIT_KEY", "") or "-")
    home = elsewhere.parent if elsewhere.name == plain.removesuffix(BESIDE) else trail_folder()
    return (home if folder == TRAIL else settings.DATA_DIR) / plain


def has_another_trail(theirs: dict[str, bytes]) -> bool:
    """Whether a trail was signed here that is not the one of these keys: its database may be elsewhere."""
    return any(not _fits(name, data, theirs.get(name)) for name, data in held().items() if name != SECRET_KEY)


def _fits(name: str, here: bytes, theirs: bytes | None) -> bool:
    """Whether they are the same, or one has grown out of the other."""
    if theirs and name.endswith(ONLY_GROWS):
        return here.startswith(theirs) or theirs.startswith(here)
    return here.strip() == (theirs or b"").strip()


def put_back(name: str, data: bytes) -> None:
    """What is another here is kept beside: a database elsewhere may need it still."""
    here = place(name).read_bytes() if place(name).is_file() else b""
    if here and not _fits(name, here, data):
        _write(place(name + BESIDE), here, os.O_APPEND)
    elif name.endswith(ONLY_GROWS) and len(here) > len(data):
        return  # it knows more than that of a backup
    put(name, data)


def put(name: str, data: bytes) -> None:
    """Into the data folder, for its owner alone. Who reads finds the whole of it or what was there before."""
    target = place(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = target.with_name(f".{target.name}-{os.getpid()}")
    _write(made, data, os.O_TRUNC)
    made.replace(target)


def _write(path: Path, data: bytes, how: int) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def settings_file() -> bytes:
    """`.env` as it stands, without what locks the backup it lies in; empty where there is none."""
    path = Path(os.environ.get("RORIKT_ENV_FILE") or settings.BASE_DIR / ".env")
    if not path.is_file():
        return b""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.strip().startswith(OF_BACKUPS)).encode()
