"""A backup as it is made: of one moment though files come and go, and never half."""

import resource
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from rorikt.archives import reading
from rorikt.archives.archive import Archive
from rorikt.audit.models import AuditEntry
from rorikt.backups import condition, databases, making, shelf, stored
from rorikt.backups.making import Unmade
from rorikt.backups.models import Backup

NOW = datetime(2026, 11, 30, 2, 45, tzinfo=UTC)
KEY = pyrage.x25519.Identity.generate()


class Copied:
    """The rows of a test are in a transaction that no other connection sees. So its database is a file that is there,
    and the names of files are given."""

    def __init__(self, names=()):
        self.names, self.before, self.count = list(names), [], 0

    def __call__(self, packed):
        packed.write_bytes(b"rader")
        for happens in self.before:
            happens()
        self.count += 1
        names = self.names.pop(0) if len(self.names) > 1 else self.names[0] if self.names else ()
        size, sha256 = databases.measured(packed)
        said = databases.Database(connection.vendor, 17, size, sha256, (("rorikt", "0001_initial"),))
        return databases.Snapshot(packed, said, frozenset(names))


@pytest.fixture(autouse=True)
def installation(db, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    settings.BACKUP_RECIPIENTS = str(KEY.to_public())
    monkeypatch.delenv("RORIKT_BACKUP_PASSPHRASE", raising=False)
    copied = Copied([()])
    for name in ("_of_sqlite", "_of_postgres"):
        monkeypatch.setattr(databases, name, copied)
    return copied


def store(name, data=b"innhold"):
    assert default_storage.save(name, ContentFile(data)) == name


def said(made):
    return reading.check(Archive(made.path), [KEY])


def names(made):
    return {item.name for item in said(made).files.values()}


def make(tmp_path, now=NOW):
    return making.make(tmp_path / "shelf", now=now)


def test_all_that_is_stored_is_in_it_but_what_is_made_again(tmp_path):
    for name in ("attachments/a.pdf", "logo/ø.png", "papers/kept.pdf", "attachment-pages/1.webp", "jobs/x.lock"):
        store(name)

    made = make(tmp_path)

    assert names(made) == {"attachments/a.pdf", "logo/ø.png"}
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert Backup.objects.get().verified == making.READ_BACK
    assert AuditEntry.objects.get().action == "laget sikkerhetskopi"
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == [made.path.name]


def test_a_file_that_comes_while_the_others_are_read_is_in_it(tmp_path, installation):
    installation.before.append(lambda: default_storage.exists("ny.pdf") or store("ny.pdf"))
    installation.names = [("ny.pdf",)]

    assert names(make(tmp_path)) == {"ny.pdf"}


def test_a_file_that_was_half_written_when_it_was_read_is_read_again(tmp_path, installation):
    store("a.pdf", b"halv")

    def write_on():
        with Path(default_storage.path("a.pdf")).open("ab") as file:
            file.write(b" og hel")

    installation.before.append(write_on)
    installation.names = [("a.pdf",)]

    [item] = said(make(tmp_path)).files.values()
    assert item.size == len("halv og hel")


def test_a_file_that_is_deleted_after_the_database_was_copied_is_in_it_all_the_same(tmp_path, installation):
    store("a.pdf")
    installation.before.append(lambda: default_storage.delete("a.pdf"))
    installation.names = [("a.pdf",)]

    assert names(make(tmp_path)) == {"a.pdf"}


def test_what_came_and_went_in_between_is_no_longer_named_by_a_newer_copy(tmp_path, installation):
    installation.names = [("kort.pdf",), ()]

    made = make(tmp_path)

    assert (names(made), made.missing, installation.count) == (set(), (), 2)


def test_a_file_that_is_lost_is_told_of_and_the_rest_is_backed_up(tmp_path, installation):
    store("a.pdf")
    installation.names = [("a.pdf", "borte.pdf")]

    made = make(tmp_path)

    assert names(made) == {"a.pdf"}
    assert said(made).missing == ("borte.pdf",)
    assert installation.count == 2  # that it is lost is seen by the second copy
    assert "1 fil som databasen nevner, finnes ikke på lageret: borte.pdf" in making.in_words(made)


def test_a_file_that_no_row_named_and_that_was_deleted_meanwhile_is_not_put_back(tmp_path, installation):
    store("slettet.pdf")
    installation.before.append(lambda: default_storage.delete("slettet.pdf"))

    assert names(make(tmp_path)) == set()


def test_a_link_among_the_files_is_not_followed(tmp_path):
    store("a.pdf")
    (tmp_path / "secret").write_text("utenfor")
    Path(default_storage.path("lenke.pdf")).symlink_to(tmp_path / "secret")
    Path(default_storage.path("ring")).symlink_to(default_storage.path(""))

    assert list(stored.names()) == ["a.pdf"]


def test_on_a_full_disk_the_old_ones_are_as_they_were(tmp_path, settings):
    settings.BACKUP_KEEP = "1 daily"
    old = make(tmp_path)
    before = old.path.read_bytes()
    store("stor.pdf", bytes(3_000_000))

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    try:
        with pytest.raises(Unmade, match="Disken er full"):
            make(tmp_path, NOW + timedelta(days=1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert [path.read_bytes() for path in (tmp_path / "shelf").iterdir()] == [before]
    assert Backup.objects.first().error.startswith("Disken er full")
    word, is_well, _, detail = condition.last_backup(NOW + timedelta(days=1))
    assert (word, is_well) == ("Den siste mislyktes", False)
    assert old.path.name in detail


def test_what_is_another_on_the_disk_than_was_written_gets_no_name(tmp_path, monkeypatch):
    write = making._write

    def flip(half, content, now):
        own = write(half, content, now)
        data = bytearray(half.read_bytes())
        data[len(data) // 2] ^= 1
        half.write_bytes(data)
        return own

    monkeypatch.setattr(making, "_write", flip)
    with pytest.raises(Unmade, match="skadet"):
        make(tmp_path)
    assert list((tmp_path / "shelf").iterdir()) == []


def test_without_a_lock_on_it_nothing_is_made(tmp_path, settings):
    settings.BACKUP_RECIPIENTS = ""

    with pytest.raises(Unmade, match="må krypteres"):
        make(tmp_path)
    assert list((tmp_path / "shelf").iterdir()) == []


def test_of_one_there_is_told_in_the_singular(tmp_path, settings):
    settings.BACKUP_KEEP = "1 daily"
    store("a.pdf")
    make(tmp_path)

    told = making.in_words(make(tmp_path, NOW + timedelta(days=1)))

    assert "er laget: 1 fil, " in told
    assert "1 sikkerhetskopi er beholdt, 1 er slettet." in told
    assert ", 1 fil, lest tilbake" in condition.last_backup(NOW + timedelta(days=1))[3]


def test_a_short_passphrase_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("RORIKT_BACKUP_PASSPHRASE", "kort")

    with pytest.raises(Unmade, match="minst 12 tegn"):
        make(tmp_path)


def test_it_is_not_laid_among_the_files_it_copies(tmp_path, settings):
    with pytest.raises(Unmade, match="blant filene"):
        making.make(Path(settings.MEDIA_ROOT) / "kopier", now=NOW)


def aged(tmp_path, count):
    """One a night, all of them sound."""
    return [make(tmp_path, NOW + timedelta(days=n)).path for n in range(count)]


def test_only_those_that_the_scheme_keeps_are_left_and_what_is_foreign_is_not_touched(tmp_path, settings):
    settings.BACKUP_KEEP = "3 daily"
    (tmp_path / "shelf").mkdir()
    foreign = {"notat.txt": b"hei", "rorikt-20200101T000000Z.tar.gz": b"", "annet.tar": b"x"}
    for name, data in foreign.items():
        (tmp_path / "shelf" / name).write_bytes(data)

    paths = aged(tmp_path, 5)

    there = {path.name for path in (tmp_path / "shelf").iterdir()}
    assert there == {path.name for path in paths[-3:]} | foreign.keys()


def test_the_backups_of_another_installation_are_not_ours_to_delete(tmp_path, settings):
    settings.BACKUP_KEEP = "1 daily"
    theirs = make(tmp_path).path
    settings.SECRET_KEY = "another-installation"

    ours = aged_from(tmp_path, 1, 3)

    assert {path.name for path in (tmp_path / "shelf").iterdir()} == {theirs.name, ours[-1].name}


def aged_from(tmp_path, first, last):
    return [make(tmp_path, NOW + timedelta(days=n)).path for n in range(first, last)]


@pytest.mark.parametrize("harm", ["flip", "cut", "empty"])
def test_nothing_is_deleted_in_favour_of_one_that_is_damaged(tmp_path, settings, harm):
    settings.BACKUP_KEEP = "9 daily"
    first, second, third = aged(tmp_path, 3)
    data = bytearray(second.read_bytes())
    if harm == "flip":
        data[len(data) // 2] ^= 1
    second.write_bytes({"flip": bytes(data), "cut": bytes(data[:-700]), "empty": b""}[harm])
    settings.BACKUP_KEEP = "3 daily"

    made = make(tmp_path, NOW + timedelta(days=3))

    there = {path.name for path in (tmp_path / "shelf").iterdir()}
    assert there == {first.name, f"{second.name}.skadet", third.name, made.path.name}
    assert made.tidied.damaged == (second.name,)
    assert second.name in making.in_words(made)


def test_the_newest_that_is_built_as_a_backup_is_found(tmp_path):
    first, second = aged(tmp_path, 2)
    second.write_bytes(second.read_bytes()[:5000])

    assert shelf.newest(tmp_path / "shelf") == first


def test_the_half_of_one_that_was_killed_is_gone_with_the_next(tmp_path):
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / ".rorikt-20261129T020000Z.tar.half").write_bytes(b"halv")

    made = make(tmp_path)

    assert [path.name for path in (tmp_path / "shelf").iterdir()] == [made.path.name]


def test_where_none_was_made_or_the_last_is_old_it_is_not_well(tmp_path):
    assert condition.last_backup(NOW)[:2] == ("Ingen er tatt", False)
    make(tmp_path)
    assert condition.last_backup(NOW + timedelta(hours=30))[:2] == ("Tatt", True)
    assert condition.last_backup(NOW + timedelta(hours=40))[:2] == ("For gammel", False)


def test_the_keys_and_the_settings_are_in_it_but_not_what_locks_it(tmp_path, monkeypatch, settings):
    (tmp_path / "env").write_text("RORIKT_HOSTS=a\nRORIKT_BACKUP_PASSPHRASE=hemmelig setning\n")
    (tmp_path / "trail").mkdir()
    (tmp_path / "trail" / "signing-key.pem").write_text("nøkkel")
    monkeypatch.setenv("RORIKT_ENV_FILE", str(tmp_path / "env"))
    held = {}

    def take(member, pieces):
        held[member.name] = b"".join(pieces)
        yield held[member.name]

    reading.check(Archive(make(tmp_path).path), [KEY], take)

    assert held["settings/env"] == b"RORIKT_HOSTS=a\n"
    assert held["keys/secret-key"].decode().strip() == settings.SECRET_KEY
    assert held["keys/trail/signing-key.pem"] == "nøkkel".encode()


def test_two_at_once_do_not_disturb_each_other(tmp_path, installation):
    told = []

    def again():
        with pytest.raises(Unmade) as raised:
            make(tmp_path)
        told.append(str(raised.value))

    installation.before.append(again)
    make(tmp_path)

    assert told == [making.BUSY]


def test_files_with_names_that_cannot_be_put_back_are_told_of(tmp_path, installation):
    installation.names = [("../ut.pdf",)]

    assert make(tmp_path).missing == ("../ut.pdf",)
