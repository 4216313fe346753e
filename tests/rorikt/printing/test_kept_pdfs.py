"""Kept PDFs: made once whoever asks, noticed when damaged, and gone when they are old and many."""

import os
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.utils import timezone

from rorikt.printing import kept_pdfs
from rorikt.printing.duties import prune_papers

KEY = "ab" * 32


def keep(data=b"%PDF-1.7 innhold", key=KEY, made=None):
    def make():
        if made is not None:
            made.append(key)
        return data

    return kept_pdfs.keep(key, make)


def test_an_entry_is_made_once_and_says_its_own_hash():
    made = []

    first, second = keep(made=made), keep(made=made)

    assert (first, made) == (second, [KEY])
    assert first.sha256 == kept_pdfs.sha256_of(first.path)
    assert first.sha256 in first.path.name


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-3]),
        lambda path: path.write_bytes(b"%PDF-1.7 annethold"),
        lambda path: path.unlink(),
    ],
)
def test_a_damaged_entry_is_noticed_and_made_again(damage):
    made = []
    entry = keep(made=made)

    damage(entry.path)

    assert kept_pdfs.find(KEY) is None
    assert keep(made=made).read() == b"%PDF-1.7 innhold"
    assert made == [KEY, KEY]


def test_an_entry_damaged_while_nobody_ran_is_noticed(monkeypatch):
    entry = keep()
    entry.path.write_bytes(b"%PDF-1.7 innholt")
    monkeypatch.setattr(kept_pdfs, "_verified", {})

    assert kept_pdfs.find(KEY) is None


def test_a_builder_that_fails_leaves_nothing_and_lets_go():
    def fail():
        raise RuntimeError("no paper")

    with pytest.raises(RuntimeError):
        kept_pdfs.keep(KEY, fail)

    assert list(kept_pdfs.folder_of(KEY).iterdir()) == []
    assert keep().read() == b"%PDF-1.7 innhold"


def test_two_builders_at_once_make_it_once():
    made, entries = [], []

    def make():
        made.append(1)
        time.sleep(0.3)
        return b"%PDF-1.7"

    threads = [threading.Thread(target=lambda: entries.append(kept_pdfs.keep(KEY, make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (made, len(set(entries))) == ([1], 1)


HOLDER = """
import sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from django.conf import settings
settings.configure(MEDIA_ROOT={media!r}, LOCKS_FOLDER={locks!r})
from rorikt.printing import kept_pdfs
with kept_pdfs.lock({key!r}):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder():
    """Another process that holds the lock of KEY."""
    script = HOLDER.format(
        root=str(settings.BASE_DIR), media=str(settings.MEDIA_ROOT), locks=str(settings.LOCKS_FOLDER), key=KEY
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_builder_in_another_process_is_waited_for_and_a_dead_one_is_not(holder):
    made = []
    builder = threading.Thread(target=keep, kwargs={"made": made})

    builder.start()
    time.sleep(0.3)
    waited = list(made)
    holder.kill()
    builder.join(timeout=5)

    assert (waited, made) == ([], [KEY])


def test_a_builder_that_is_never_done_is_not_waited_for_for_ever(holder, monkeypatch):
    monkeypatch.setattr(kept_pdfs, "MOST_WAIT", 0.2)

    with pytest.raises(Exception, match="En annen holder fremdeles på"):
        keep()


def test_the_oldest_unused_go_first(monkeypatch):
    entries = [keep(b"%PDF" + b"x" * 1000, key=f"{number:02}" + "0" * 62) for number in range(4)]
    for age, entry in zip((10, 40, 20, 30), entries, strict=True):
        os.utime(entry.path, (time.time() - age, entry.path.stat().st_mtime))

    assert kept_pdfs.prune(0.0021) == (2, 2008)
    assert [entry.path.exists() for entry in entries] == [True, False, True, False]


def test_using_an_entry_keeps_it():
    old, new = keep(b"%PDF old", key="0" * 64), keep(b"%PDF new", key="1" * 64)
    for age, entry in ((20, old), (10, new)):
        os.utime(entry.path, (time.time() - age, entry.path.stat().st_mtime))

    kept_pdfs.find("0" * 64)
    kept_pdfs.prune(0.00001)

    assert (old.path.exists(), new.path.exists()) == (True, False)


def test_what_a_dead_builder_left_is_swept_up_after_a_while():
    keep()
    left = kept_pdfs.folder_of(KEY) / "x.part"
    left.write_bytes(b"half")

    assert kept_pdfs.prune(1) == (0, 0)
    os.utime(left, (0, 0))
    assert kept_pdfs.prune(1) == (1, 4)


def test_by_the_clock_what_is_beyond_the_limit_goes_and_is_told_of(settings):
    settings.PAPERS_MEGABYTES = 0.05
    entry = keep(b"x" * 100_000)

    assert prune_papers(timezone.now()) == "1 filer, 0,1 MB er fjernet. De lages på nytt når noen spør."
    assert not entry.path.exists()
    assert prune_papers(timezone.now()) == ""
