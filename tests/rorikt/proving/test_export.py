"""A period of the trail as a file, which an outsider checks with the program that stands in the documentation."""

import csv
import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from python_calamine import CalamineWorkbook

from rorikt.audit import trail
from rorikt.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PROGRAM = re.search(r"```python\n(.*?)```", (Path(settings.BASE_DIR) / "docs/audit.md").read_text(), re.DOTALL)[1]


@pytest.fixture
def entries(administrator):
    return [
        trail.record("endret noe", administrator, by=administrator, now=datetime(2024, 2, day, 11, tzinfo=UTC),
                     before={"name": "Åse"}, after={"name": "=1+1", "tall": 1.5, "liste": [None, True, "ø"]})
        for day in (5, 6, 6, 7, 8)
    ]  # fmt: skip


def fetched(client, administrator, kind):
    client.force_login(administrator)
    asked = {"first": "6.2.2024", "last": "7.2.2024", "kind": kind}
    answer = client.post(reverse("rorikt:trail"), asked)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def checked(data, tmp_path):
    file = tmp_path / "trail.jsonl"
    file.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(file)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_an_outsider_checks_the_chain(client, administrator, entries, tmp_path):
    data = fetched(client, administrator, "jsonl")

    assert checked(data, tmp_path) == (0, "3 rows, wrong: none\n")


@pytest.mark.parametrize("change", ["changed", "taken out"])
def test_an_outsider_finds_what_was_done(client, administrator, entries, tmp_path, change):
    lines = fetched(client, administrator, "jsonl").splitlines(keepends=True)
    if change == "changed":
        lines[2] = lines[2].replace("Åse".encode(), b"Ola")
        wrong = entries[2].pk
    else:
        del lines[2]
        wrong = entries[3].pk

    assert checked(b"".join(lines), tmp_path) == (1, f"{2 + (change == 'changed')} rows, wrong: [{wrong}]\n")


def test_csv_and_xlsx_tell_it_in_words_with_the_hashes(client, administrator, entries):
    rows = list(csv.reader(io.StringIO(fetched(client, administrator, "csv").decode("utf-8-sig")), delimiter=";"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetched(client, administrator, "xlsx")))
    sheet = book.get_sheet_by_index(0).to_python()

    assert [row[-1] for row in rows[1:]] == [entry.hash for entry in entries[1:4]]
    assert "navn: Åse" in rows[1][5]
    assert [row[-1] for row in sheet[1:]] == [entry.hash for entry in entries[1:4]]


def test_that_it_was_taken_along_is_in_the_trail(client, administrator, entries):
    fetched(client, administrator, "csv")

    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.by, entry.detail["period"]) == (
        "lastet ned endringsloggen",
        administrator,
        "2024-02-06 til 2024-02-07",
    )


def test_a_period_that_ends_before_it_begins_is_told(client, administrator):
    client.force_login(administrator)

    page = client.post(reverse("rorikt:trail"), {"first": "7.2.2024", "last": "6.2.2024", "kind": "csv"})

    assert "Perioden slutter før den begynner" in page.content.decode()
    assert not AuditEntry.objects.exists()


def test_the_signed_end_follows(client, administrator, entries):
    from rorikt.audit import heads

    heads.sign_head(datetime(2024, 2, 9, tzinfo=UTC))

    last = json.loads(fetched(client, administrator, "jsonl").splitlines()[-1])
    assert last["signed_end"]["hash"] == entries[-1].hash
