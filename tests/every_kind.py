"""Asks for one job of every kind, as the pages do, and waits until the worker has done it.

Run as a program of its own on a demo that a worker serves: `python -m tests.every_kind [KIND …]`. One job is done
before the next is asked for. Tells when a job is taken up; the last line is, as JSON by kind, the state in which each
job ended, what it says is wrong, and how often it was begun.
"""

import hashlib
import json
import shutil
import sys
import threading
import time
from pathlib import Path

import django
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

PATIENCE = 300  # seconds for one job


def main():
    django.setup()
    asked = {kind: row for kind, row in rows().items() if kind in sys.argv[1:] or not sys.argv[1:]}
    endings = {}
    for kind, row in asked.items():
        shutil.rmtree(Path(settings.MEDIA_ROOT) / "papers", ignore_errors=True)  # or there were nothing to print
        endings[kind] = _ending_of(row())
    print(json.dumps(endings))


def rows():
    """How each kind of job is asked for. A kind that is missing here fails the test that runs this."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.http import HttpRequest
    from django.utils import timezone
    from django.utils.functional import SimpleLazyObject

    from budget.officers import making
    from budget.officers.period import Period
    from budget.vouchers import copies
    from budget.vouchers.models import voucher_path
    from meetings.agenda.models import Meeting
    from meetings.attachments import uploads
    from meetings.confirming.extracts import make_extract
    from meetings.documents.models import Document
    from meetings.issuing import issuing
    from meetings.mailing import outbox
    from meetings.municipal import editions as municipal
    from meetings.packet import editions
    from meetings.papers import downloads
    from rorikt.figures.values import Cell, Column, Table
    from rorikt.imports import imported_files
    from rorikt.imports.models import ImportedFile
    from rorikt.jobs import queue
    from rorikt.jobs.models import Job
    from rorikt.people.models import Municipality, User
    from rorikt.tables import printed_tables
    from support.files import ticket_fields
    from support.measuring.actions import start_recomputing
    from support.pureservice.demo import DeskServer, demo_desk, prepare_demo_connection
    from support.syncing import sync
    from support.syncing.actions import start_placing
    from tests import factories
    from tests.pdfs import make_pdf
    from tests.support.imports.test_ticket_import import NO_COLUMNS, PLAIN

    # Looked up when a job is asked for, so that the kinds can be listed without the demo.
    head = SimpleLazyObject(lambda: User.objects.get(email="leder@demo.example"))
    administrator = SimpleLazyObject(lambda: User.objects.get(email="administrator@demo.example"))
    meeting = SimpleLazyObject(lambda: Meeting.objects.get(year=2024, sequence=1))
    edition = SimpleLazyObject(lambda: editions.edition_for(head, meeting))
    document = SimpleLazyObject(lambda: Document.objects.filter(agenda_item__meeting=meeting).first())

    def start(make, **arguments):
        return queue.start(make, key=f"every-kind:{make.__name__}", title="Prøve", by=head, **arguments)

    def attachment():
        item = Meeting.objects.get(year=2024, sequence=2).agenda.first()  # of one that is to come
        data = make_pdf(text=f"Prøve {item.attachments.count() + 1}")  # no case has one file twice
        return uploads.start(item, data=data, title="Prøve", exemption_basis="", public_title="", by=head)

    def voucher():
        data = make_pdf(text="Bilag")
        sha256 = hashlib.sha256(data).hexdigest()
        path = default_storage.save(voucher_path(sha256, "pdf"), ContentFile(data))
        return copies.start(factories.make_voucher_file(file=path, sha256=sha256), by=head)

    def table():
        request = HttpRequest()
        request.path, request.user = "/okonomi/2023/", head
        request.META["QUERY_STRING"] = "eksport=pdf"
        shown = Table(key="t", caption="T", columns=(Column("A", "text", 100),), rows=((Cell("1"),),))
        return Job.objects.get(pk=printed_tables.answer(request, "prøve", [shown]).url.split("/")[-2])

    def uploaded_file():
        number = ImportedFile.objects.count() + 1  # no file is imported twice
        imported = imported_files.upload(
            ContentFile(f"{PLAIN}PRØVE-{number};12.02.2024 08:00;12.02.2024 09:00;Lav\n".encode()),
            kind=ticket_fields.KIND, name="prøve.csv", by=head, now=timezone.now(),
        )  # fmt: skip
        mapping = ticket_fields.guessed_mapping(imported_files.layout_of(imported).header)
        imported_files.choose_columns(
            imported, name="Prøve", mapping=mapping, options=NO_COLUMNS, by=head, now=timezone.now()
        )
        return imported

    def confirmed_file():
        imported = uploaded_file()
        imported_files.preview(imported)
        return imported_files.start_confirm(imported, by=head)

    def synchronised():
        prepare_demo_connection()
        server = DeskServer(demo_desk(), port=0)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        type(prepare_demo_connection()).objects.update(is_enabled=True, base_url=server.url)
        return sync.start_sync(full=False, by=head)

    def municipal_edition():
        number = Municipality.objects.first().number
        return start(municipal.make_edition, number=number, document_id=document.pk, is_public=False)

    def notice():
        """One whose mails are all sent: the demo has no mail server, and tests/meetings/mailing kills a sender."""
        sent, _ = factories.make_notice(meeting=meeting, sent_by=head, state="handed_over")
        return outbox.start_sending(sent, by=head)

    return {
        "notice": notice,
        "edition": lambda: start(editions.make_edition, **edition.arguments),
        "edition-files": lambda: start(editions.make_files, **edition.arguments),
        "document": lambda: start(downloads.make_document, document_id=document.pk),
        "municipal edition": municipal_edition,
        "period-file": lambda: making.start_file(head, Municipality.objects.first(), Period(2023, 1, 12), origin=""),
        "extract": lambda: start(make_extract, item_id=meeting.agenda.first().pk, number="", is_public=True),
        "issued-packet": lambda: start(issuing.make_issued, meeting_id=meeting.pk, audience="full", by_id=head.pk),
        "attachment": attachment,
        "tables": table,
        "voucher-copy": voucher,
        "import-preview": lambda: imported_files.start_preview(uploaded_file(), by=head),
        "import-confirm": confirmed_file,
        sync.KIND: synchronised,
        "place-tickets": lambda: start_placing(by=administrator),
        "recompute-sla": lambda: start_recomputing(by=head),
    }


def _ending_of(job):
    deadline, seen = time.monotonic() + PATIENCE, None
    while not job.is_finished and time.monotonic() < deadline:
        time.sleep(0.1)
        try:
            job.refresh_from_db()
        except (OperationalError, InterfaceError):  # a database that is started again under both
            connection.close()
        if (job.state, job.begun) != seen:  # it may have been queued again for a moment only
            seen = (job.state, job.begun)
            print(job.kind, job.state, flush=True)
    return [job.state, job.error, job.begun]


if __name__ == "__main__":
    main()
