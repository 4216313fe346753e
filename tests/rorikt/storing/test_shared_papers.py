"""Kept PDFs of two machines: made by one, copied by the other, and the oldest unused go from the store they share."""

import time

import pytest
from django.utils import timezone

from rorikt.printing import kept_pdfs
from rorikt.storing import condition, copies, keeping

KEY = "ab" * 32


@pytest.fixture
def on(settings, tmp_path, monkeypatch, bucket):
    """Be one machine or the other: each has a data folder of its own, and knows nothing of what the other has seen."""

    def machine(name):
        settings.FILE_COPIES = tmp_path / name / "copies"
        settings.MEDIA_ROOT = tmp_path / name / "files"
        monkeypatch.setattr(kept_pdfs, "_verified", {})
        monkeypatch.setattr(copies, "_whole", {})

    return machine


def keep(data=b"%PDF-1.7 innhold", key=KEY, made=None):
    def make():
        if made is not None:
            made.append(key)
        return data

    return kept_pdfs.keep(key, make)


def test_what_one_machine_printed_the_other_does_not_print_again(on):
    made = []
    on("one")
    first = keep(made=made)
    on("two")
    second = keep(made=made)

    assert (made, second.read(), second.sha256) == ([KEY], b"%PDF-1.7 innhold", first.sha256)
    assert first.path != second.path
    on("one")
    assert kept_pdfs.find(KEY) == first


def test_one_that_is_damaged_in_the_store_is_made_again(on, bucket, objects):
    on("one")
    keep()
    [name] = [one.name for one in keeping.store().all_below("papers/")]
    keeping.put(name, b"%PDF-1.7 innholt")
    on("two")

    assert kept_pdfs.find(KEY) is None
    assert keep().read() == b"%PDF-1.7 innhold"
    assert keeping.read(name) == b"%PDF-1.7 innhold"


def test_one_that_has_gone_from_the_store_is_put_there_again_when_it_is_used_another_day(on, monkeypatch):
    on("one")
    keep()
    [name] = [one.name for one in keeping.store().all_below("papers/")]
    keeping.forget(name)
    tomorrow = time.time() + kept_pdfs.DAY
    monkeypatch.setattr(kept_pdfs.time, "time", lambda: tomorrow)

    kept_pdfs.find(KEY)

    assert keeping.exists(name)


def test_the_oldest_in_the_store_go_first(on):
    on("one")
    keys = [f"{number}{number}" * 32 for number in range(4)]
    for key in keys:
        keep(b"%PDF" + bytes(400_000), key=key)
        time.sleep(1.1)  # moto tells whole seconds
    on("two")
    kept_pdfs._renew(kept_pdfs.find(keys[0]).path)

    count, size = kept_pdfs.prune_shared(0.9)

    assert (count, size > 0) == (2, True)
    left = [one.name.split("/")[2].split(".")[0] for one in keeping.store().all_below("papers/")]
    assert left == [keys[0], keys[3]]


def test_a_measurement_that_begins_with_nothing_leaves_the_store_alone(on, tmp_path):
    on("one")
    with kept_pdfs.elsewhere(tmp_path / "measured"):
        keep()

    assert list(keeping.store().all_below("papers/")) == []
    assert kept_pdfs.find(KEY) is None


def test_the_condition_of_a_store_is_told(either, settings):
    now = timezone.now()

    word, is_well, at, where = condition.look(now)

    assert (word, is_well, at) == ("I orden", True, now)
    assert where.startswith("Bøtten" if either == "bucket" else "Mappen")
    assert list(keeping.store().all_below("waiting/")) == []


def test_a_store_that_does_not_answer_is_told_of(bucket, settings):
    options = {**settings.STORAGES["default"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}

    word, is_well, at, where = condition.look(timezone.now())

    assert (word, is_well, at) == ("Svarer ikke", False, None)
    assert "Fillageret svarer ikke" in where
