"""A backup put back in an empty installation, or in the place of one that is named.

All of it is read and held against its own list before anything is written. From then on a file in the data folder
tells that it is under way: neither web server nor worker starts, and the same backup can be put back anew, wherever it
was cut off. Files come first, then keys, then the database at one blow. What must know the restored keys is done by a
process of its own, `finish`.

What went out after the backup was made, the database does not know. So mail is held back, jobs that waited are ended
and everybody has to log in again.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.core.management.base import OutputWrapper
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from rorikt import locks
from rorikt.amounts import how_many, number
from rorikt.archives import reading
from rorikt.archives.archive import Archive
from rorikt.archives.framing import Broken, Member
from rorikt.archives.manifest import DATABASE, FILES, FOREIGN, KEYS, SETTINGS, Manifest
from rorikt.audit import heads, trail
from rorikt.backups import databases, keys, releasing, stored
from rorikt.jobs.models import Job
from rorikt.mail.models import MailHold
from rorikt.people.models import Cooperation
from rorikt.starting import migrated

SETTINGS_FILE = "env-from-backup"
ENDED = "Jobben ble avsluttet da en sikkerhetskopi ble tatt i bruk. Bestill den på nytt."
SMALL = 1 << 27  # bytes of a key, of the settings or of the signed ends of the trail
PROOFS = ("verify_audit", "verify_frozen")


class Refused(Exception):
    """In Norwegian, why nothing was written."""


class Unproved(Exception):
    """In Norwegian: it is put back, and is not as it should be."""


@dataclass(frozen=True)
class Ready:
    """A backup that was read to its end, with its database unpacked beside it. `small` are its keys and settings,
    `unfit` says why it cannot be put back here."""

    archive: Archive
    keys: list[Any]
    said: Manifest
    database: Path
    small: dict[str, bytes]
    unfit: str = ""

    @property
    def secret(self) -> str:
        return self.kept.get(keys.SECRET_KEY, b"").decode().strip()

    @property
    def kept(self) -> dict[str, bytes]:
        """The keys, by the names of their files in the data folder."""
        return {name.removeprefix(KEYS): data for name, data in self.small.items() if name != SETTINGS}


@contextmanager
def read(path: Path, identity: str, passphrase: str = "", *, only_check: bool = False) -> Iterator[Ready]:
    """Raises Broken, Locked or Unavailable, and Refused where it cannot be put back here, unless it is only looked at.
    Writes nothing but to scratch."""
    archive = Archive(path)
    found = keys.opening(archive, identity, passphrase)
    archive.check_sums()  # of what lies outside the encryption too
    with databases.scratch("restore-scratch") as scratch:
        packed, ready = scratch / "database", scratch / "database.ready"
        small: dict[str, bytes] = {}

        def take(member: Member, pieces: Iterator[bytes]) -> Iterator[bytes]:
            if member.name == DATABASE:
                with packed.open("wb") as stream:
                    for piece in pieces:
                        stream.write(piece)
                        yield piece
            elif member.name.startswith(FILES):
                yield from pieces
            elif member.size > SMALL:
                raise Broken(FOREIGN)
            else:
                small[member.name] = b"".join(pieces)
                yield small[member.name]

        said = reading.check(archive, found, take)
        unfit = _why_unfit(said)
        if unfit and not only_check:
            raise Refused(unfit)
        databases.unpack(packed, said.database, ready)
        made = Ready(archive, found, said, ready, small, unfit)
        if not made.secret:
            raise Broken(FOREIGN)
        yield made


def _why_unfit(said: Manifest) -> str:
    """It is of another kind of database, of a release that this one cannot take over, or too large."""
    vendor = said.database.vendor
    if vendor != connection.vendor:
        theirs, ours = (databases.NAMES.get(one, one) for one in (vendor, connection.vendor))
        how = (
            "Ta bort DATABASE_URL" if vendor == databases.SQLITE else "Sett DATABASE_URL til en tom PostgreSQL-database"
        )
        return (
            f"Kopien er av {theirs}, og denne installasjonen bruker {ours}. {how}, sett RORIKT_DATA til en annen, tom "
            "mappe, og prøv igjen."
        )
    try:
        migrated.require_known_migrations(said.database.migrations, "Sikkerhetskopien")
    except migrated.NotReady as problem:
        return str(problem)
    needed = said.database.size + stored.size_on_this_disk(said.files.values())
    free = shutil.disk_usage(settings.DATA_DIR).free
    if needed <= free:
        return ""
    return f"Kopien tar {_megabytes(needed)}, og disken har {_megabytes(free)} ledig. Skaff plass, og prøv igjen."


def _megabytes(count: int) -> str:
    return f"{number(count / 1e6, 0)} MB"


def require_place(ready: Ready, over: str | None) -> None:
    """Raises Refused where there is something that nobody has named to be replaced, or somebody uses it."""
    if locks.is_any_held("worker"):
        raise Refused(databases.STILL_USED)
    databases.require_unused()
    if ready.secret != settings.SECRET_KEY and not keys.is_secret_key_in_file():
        raise Refused(
            "RORIKT_SECRET_KEY er satt til en annen nøkkel enn den kopien er laget med. Ta bort linjen, så tas "
            "nøkkelen fra kopien. Med en annen kan ingen lese det som er forseglet."
        )
    begun = under_way()
    if begun and begun["sha256"] != ready.archive.fingerprint:
        raise Refused(
            f"En annen kopi, fra {begun['made_at']}, er halvveis tatt i bruk her: kjør den til ende. Vil du heller "
            f"bruke denne, slett {settings.DATA_DIR / migrated.RESTORING} og prøv igjen."
        )
    found, is_used = list(_found_here(ready)), databases.rows_of_people() > 0
    if begun or not (found or is_used):
        return
    name = _name_here()
    if over is None and is_used:
        raise Refused(
            f"Installasjonen er ikke tom. Skal alt i den erstattes, må du skrive navnet på den: --over «{name}». "
            "Ta en sikkerhetskopi av den først."
        )
    if over is None:  # it is more likely the wrong database than files that nobody needs
        raise Refused(
            f"Her er {' og '.join(found)}, men databasen er tom. Da er trolig DATABASE_URL eller RORIKT_DATA feil: "
            "rett det, og prøv igjen. Skal alt som er her, likevel erstattes, ta vare på det først, og skriv navnet: "
            f"--over «{name}»."
        )
    if over.strip("«»") != name:
        raise Refused(f"Installasjonen heter «{name}», ikke «{over}». Ingenting er endret.")


def _found_here(ready: Ready) -> Iterator[str]:
    """What is here besides the database. No secret key: the first start of anything makes one, and nobody can see
    whether it was used. So it is kept beside."""
    if next(stored.names(), None):
        yield "filer"
    if keys.has_another_trail(ready.kept):
        yield "nøkler til en annen endringslogg"


def under_way() -> dict[str, str]:
    """What is being put back here, or was when the process died; empty where nothing is."""
    path = settings.DATA_DIR / migrated.RESTORING
    return dict(json.loads(path.read_bytes())) if path.exists() else {}


def _name_here() -> str:
    """The name of the cooperation, else that of the database."""
    try:
        with transaction.atomic():
            found = Cooperation.objects.values_list("name", flat=True).first()
    except DatabaseError:
        found = None
    return found or str(connection.settings_dict["NAME"]).rpartition("/")[2]


def put_back(ready: Ready) -> list[str]:
    """Everything but what `finish` does. Returns what a person has to know."""
    marker = {"sha256": ready.archive.fingerprint, "made_at": ready.said.made_at.isoformat()}
    keys.put(migrated.RESTORING, json.dumps(marker).encode())
    left = ready.said.files
    gone = stored.forget_others({item.name for item in left.values()})
    told = [f"{how_many(gone, 'fil', 'filer')} som kopien ikke har, er slettet fra lageret."] if gone else []
    for member, item, pieces in reading.members(ready.archive, ready.keys, ready.said):
        if member in left and stored.put(item, pieces, ready.database.parent):
            del left[member]
        for _ in pieces:  # what nobody wanted
            pass
    if left:
        raise Broken("Kopien er endret mens den ble lest. Prøv igjen.")
    for name, data in ready.kept.items():
        if name != keys.SECRET_KEY or keys.is_secret_key_in_file():
            keys.put_back(name, data)
    beside = [str(path) for name in ready.kept if (path := keys.place(name + keys.BESIDE)).exists()]
    if beside:
        told.append(f"Det som lå her fra før, er beholdt i {' og '.join(beside)}: slett det når ingen trenger det.")
    if SETTINGS in ready.small:
        keys.put(SETTINGS_FILE, ready.small[SETTINGS])
        told.append(f"Innstillingene som gjaldt, ligger i {settings.DATA_DIR / SETTINGS_FILE}: hent dem du trenger.")
    databases.put_back(ready.database, ready.said.database)
    return told


def finish() -> Iterator[str]:
    """In a process that has the restored keys and database: to this release, to a standstill, and proved.

    Says what a person has to know. Raises Unproved where something is not as it was approved.
    """
    begun = under_way()
    if not begun:
        raise Refused("Ingen kopi er under gjenoppretting her.")
    made_at, now = datetime.fromisoformat(begun["made_at"]), timezone.now()
    call_command("migrate", interactive=False, verbosity=0, is_restoring=True)
    cache.clear()
    yield from stand_still(made_at, now)
    heads.sign_head(now, reason=f"En sikkerhetskopi fra {local(made_at)} ble tatt i bruk.")
    faults = []
    for name in PROOFS:
        said, is_well = prove(name)
        yield said
        faults += [] if is_well else [name]
    (settings.DATA_DIR / migrated.RESTORING).unlink()
    if faults:
        raise Unproved(f"Alt er lagt tilbake, men {' og '.join(faults)} fant avvik, som står over.")


@transaction.atomic
def stand_still(made_at: datetime, now: datetime) -> list[str]:
    """Nobody is logged in, no job begins again, and no mail leaves before a person says so."""
    Session.objects.all().delete()
    UserSession.objects.all().delete()
    stopped = Job.objects.filter(state__in=Job.UNFINISHED).update(state=Job.State.FAILED, error=ENDED, finished_at=now)
    waiting = DBTaskResult.objects.exclude(status__in=(TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED))
    waiting.update(status=TaskResultStatus.FAILED, finished_at=now)
    told = [f"Kopien er fra {local(made_at)}. Det som er gjort etter det, er borte.", "Alle må logge inn på nytt."]
    told += [f"{how_many(stopped, 'jobb', 'jobber')} som ventet, er avsluttet."] if stopped else []
    hold = MailHold.objects.filter(ended_at=None).first() or MailHold.objects.create(begun_at=now, since=made_at)
    trail.record("tok i bruk sikkerhetskopi", hold, by=None, now=now, made_at=made_at.isoformat())
    for module in releasing.modules():
        told += import_module(module).after_restore(now)
    told.append(
        "E-post holdes tilbake: varsler og påminnelser etter det tidspunktet kan være sendt før. "
        "Slipp den med ./run manage release_mail, se docs/running/backup.md."
    )
    return told


def local(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y kl. %H.%M}"


def prove(name: str) -> tuple[str, bool]:
    """What a command of proof says, and whether all is as it was. Not through `call_command`, which asks for a finished
    installation first."""
    out = StringIO()
    command = load_command_class(get_commands()[name], name)
    command.stdout, command.stderr = OutputWrapper(out), OutputWrapper(out)
    asked = vars(command.create_parser("manage.py", name).parse_args([]))
    try:
        command.handle(**asked)
    except CommandError as problem:
        out.write(f"{problem}\n")
        return f"{name}: {out.getvalue().strip()}", False
    return f"{name}: {out.getvalue().strip()}", True
