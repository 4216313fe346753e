"""Files that nothing has go, once they are old; and none that anything has."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from rorikt.imports import imported_files
from rorikt.jobs.models import Job
from rorikt.storing import keeping, unused
from rorikt.storing.duties import forget_left_waiting, forget_unused
from support.files import ticket_fields
from tests import factories

pytestmark = pytest.mark.django_db
LATER = timezone.now() + unused.ON_ITS_WAY + timedelta(days=1)


@pytest.fixture
def imported(head):
    return imported_files.upload(
        ContentFile(b"a;b\n1;2\n"), kind=ticket_fields.KIND, name="a.csv", by=head, now=timezone.now()
    )


def keep(text, folder="imports"):
    sha256 = hashlib.sha256(text).hexdigest()
    return keeping.keep(f"{folder}/{sha256[:2]}/{sha256}", text, sha256)


def test_a_file_that_no_row_has_goes_after_a_month_and_the_others_stay(either, imported):
    left = [keep(bytes([number])) for number in range(5)]

    told = [forget_unused(timezone.now()), forget_unused(LATER), forget_unused(LATER)]

    assert told == ["", "5 filer som ingenting bruker, er slettet.", ""]
    assert [keeping.exists(name) for name in left] == [False] * 5
    assert keeping.exists(str(imported.file.name))


def test_a_safe_copy_is_used_as_the_file_is(head):
    names = ["attachments/ab/came.docx", "attachments/ab/safe.pdf"]
    factories.make_attachment(file=names[0], safe_file=names[1], safe_sha256="b" * 64)
    for name in (*names, "attachments/ab/left.pdf"):
        keeping.put(name, b"x")

    forget_unused(LATER)

    assert [keeping.exists(name) for name in (*names, "attachments/ab/left.pdf")] == [True, True, False]


def test_rows_whose_files_are_gone_with_their_folder_stop_nothing(head):
    factories.make_attachment(file="attachments/ab/gone.pdf")

    assert forget_unused(LATER) == ""


def test_what_work_waits_for_stays(imported, head):
    name = keep(b"waits for its job")
    Job.objects.create(kind="attachment", key="a", title="A", arguments={"path": name}, requested_by=head)

    forget_unused(LATER)

    assert keeping.exists(name)


def test_a_folder_that_no_row_has_a_file_in_is_not_looked_over(imported):
    name = keep(b"of something else", folder="attachment-pages")

    forget_unused(LATER)

    assert keeping.exists(name)


def test_what_nobody_fetched_goes_after_an_hour(either):
    keeping.put("waiting/a.html", "tabell")

    told = [forget_left_waiting(timezone.now()), forget_left_waiting(timezone.now() + timedelta(hours=2))]

    assert told == ["", "1 halvferdige filer er slettet."]
    assert not keeping.exists("waiting/a.html")


def test_what_a_killed_writer_left_goes(settings):
    part = keeping.store().scratch / "a.part"
    part.write_bytes(b"half")

    forget_left_waiting(timezone.now())
    while_young = part.exists()
    os.utime(part, (0, 0))
    forget_left_waiting(timezone.now())

    assert (while_young, part.exists()) == (True, False)
