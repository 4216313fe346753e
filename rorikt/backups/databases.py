"""The database as it was at one moment, in a file, while others go on writing; and put back from such a file.

SQLite by its own copying, PostgreSQL by `pg_dump` of a snapshot that we hold. Nothing is carried from one to the other.
"""

import gzip
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.db.utils import ConnectionHandler
from psycopg2.extensions import make_dsn

from rorikt import locks
from rorikt.archives.framing import CHUNK, Broken
from rorikt.archives.manifest import Database

HOME = Path("/usr/lib/postgresql")  # of the versions that Debian installs beside each other
SQLITE = "sqlite"
NAMES = {SQLITE: "SQLite", "postgresql": "PostgreSQL"}


class Unavailable(Exception):
    """In Norwegian, what the machine or the database lacks for it."""


@dataclass(frozen=True)
class Snapshot:
    """`packed` is what goes into the backup; `files` are the names in storage that its rows have."""

    packed: Path
    database: Database
    files: frozenset[str]


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A folder where the database itself may lie. What a process that died has left in it goes first."""
    path = settings.DATA_DIR / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """All that the database held at one moment. The file in the folder is gone afterwards."""
    packed = folder / "database"
    try:
        yield _of_sqlite(packed) if connection.vendor == SQLITE else _of_postgres(packed)
    finally:
        for path in folder.glob("database*"):
            path.unlink()


def _of_sqlite(packed: Path) -> Snapshot:
    raw = packed.with_suffix(".raw")
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=20)) as source:
        copy(source, raw)
    check_sqlite(raw)
    with closing(sqlite3.connect(raw)) as database:
        migrations = tuple(database.execute("SELECT app, name FROM django_migrations ORDER BY id"))
        files = frozenset(name for query in _file_queries() for (name,) in database.execute(query))
    with raw.open("rb") as whole, gzip.open(packed, "wb", compresslevel=6) as zipped:
        shutil.copyfileobj(whole, zipped, CHUNK)
    number = sqlite3.sqlite_version_info[0] * 1000 + sqlite3.sqlite_version_info[1]
    return Snapshot(packed, Database(SQLITE, number, *measured(raw), migrations), files)


def copy(source: sqlite3.Connection, target: Path) -> None:
    """All of it in one step, so that it is of one moment; those who write go on meanwhile."""
    with closing(sqlite3.connect(target)) as copied:
        source.backup(copied, pages=-1)
        copied.execute("PRAGMA journal_mode=DELETE")


def check_sqlite(path: Path) -> None:
    """Raises Broken where it is no database, or not a whole one."""
    as_django = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}})["default"]
    try:  # by a connection that knows the functions of Django, on which indexes rest
        with as_django.cursor() as cursor:
            told = cursor.execute("PRAGMA integrity_check(3)").fetchall()
    except DatabaseError as error:
        told = [(str(error),)]
    finally:
        as_django.close()
    if told != [("ok",)]:
        raise Broken(f"Databasen er skadet: {'; '.join(str(one) for (one,) in told)[:300]}")


def _of_postgres(packed: Path) -> Snapshot:
    server = connection.cursor().connection.server_version // 10000  # opens the connection
    pg_dump = program("pg_dump", server)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [name] = cursor.fetchone()
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        run([pg_dump, "--format=custom", "--no-owner", "--no-acl", f"--snapshot={name}", f"--file={packed}", _place()])
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = tuple(cursor.fetchall())
        files = set()
        for query in _file_queries():
            cursor.execute(query)
            files |= {found for (found,) in cursor.fetchall()}
    run([program("pg_restore", server), "--list", str(packed)])
    version = int(re.findall(r"\d+", run([pg_dump, "--version"]))[0])
    return Snapshot(packed, Database("postgresql", version, *measured(packed), migrations), frozenset(files))


def _file_queries() -> Iterator[str]:
    """The columns of this release that name files in storage. The database is migrated, as the command has seen."""
    for kind in apps.get_models():
        for one in kind._meta.local_concrete_fields:
            if isinstance(one, models.FileField) and not kind._meta.proxy:
                column = f'"{one.column}"'
                yield f"""SELECT DISTINCT {column} FROM "{kind._meta.db_table}" WHERE {column} <> ''"""


def measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as stream:
        return os.fstat(stream.fileno()).st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def unpack(packed: Path, said: Database, target: Path) -> None:
    """Into a file that can be put back, of no more bytes than were said. Raises Broken where it is another."""
    if said.vendor != SQLITE:
        packed.rename(target)
        if connection.vendor == said.vendor:  # elsewhere there are no programs of it, and its sum has to do
            run([program("pg_restore", max(said.version, _server())), "--list", str(target)])
    else:
        left = said.size
        with gzip.open(packed) as zipped, target.open("wb") as stream:
            try:
                while piece := zipped.read(min(CHUNK, left + 1)):
                    left -= len(piece)
                    if left < 0:
                        raise Broken("Databasen i sikkerhetskopien er større enn den sier.")
                    stream.write(piece)
            except (EOFError, gzip.BadGzipFile) as error:
                raise Broken("Databasen i sikkerhetskopien lar seg ikke pakke ut.") from error
        packed.unlink()
        check_sqlite(target)
    if measured(target) != (said.size, said.sha256):
        raise Broken("Databasen i sikkerhetskopien er en annen enn den sier.")


def put_back(ready: Path, said: Database) -> None:
    """In the place of what is there, all or nothing. Raises Unavailable."""
    if said.vendor == SQLITE:
        _put_back_sqlite(ready)
    else:
        _put_back_postgres(ready, said)


def _put_back_sqlite(ready: Path) -> None:
    target = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    if target.exists():
        with closing(sqlite3.connect(target, timeout=1)) as there:
            try:  # which nobody else may have open, and which empties the files beside it
                there.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                raise Unavailable(STILL_USED) from error
    for beside in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + beside).unlink(missing_ok=True)
    os.chmod(ready, 0o600)
    ready.replace(target)


STILL_USED = (
    "Databasen er i bruk. Stopp nettjeneren og bakgrunnsjobbene, på alle maskiner som bruker den, og prøv igjen om et "
    "minutt."
)
# All that an installation has of its own, and nothing that an extension has.
EMPTIED = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT c.oid::regclass AS named FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', one.named); END LOOP;
FOR one IN SELECT p.oid::regprocedure AS named FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
LOOP EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', one.named); END LOOP; END $$"""


def _put_back_postgres(ready: Path, said: Database) -> None:
    """In one transaction: where it ends halfway, what was there is there still."""
    require_unused()
    connection.close()
    newest = max(said.version, _server())
    connection.close()
    read = [program("pg_restore", newest), "--no-owner", "--no-acl", "--no-comments", "--file=-", str(ready)]
    # Committed by us once all was read: a reader that dies would else look like one that is done.
    begin = ["-c", "BEGIN", "-c", EMPTIED, "-f", "-"]
    write = [program("psql", newest), "-X", "-q", "-v", "ON_ERROR_STOP=1", *begin, "-d", _place()]
    quiet, environment = subprocess.DEVNULL, _environment()
    with tempfile.TemporaryFile(dir=ready.parent) as told:
        with (
            subprocess.Popen(read, stdout=subprocess.PIPE, stderr=told, env=environment) as reader,
            subprocess.Popen(write, stdin=subprocess.PIPE, stdout=quiet, stderr=told, env=environment) as writer,
        ):
            assert reader.stdout
            assert writer.stdin
            with suppress(BrokenPipeError):
                shutil.copyfileobj(reader.stdout, writer.stdin, CHUNK)
                if reader.wait() == 0:
                    writer.stdin.write(b"\nCOMMIT;\n")
            reader.stdout.close()
            with suppress(BrokenPipeError):
                writer.stdin.close()
        if writer.returncode or reader.returncode:
            told.seek(0)
            lines = told.read().decode(errors="replace").splitlines()
            faults = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()] or lines or ["?"]
            raise Unavailable(f"PostgreSQL tok ikke imot databasen, som er slik den var: {faults[0][:300]}")


def require_unused() -> None:
    """Raises Unavailable while others are connected to it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user "
                "AND pid NOT IN (pg_backend_pid(), %s) AND backend_type = 'client backend'",
                [locks.backend()],
            )
            [count] = cursor.fetchone()
        if count:
            raise Unavailable(STILL_USED)


def require_programs() -> None:
    """Before anything is begun. Raises Unavailable with the package that has what is missing."""
    if connection.vendor == "postgresql":
        for name in ("pg_dump", "pg_restore", "psql"):
            program(name, _server())


def rows_of_people() -> int:
    """How many people and how many entries of the trail it has; 0 for a database that nobody has used."""
    tables = set(connection.introspection.table_names())
    count = 0
    with connection.cursor() as cursor:
        for table in {"rorikt_user", "rorikt_auditentry"} & tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            count += cursor.fetchone()[0]
    return count


def program(name: str, version: int) -> str:
    """The one of this version of PostgreSQL, or of the next later that is there."""
    found: dict[int, str] = {}
    places = [str(path) for path in HOME.glob(f"*/bin/{name}")]
    for path in (*places, shutil.which(name)):
        if path and (told := re.search(r"\) (\d+)", run([path, "--version"]))):
            found.setdefault(int(told.group(1)), path)
    fitting = [number for number in sorted(found) if number >= version]
    if not fitting:
        there = f"; her er bare {', '.join(map(str, sorted(found)))}" if found else ""
        raise Unavailable(
            f"Programmet {name} for PostgreSQL {version} mangler på maskinen{there}: installer pakken "
            f"postgresql-client-{version}, og prøv igjen."
        )
    return found[fitting[0]]


def _server() -> int:
    return int(connection.cursor().connection.server_version) // 10000


def _parameters() -> dict[str, Any]:
    told = connection.get_connection_params()
    return {name: value for name, value in told.items() if isinstance(value, str | int) and not isinstance(value, bool)}


def _place() -> str:
    """Without the password: what a program was called with, everybody on the machine can read."""
    return make_dsn(**{name: value for name, value in _parameters().items() if name != "password"})


def _environment() -> dict[str, str]:
    password = str(_parameters().get("password", ""))
    return {**os.environ, **({"PGPASSWORD": password} if password else {}), "PGCLIENTENCODING": "UTF8"}


def run(command: list[str]) -> str:
    """Raises Unavailable with what it said."""
    done = subprocess.run(
        command,
        env=_environment() if connection.vendor == "postgresql" else None,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["uten forklaring"])[-1]
        raise Unavailable(f"{Path(command[0]).name} stoppet: {told[:300]}")
    return done.stdout
