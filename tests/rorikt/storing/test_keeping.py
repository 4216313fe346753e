"""Files are kept whole or not at all, under names that lead nowhere else, on a disk and in a bucket alike."""

import hashlib
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from rorikt.refusals import Unreachable
from rorikt.storing import copies, keeping
from rorikt.storing.stores import AWAY

DATA = b"%PDF-1.7 innhold"
SHA256 = hashlib.sha256(DATA).hexdigest()
NAME = f"attachments/ab/{SHA256}.pdf"


def test_what_is_kept_is_read_as_it_was(either):
    assert keeping.keep(NAME, DATA, SHA256) == NAME

    assert keeping.read(NAME, SHA256) == keeping.read(NAME) == DATA
    assert keeping.local_path(NAME, SHA256).read_bytes() == DATA
    assert (keeping.exists(NAME), keeping.size_of(NAME), keeping.sha256_of(NAME)) == (True, len(DATA), SHA256)


def test_what_is_there_already_is_not_written_again(either):
    keeping.keep(NAME, DATA, SHA256)
    before = default_storage.get_modified_time(NAME)
    time.sleep(1.1 if either == "bucket" else 0.02)

    keeping.keep(NAME, DATA, SHA256)

    assert default_storage.get_modified_time(NAME) == before


def test_what_was_damaged_there_is_replaced(either):
    keeping.put(NAME, b"half")

    keeping.keep(NAME, DATA, SHA256)

    assert keeping.read(NAME, SHA256) == DATA


def test_what_is_read_back_otherwise_than_it_was_given_is_not_kept(either):
    with pytest.raises(Unreachable, match="Fillageret"):
        keeping.keep(NAME, b"something else", SHA256)


def test_what_is_missing_is_missing_and_may_be_forgotten(either):
    for ask in (keeping.read, keeping.local_path, keeping.sha256_of, keeping.size_of):
        with pytest.raises(FileNotFoundError):
            ask(NAME)
    with pytest.raises(FileNotFoundError):
        keeping.local_path(NAME, SHA256)
    assert not keeping.exists(NAME)
    keeping.forget(NAME)


def test_a_file_is_put_in_the_place_of_another(either):
    keeping.put("waiting/a.html", "først")
    first = keeping.read("waiting/a.html")

    keeping.put("waiting/a.html", "sist")

    assert (first, keeping.read("waiting/a.html")) == ("først".encode(), b"sist")


def test_a_file_of_scratch_is_kept(either):
    with keeping.scratch("test-") as folder:
        (folder / "0").write_bytes(DATA)
        keeping.keep_file(folder / "0", NAME, SHA256)

    assert keeping.read(NAME) == DATA


def test_a_folder_is_forgotten_and_its_neighbour_is_not(either):
    for name in ("pages/ab/1.webp", "pages/ab/2.webp", "pages/abc/1.webp"):
        keeping.put(name, b"x")

    keeping.forget_below("pages/ab")

    assert [one.name for one in keeping.store().all_below("pages/")] == ["pages/abc/1.webp"]


def test_django_saves_under_a_name_that_is_free(either):
    names = [default_storage.save("logo/vaapen.png", ContentFile(text)) for text in (b"a", b"b")]

    assert names[0] == "logo/vaapen.png" != names[1]
    assert [keeping.read(name) for name in names] == [b"a", b"b"]


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../x", "attachments/../../x", "a//b", "a/./b", "a\\b", "a\0b", "attachments/..", "a/"],
)
@pytest.mark.parametrize("ask", [keeping.local_path, keeping.read, keeping.forget, keeping.sha256_of, keeping.size_of])
def test_no_name_leads_out_of_the_store(ask, name):
    with pytest.raises(SuspiciousFileOperation):
        ask(name)


WRITER = """
import sys, time, django
django.setup()
from django.core.files.base import File
from django.core.files.storage import default_storage
from rorikt.storing import keeping
class Slow(File):
    def chunks(self, chunk_size=None):
        yield b"%PDF-1.7 the first half"
        print("half", flush=True)
        time.sleep(60)
if sys.argv[1] == "put":
    keeping.store().put("attachments/ab/a.pdf", Slow(None))
else:
    default_storage.save("attachments/ab/a.pdf", Slow(None))
"""


@pytest.mark.parametrize("verb", ["put", "save"])
def test_a_process_that_is_killed_while_it_writes_leaves_no_half_file_under_the_name(tmp_path, verb):
    """Django's own store writes to the name itself."""
    environment = {
        **os.environ,
        "RORIKT_DATA": str(tmp_path / "data"),
        "RORIKT_SECRET_KEY": "x",
        "DJANGO_SETTINGS_MODULE": "rorikt.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    command = [sys.executable, "-c", WRITER, verb]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, cwd=settings.BASE_DIR) as process:
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGKILL)

    files = [path.relative_to(tmp_path / "data" / "files") for path in (tmp_path / "data" / "files").rglob("*.p*")]
    assert [path.parts[0] for path in files] == ["scratch"]


def test_a_bucket_that_does_not_answer_is_not_taken_for_a_file_that_is_gone(bucket, objects, settings):
    options = {**settings.STORAGES["default"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}

    for ask in (keeping.read, keeping.exists, keeping.sha256_of, keeping.size_of, keeping.forget):
        with pytest.raises(Unreachable, match="svarer ikke"):
            ask(NAME)
    with pytest.raises(Unreachable):
        list(keeping.store().all_below(""))


def test_a_bucket_that_is_not_there_is_not_taken_for_a_file_that_is_gone(bucket, settings):
    options = {**settings.STORAGES["default"]["OPTIONS"], "bucket_name": "another"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}

    with pytest.raises(Unreachable, match=AWAY[:10]):
        keeping.keep(NAME, DATA, SHA256)
    with pytest.raises(Unreachable):
        keeping.read(NAME, SHA256)


def test_a_copy_is_made_once_and_made_again_where_it_was_damaged(bucket, objects):
    keeping.keep(NAME, DATA, SHA256)
    path = keeping.local_path(NAME, SHA256)
    objects.client().delete_object(Bucket=bucket, Key=NAME)
    without_the_store = keeping.read(NAME, SHA256)

    path.write_bytes(b"other bytes")

    assert without_the_store == DATA
    with pytest.raises(FileNotFoundError):
        keeping.read(NAME, SHA256)


def test_a_copy_of_a_name_follows_what_the_store_has(bucket):
    keeping.put("waiting/a", b"one")
    first = keeping.local_path("waiting/a")

    keeping.put("waiting/a", b"two")

    assert (first.read_bytes(), keeping.local_path("waiting/a").read_bytes()) == (b"one", b"two")


def test_copies_unused_for_longest_go_first_and_none_that_is_in_use(bucket):
    old, used = [], []
    for number in range(6):
        data = bytes([number]) * 300_000
        sha256 = hashlib.sha256(data).hexdigest()
        keeping.keep(f"vouchers/ab/{sha256}.pdf", data, sha256)
        path = keeping.local_path(f"vouchers/ab/{sha256}.pdf", sha256)
        if number < 3:
            os.utime(path, (time.time() - 2 * copies.IN_USE - number, path.stat().st_mtime))
            old.append(path)
        else:
            used.append(path)

    assert copies.prune(1.3) == 2

    assert [path.exists() for path in old] == [True, False, False]
    assert copies.prune(0.1) == 1
    assert all(path.exists() for path in used)


def test_a_large_file_comes_back_as_it_was(bucket, tmp_path):
    """Larger than one part of an upload."""
    data = os.urandom(1 << 20) * 20
    sha256 = hashlib.sha256(data).hexdigest()
    (tmp_path / "large").write_bytes(data)

    with (tmp_path / "large").open("rb") as file:
        keeping.keep("imports/ab/large", File(file), sha256)

    assert hashlib.sha256(keeping.read("imports/ab/large", sha256)).hexdigest() == sha256
