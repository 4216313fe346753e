"""The folder with the backups of an installation: which of them are whole, and which have had their time.

Only whole backups of this installation count. What is foreign is left alone; what is found damaged gets another name,
so that it never counts again, and stays for a person to look at.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rorikt.archives.archive import Archive
from rorikt.archives.framing import Broken
from rorikt.backups import keeping

NAME = re.compile(r"rorikt-(\d{8}T\d{6}Z)\.tar")
HALF, DAMAGED = ".half", ".skadet"
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Tidied:
    deleted: tuple[str, ...]
    damaged: tuple[str, ...]
    kept_count: int


def name_of(moment: datetime) -> str:
    return f"rorikt-{moment.astimezone(UTC).strftime(STAMP)}.tar"


def moment_of(path: Path) -> datetime | None:
    """By its name; None for a file that is no finished backup."""
    found = NAME.fullmatch(path.name)
    try:
        return datetime.strptime(found.group(1), STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def finished(folder: Path) -> dict[datetime, Path]:
    """The newest first. Whether they are whole, nobody has looked."""
    found = {moment: path for path in folder.iterdir() if path.is_file() and (moment := moment_of(path))}
    return dict(sorted(found.items(), reverse=True))


def newest(folder: Path) -> Path | None:
    """The newest that is built as a backup is."""
    for path in finished(folder).values():
        try:
            Archive(path)
        except (Broken, OSError):
            continue
        return path
    return None


def drop_halves(folder: Path) -> None:
    """What a process that died has left. Only called by the one who may write there now."""
    for path in folder.glob(f".rorikt-*{HALF}"):
        path.unlink(missing_ok=True)


def tidy(folder: Path, scheme: dict[str, int], installation: str, just_made: Path) -> Tidied:
    """Delete what the scheme does not keep, once those that stand in its stead are read to their ends.

    `just_made` has been read already. Called after it alone: where no good one was made, nothing is deleted.
    """
    deleted: list[str] = []
    damaged: list[str] = []
    sound = {just_made}
    while True:
        own = {moment: path for moment, path in finished(folder).items() if _is_own(path, installation, damaged)}
        kept = keeping.kept(own, scheme)
        going = [
            moment for moment in own if moment not in kept and own[moment] != just_made
        ]  # though the clock went back
        doubtful = [own[moment] for moment in _neighbours(kept, going) if own[moment] not in sound]
        bad = [path for path in doubtful if not _is_whole(path, sound)]
        if not bad:
            break
        damaged += [_set_aside(path) for path in bad]
    for moment in going:
        own[moment].unlink()
        deleted.append(own[moment].name)
    return Tidied(tuple(deleted), tuple(damaged), len(kept))


def _neighbours(kept: set[datetime], going: list[datetime]) -> set[datetime]:
    """Of each that goes, the nearest before and after it that stay."""
    found: set[datetime] = set()
    for moment in going:
        found |= {max(one for one in kept if one < moment)} if min(kept) < moment else set()
        found |= {min(one for one in kept if one > moment)}
    return found


def _is_own(path: Path, installation: str, damaged: list[str]) -> bool:
    """What is ours by name and is not built as a backup is set aside, foreign ones are not touched."""
    try:
        return Archive(path).about.installation == installation
    except Broken:
        damaged.append(_set_aside(path))
        return False
    except OSError:
        return False


def _is_whole(path: Path, sound: set[Path]) -> bool:
    try:
        Archive(path).check_sums()
    except (Broken, OSError):
        return False
    sound.add(path)
    return True


def _set_aside(path: Path) -> str:
    os.replace(path, path.with_name(path.name + DAMAGED))
    return path.name
