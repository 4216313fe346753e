"""A backup that is only looked at: all of it, whatever machine it lies on."""

import gzip
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rorikt.archives.archive import Archive
from rorikt.archives.manifest import Database, Item, Manifest
from rorikt.backups import databases
from tests.rorikt.archives.test_archive import pieces, write

KEY = pyrage.x25519.Identity.generate()
FILE = b"%PDF-1.7"


@pytest.fixture
def machine(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    (tmp_path / "key.txt").write_text(str(KEY))
    return tmp_path


def lay(folder, vendor):
    """A backup with a database of this kind and one file."""
    raw, packed = sqlite(folder / "raw") if vendor == databases.SQLITE else (b"PGDMP", b"PGDMP")
    said = Database(vendor, 17, len(raw), sha256(raw).hexdigest(), (("rorikt", "0001_initial"),))
    held = {"database": packed, "keys/secret-key": b"kopiens", "files/a.pdf": FILE}
    items = {name: Item(len(data), sha256(data).hexdigest()) for name, data in held.items()}
    items["files/a.pdf"] = Item(len(FILE), sha256(FILE).hexdigest(), "a.pdf")
    listed = Manifest(datetime(2026, 11, 30, tzinfo=UTC), "0.2.0", "abc", said, items).written()
    write(folder / "backup.tar", pieces(held, listed), [str(KEY.to_public())])
    return folder / "backup.tar"


def sqlite(path):
    """As it lies on a disk, and as it lies in a backup."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE one (number)")
    return path.read_bytes(), gzip.compress(path.read_bytes())


def check(machine, path):
    """What is said of it."""
    out = StringIO()
    call_command("restore", str(path), "--check", identity=str(machine / "key.txt"), stdout=out)
    return out.getvalue().splitlines()[1:]


def test_a_byte_of_what_anybody_may_read_that_is_another_is_found(machine):
    path = lay(machine, databases.SQLITE)
    data = bytearray(path.read_bytes())
    data[Archive(path).members["LESMEG.txt"][0]] ^= 1
    path.write_bytes(data)

    with pytest.raises(CommandError, match="Filen er skadet: kontrollsummen er en annen"):
        check(machine, path)


@pytest.mark.parametrize("vendor", databases.NAMES)
def test_it_is_said_to_be_whole_on_a_machine_with_another_database_too(machine, vendor):
    if vendor == connection.vendor == "postgresql":
        pytest.skip("which only a backup with rows in it is")

    told = check(machine, lay(machine, vendor))

    assert told[0] == "Kopien er hel: 1 fil, laget av Rorikt 0.2.0 abc."
    is_noted = told[-1].startswith("Merk: den kan ikke legges tilbake her. Kopien er av")
    assert is_noted == (vendor != connection.vendor)


def test_where_the_database_is_another_nothing_is_put_back(machine):
    [vendor] = databases.NAMES.keys() - {connection.vendor}

    with pytest.raises(CommandError, match="sett RORIKT_DATA til en annen, tom mappe, og prøv igjen"):
        call_command("restore", str(lay(machine, vendor)), identity=str(machine / "key.txt"))
    assert [path.name for path in (machine / "data").iterdir()] == []
