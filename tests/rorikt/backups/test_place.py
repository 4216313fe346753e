"""Where a backup may be put back: what is there already is asked for by name, or kept."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from rorikt.archives.archive import Archive
from rorikt.archives.manifest import Database, Manifest
from rorikt.backups import keys, restoring
from tests import factories
from tests.rorikt.archives.test_archive import write

HEADS = b'{"sequence": 1}\n{"sequence": 2}\n'
KEPT = {"secret-key": b"kopiens\n", "trail/signing-key.pem": b"kopiens", "trail/heads.jsonl": HEADS}


@pytest.fixture(autouse=True)
def machine(db, settings, tmp_path):
    """One where a command has been run, and nothing more."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret-key").write_text(f"{settings.SECRET_KEY}\n")
    return tmp_path


@pytest.fixture
def ready(tmp_path):
    path = tmp_path / "backup.tar"
    own = write(path, [b""])
    said = Manifest(datetime(2026, 11, 30, tzinfo=UTC), "0.2.0", "", Database(connection.vendor, 17, 0, "", ()), {})
    return restoring.Ready(Archive(path), [own], said, path, {f"keys/{name}": data for name, data in KEPT.items()})


def lay(folder, trail):
    (folder / "trail").mkdir()
    for name, data in trail.items():
        (folder / "trail" / name).write_bytes(data)


def refusal(ready, over=None):
    with pytest.raises(restoring.Refused) as refused:
        restoring.require_place(ready, over)
    return str(refused.value)


def test_a_machine_where_a_command_has_been_run_and_nothing_more_is_empty(ready, machine):
    (machine / "trail").mkdir()
    (machine / "trail" / "lock").touch()

    restoring.require_place(ready, None)


@pytest.mark.parametrize("heads", [HEADS, HEADS[:16], HEADS + b'{"sequence": 3}\n'])
def test_the_trail_of_the_same_installation_is_in_nobodys_way(ready, machine, heads):
    lay(machine, {"signing-key.pem": b"kopiens", "heads.jsonl": heads})

    restoring.require_place(ready, None)


@pytest.mark.parametrize("there", [{"signing-key.pem": b"en annens"}, {"heads.jsonl": b'{"sequence": 7}\n'}])
def test_the_trail_of_another_database_than_the_empty_one_is_replaced_only_under_a_name(ready, machine, there):
    lay(machine, there)

    told = refusal(ready)
    name = told.rpartition("--over «")[2].rstrip("».")

    assert told.startswith("Her er nøkler til en annen endringslogg, men databasen er tom. Da er trolig DATABASE_URL")
    assert "heter" in refusal(ready, "et annet navn")
    restoring.require_place(ready, name)


def test_where_there_are_files_that_an_empty_database_does_not_know_it_is_the_wrong_one(ready):
    default_storage.save("attachments/a.pdf", ContentFile(b"innhold"))

    told = refusal(ready)

    assert told.startswith("Her er filer, men databasen er tom. Da er trolig DATABASE_URL eller RORIKT_DATA feil")
    assert told.index("DATABASE_URL") < told.index("--over")


def test_an_installation_with_people_is_asked_for_by_its_name(ready):
    factories.make_user()

    assert refusal(ready).startswith("Installasjonen er ikke tom. Skal alt i den erstattes, må du skrive navnet")


def test_a_key_that_another_takes_the_place_of_is_kept_beside(machine, settings):
    for _ in range(2):  # also where it is cut off and begun anew
        keys.put_back("secret-key", b"kopiens\n")

    kept = machine / "secret-key.before-restore"
    assert kept.read_text().strip() == settings.SECRET_KEY
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (machine / "secret-key").read_bytes() == b"kopiens\n"


def test_signed_ends_that_know_more_than_the_backup_stay_and_others_are_kept_beside(machine):
    lay(machine, {"heads.jsonl": HEADS})
    heads = machine / "trail" / "heads.jsonl"

    keys.put_back("trail/heads.jsonl", HEADS[:16])
    assert heads.read_bytes() == HEADS

    keys.put_back("trail/heads.jsonl", b'{"sequence": 7}\n')
    assert heads.read_bytes() == b'{"sequence": 7}\n'
    assert heads.with_name("heads.jsonl.before-restore").read_bytes() == HEADS
