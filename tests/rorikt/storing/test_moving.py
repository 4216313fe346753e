"""All files of an installation are copied to another store, each read back; broken off and taken up again."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from rorikt.imports import imported_files
from rorikt.storing import keeping, moving
from support.files import ticket_fields
from tests.rorikt.storing.conftest import use

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(objects, monkeypatch):
    """A bucket that the installation does not use yet, and what the environment says of it."""
    given = objects.settings(objects.make("another" + str(timezone.now().timestamp()).replace(".", "")))
    for name, value in given.items():
        if name != "RORIKT_FILES":
            monkeypatch.setenv(name, value)
    return given


@pytest.fixture
def imported(head):
    return imported_files.upload(
        ContentFile(b"a;b\n1;2\n"), kind=ticket_fields.KIND, name="a.csv", by=head, now=timezone.now()
    )


def copied(to, *options, capsys):
    call_command("copy_files", to, *options)
    return capsys.readouterr().out.strip().splitlines()[-1]


def test_files_of_a_disk_are_read_from_the_bucket_they_were_copied_to(
    imported, empty, objects, settings, monkeypatch, capsys
):
    for number in range(3):
        keeping.put(f"vouchers/ab/{number}.pdf", b"%d" % number)
    keeping.put("papers/ab/made-again.pdf", b"x")
    to = f"{empty['RORIKT_FILES']}/installasjon"

    told = [copied(to, *options, capsys=capsys) for options in (["--dry-run"], [], [], ["--all"])]

    assert told == [
        f"4 filer (0,0 MB) mangler i {to}, og 0 var der fra før.",
        f"4 filer (0,0 MB) er kopiert til {to}, og 0 var der fra før.",
        f"0 filer (0,0 MB) er kopiert til {to}, og 4 var der fra før.",
        f"0 filer (0,0 MB) er kopiert til {to}, og 4 var der fra før.",
    ]
    use({**empty, "RORIKT_FILES": to}, settings, monkeypatch)
    assert imported_files.path_of(imported).read_bytes() == b"a;b\n1;2\n"
    assert [one.name for one in keeping.store().all_below("papers")] == []


def test_what_was_broken_off_is_taken_up_where_it_stopped(imported, tmp_path):
    keeping.put("vouchers/ab/1.pdf", b"one")
    target = moving.store_at(str(tmp_path / "there"))

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.copy_all(target, tell=stop)

    done = moving.copy_all(target)
    assert (done.copied, done.there, done.missing) == (1, 1, ())


def test_what_has_become_another_there_is_found_and_copied_again(imported, tmp_path):
    target = moving.store_at(str(tmp_path / "there"))
    moving.copy_all(target)
    (tmp_path / "there" / str(imported.file.name)).write_bytes(b"a;b\n9;9\n")

    assert [moving.copy_all(target).copied, moving.copy_all(target, reads_all=True).copied] == [0, 1]


def test_a_file_that_a_row_has_and_no_store_is_named(imported, tmp_path):
    keeping.forget(str(imported.file.name))

    with pytest.raises(CommandError, match=str(imported.file.name)):
        call_command("copy_files", str(tmp_path / "there"))


def test_a_bucket_that_is_not_there_is_said(imported, empty):
    with pytest.raises(CommandError, match="Fillageret svarer ikke"):
        call_command("copy_files", "s3://not-there")


@pytest.mark.parametrize("to", ["s3://", "ftp://a/b", "s3://a?b"])
def test_what_is_no_store_is_said(to):
    with pytest.raises(CommandError, match="RORIKT_FILES is not of the form"):
        call_command("copy_files", to)
