"""Put a backup back in an empty installation, or only see that one is whole."""

import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from rorikt import locks
from rorikt.amounts import how_many
from rorikt.archives.archive import Archive, Locked
from rorikt.archives.framing import Broken
from rorikt.backups import keys, restoring, shelf
from rorikt.backups.databases import Unavailable
from rorikt.refusals import in_words

PROBLEMS = (Broken, Locked, Unavailable, restoring.Refused, DatabaseError, OSError)


class Command(BaseCommand):
    help = "Legger en sikkerhetskopi tilbake i en tom installasjon, og kontrollerer alt som er godkjent."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", nargs="?", metavar="FIL|MAPPE", help="Av en mappe tas den nyeste.")
        parser.add_argument("--identity", default="", metavar="FIL", help="Den hemmelige nøkkelen fra age.")
        parser.add_argument("--over", metavar="NAVN", help="Erstatt installasjonen som heter dette.")
        parser.add_argument(
            "--check", action="store_true", help="Les hele kopien og si om den er hel. Endrer ingenting."
        )
        parser.add_argument("--finish", action="store_true", help=SUPPRESS)  # what `restore` calls last

    def handle(
        self, *args: Any, backup: str | None, identity: str, over: str | None, check: bool, finish: bool, **options: Any
    ) -> None:
        if finish:
            self.finish()
            return
        if not backup:
            raise CommandError("Si hvilken kopi: ./run manage restore FIL eller MAPPE.", returncode=2)
        try:
            with locks.held("backup/putting-back") as is_ours:
                if not is_ours:
                    raise restoring.Refused("En annen gjenoppretting er i gang her.")
                if not self.restore(file_of(backup), identity, over, only_check=check):
                    return
        except PROBLEMS as problem:
            raise CommandError(in_words(problem) or str(problem).strip()) from None
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", "--finish"]
        if subprocess.run(command, check=False).returncode:
            raise CommandError("Gjenopprettingen er ikke slik den skulle: les det som står over.")
        self.stdout.write("Alt er lagt tilbake. Start nettjeneren og bakgrunnsjobbene.")

    def restore(self, path: Path, identity: str, over: str | None, *, only_check: bool) -> bool:
        """Whether anything is left to do."""
        archive = Archive(path)
        self.stdout.write(f"Leser {path} fra {restoring.local(archive.about.made_at)} …")
        passphrase = asked_for() if archive.has_passphrase and not identity and not keys.passphrase() else ""
        with restoring.read(path, identity, passphrase, only_check=only_check) as ready:
            said = ready.said
            files = how_many(len(said.files), "fil", "filer")
            self.stdout.write(f"Kopien er hel: {files}, laget av Rorikt {said.release} {said.commit[:10]}.")
            for name in said.missing:
                self.stdout.write(f"Merk: filen {name} fantes ikke på lageret da kopien ble laget.")
            if only_check:
                if ready.unfit:
                    self.stdout.write(f"Merk: den kan ikke legges tilbake her. {ready.unfit}")
                return False
            restoring.require_place(ready, over)
            for told in restoring.put_back(ready):
                self.stdout.write(told)
        return True

    def finish(self) -> None:
        try:
            for told in restoring.finish():
                self.stdout.write(told)
        except (*PROBLEMS, restoring.Unproved) as problem:
            raise CommandError(str(problem).strip()) from None


def file_of(place: str) -> Path:
    """Raises Refused where there is no backup."""
    path = Path(place).expanduser().absolute()
    if not path.is_dir():
        if not path.exists():
            raise restoring.Refused(f"{path} finnes ikke.")
        return path
    found = shelf.newest(path)
    if found is None:
        raise restoring.Refused(f"Det er ingen hel sikkerhetskopi i {path}.")
    return found


def asked_for() -> str:
    """Typed, and never shown; empty where nobody sits there."""
    return getpass("Passordet til sikkerhetskopien: ") if sys.stdin.isatty() else ""
