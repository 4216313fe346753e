"""Where an installation keeps its settings, its data and its secret key.

`run` asks before any package is installed, and `rorikt.settings` for whatever else starts: gunicorn, a service of
systemd, `manage.py`. So all of them agree. Standard library only, and Python 3.8 can parse it, as it can `run`.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class Stop(Exception):
    """What the person has to do, in one Norwegian sentence."""


def environment(root: Path, given: Mapping[str, str]) -> dict[str, str]:
    """`given`, filled up by `.env`, and by what neither says: the whole path of the data folder, and a secret key."""
    file = given.get("RORIKT_ENV_FILE") or str(root / ".env")
    found = {**read_env_file(Path(file)), **given}
    data = root / Path(found.get("RORIKT_DATA") or ".data").expanduser()
    require_writable(data, "velg en datamappe du kan skrive i, med RORIKT_DATA=/sti/til/mappe, og start på nytt")
    found["RORIKT_DATA"] = str(data)
    found["RORIKT_SECRET_KEY"] = found.get("RORIKT_SECRET_KEY") or secret_key(data / "secret-key")
    return found


def read_env_file(path: Path) -> dict[str, str]:
    """`KEY=VALUE` a line; `#` begins a comment line; quotes around a value fall away. No file is no settings."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except PermissionError:
        raise Stop(f"Får ikke lese {path}: gi brukeren som kjører Rorikt, rett til å lese filen.") from None
    values = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals or not key.strip().isidentifier():
            raise Stop(f"Linje {number} i {path} er ikke på formen NAVN=verdi: rett den og start på nytt.")
        value = value.strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        values[key.strip()] = value[1:-1] if quoted else value
    return values


def secret_key(path: Path) -> str:
    """Made at the first start and kept, so that log-ins survive a restart. Where two start at once, one makes it."""
    try:
        if not path.exists():
            made = path.with_name(f".{path.name}-{os.getpid()}")
            with open(os.open(str(made), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
                stream.write(secrets.token_urlsafe(50) + "\n")
            with suppress(FileExistsError):  # the other made it
                os.link(str(made), str(path))
            made.unlink()
        key = path.read_text().strip()
    except PermissionError:
        raise Stop(f"Får ikke lese {path}: gi filen til brukeren som kjører Rorikt, og start på nytt.") from None
    if not key:
        raise Stop(f"Filen {path} er tom: hent den fra sikkerhetskopien, eller slett den, og start på nytt.")
    return key


def require_writable(folder: Path, advice: str) -> None:
    """Make the folder if need be. Raises Stop, with `advice`, where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=str(folder)):
            pass
    except OSError:
        raise Stop(f"Kan ikke skrive i mappen {folder}: {advice}.") from None
