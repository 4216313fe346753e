"""What processes count is added up, and never costs what is counted."""

import errno
import os
import subprocess
import sys

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from rorikt.metrics import counted, reserved

COUNTS = """
import sys
from rorikt.metrics import counted
for number in range(int(sys.argv[1])):
    counted.count_request("GET", 200, f"view{number}", 0.1)
counted.count_request("GET", 200, "same", 0.2)
counted.count_process("web")
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    home = tmp_path / "metrics" / "here"
    home.mkdir(parents=True)
    monkeypatch.setenv(counted.FOLDER, str(home))
    return home


def count(folder, views=1):
    environment = {**os.environ, counted.FOLDER: str(folder)}
    subprocess.run([sys.executable, "-c", COUNTS, str(views)], env=environment, check=True)


def told():
    registry = CollectorRegistry()
    counted.register(registry)
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_processes_and_machines_that_share_the_folder_are_added_up(folder):
    count(folder)
    count(folder)
    (folder.parent / "there").mkdir()
    count(folder.parent / "there")

    assert told()["rorikt_requests_total", "GET", "200", "same"] == 3
    assert told()["rorikt_request_seconds_sum", "same"] == pytest.approx(0.6)


def test_many_pages_are_counted_in_a_file_that_grows(folder):
    count(folder, views=1_500)

    assert len([one for one in told() if one[0] == "rorikt_requests_total"]) == 1_501
    assert all(file.stat().st_blocks * 512 >= file.stat().st_size for file in folder.glob("counter*"))


def test_what_dead_processes_counted_goes_at_a_restart_and_what_lives_stays(folder):
    count(folder)
    living = folder / f"counter_{os.getpid()}.db"
    living.write_bytes(b"")

    counted.sweep()

    assert list(folder.iterdir()) == [living]


def test_a_full_disk_keeps_nobody_from_an_answer(folder, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)

    with pytest.raises(OSError, match="No space"):
        reserved.Reserved(str(folder / "counter_1.db"))
    counted.count_request("GET", 200, "a page of a full disk", 0.1)
    counted.count_print("made", 0.1)

    assert list(folder.iterdir()) == []
    assert told() == {}
