"""Whether the packages in the locks have known holes, as pip-audit tells of them, in words.

A package that nobody could be asked about is not one without holes: it has a sentence and an exit code of its own.
Standard library only, and Python 3.8 can parse it, as it can `run`.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Tuple  # noqa: UP035  read by an old Python too

CLEAN, HOLES, NOT_ASKED = 0, 1, 3  # 2 is that of `Stop`
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.M)
Package = Tuple[str, str]  # noqa: UP006  its name and version


class Hole(NamedTuple):
    package: str
    version: str
    name: str
    mended_in: tuple[str, ...]

    def __str__(self) -> str:
        mended = f"rettet i {', '.join(self.mended_in)}" if self.mended_in else "ingen versjon retter det"
        return f"{self.package} {self.version}: {self.name} ({mended})"


class Told(NamedTuple):
    """What was found out of the packages that were asked about."""

    asked: int
    holes: list[Hole]
    unknown: list[str]  # nobody answered for these

    @property
    def code(self) -> int:
        return HOLES if self.holes else NOT_ASKED if self.unknown or not self.asked else CLEAN

    @property
    def sentences(self) -> list[str]:
        said = [str(hole) for hole in self.holes]
        if self.holes:
            said.append("Pakker med kjente hull: rett med ./run lock --upgrade, kjør testene og sett i drift.")
        if self.unknown:
            said.append(
                f"Ikke undersøkt er {len(self.unknown)} av {self.asked} pakker ({_some(self.unknown)}): kilden med "
                "kjente hull svarte ikke for dem, så ingenting er sagt om dem. Kjør ./run audit på en maskin som når "
                "den, eller oppgi en annen med --osv URL."
            )
        if self.code == CLEAN:
            said.append(f"Ingen kjente hull i de {self.asked} pakkene i låsefilene.")
        elif not self.asked:
            said.append("Ikke undersøkt: det står ingen pakker i låsefilene.")
        return said


def pinned(locks: Iterable[str]) -> list[Package]:
    """What the texts of lock files name: also what is only for another kind of machine, or another Python."""
    return sorted({(name.lower(), version) for lock in locks for name, version in _PINNED.findall(lock)})


def ask(program: Path, packages: Sequence[Package], osv: str = "") -> Told:
    """Asks pip-audit, and it PyPI or the OSV service at that address."""
    asked = [read(_answer(program, some, osv), some) for some in _without_repeats(packages)]
    return Told(
        len(packages), [hole for one in asked for hole in one.holes], [name for one in asked for name in one.unknown]
    )


def _answer(program: Path, packages: Iterable[Package], osv: str) -> str:
    """Its JSON; empty where it gave none."""
    with tempfile.TemporaryDirectory(prefix="rorikt-") as folder:
        wanted, told = Path(folder) / "packages.txt", Path(folder) / "told.json"
        wanted.write_text("".join(f"{name}=={version}\n" for name, version in packages), encoding="utf-8")
        options = "--no-deps --disable-pip --progress-spinner off --format json --desc off --timeout 20"
        # Its own store, thrown away: a kept answer of last month knows nothing of the holes of this one.
        place = ["-r", str(wanted), "-o", str(told), "--cache-dir", str(Path(folder) / "kept")]
        where = ["--vulnerability-service", "osv", "--osv-url", osv] if osv else []
        subprocess.run(
            [str(program), *options.split(), *place, *where], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return told.read_text(encoding="utf-8") if told.exists() else ""


def read(answer: str, packages: Sequence[Package]) -> Told:
    """What pip-audit wrote as JSON. What it does not name is unknown."""
    try:
        found = [one for one in json.loads(answer)["dependencies"] if "version" in one]
        known = {(one["name"].lower(), one["version"]) for one in found}
        holes = {
            Hole(one["name"].lower(), one["version"], hole["id"], tuple(hole.get("fix_versions", ())))
            for one in found
            for hole in one["vulns"]
        }
    except (ValueError, KeyError, TypeError):
        return Told(len(packages), [], [name for name, _ in packages])
    return Told(len(packages), sorted(holes), [name for name, version in packages if (name, version) not in known])


def _without_repeats(packages: Iterable[Package]) -> list[list[Package]]:
    """One list for most of them: pip-audit takes a name once."""
    rounds: list[dict[str, str]] = []
    for name, version in packages:
        free = next((one for one in rounds if name not in one), None)
        if free is None:
            rounds.append(free := {})
        free[name] = version
    return [list(one.items()) for one in rounds]


def _some(names: list[str]) -> str:
    more = f" og {len(names) - 5} andre" if len(names) > 6 else ""
    return ", ".join(names[: 5 if more else 6]) + more
