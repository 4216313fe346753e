"""What holds of an installation at rest, whatever has been done to it: each a generator of sentences on what does not.

`at_rest` is all of them; whoever kills processes, cuts the database or lets twenty do the same at once asks here.
"""

import importlib.util
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Count, Max, Sum
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from budget.allocations.models import AllocationPart, AllocationRun
from budget.invoices.models import Invoice
from meetings.agenda.models import Meeting
from meetings.documents.models import Document
from meetings.issuing.models import IssuedPacket
from meetings.mailing.models import Delivery
from meetings.proceedings.models import Treatment, Vote
from meetings.proof import proving
from meetings.proof.versions import Fault
from rorikt.audit import trail
from rorikt.audit.append_only import missing_triggers
from rorikt.imports.models import ImportedFile
from rorikt.jobs.models import Job
from support.imports.models import ImportedTicket
from support.pureservice.models import SourceTicket, SyncRun

UNDER_WAY = {"queued", "running"}


def at_rest(*, files=True):
    """`files` are read whole, each of them; what is asked after every death leaves that out."""
    for check in (
        splits_add_up, invoices_add_up, imports_are_whole, no_job_is_stuck, mails_are_settled, votes_count_once,
        cases_are_numbered, invoices_are_numbered, versions_are_numbered, nothing_is_half_synchronised,
    ):  # fmt: skip
        yield from check()
    yield from the_trail_is_whole()
    if files:
        yield from what_was_frozen_stands()
        yield from rows_have_their_files()
        yield from nothing_temporary_is_left()


def splits_add_up():
    for run in AllocationRun.objects.annotate(count=Count("parts"), total=Sum("parts__amount")):
        if not run.count:
            yield f"the run {run.pk} has no parts"
        elif run.total != run.amount:
            yield f"the parts of run {run.pk} come to {run.total}, not {run.amount}"
        if run.state == "approved" and run.approved_at is None:
            yield f"the run {run.pk} is approved by nobody"


def invoices_add_up():
    for invoice in Invoice.objects.annotate(count=Count("lines"), total_of_lines=Sum("lines__amount")):
        if (invoice.count, invoice.total_of_lines) != (invoice.line_count, invoice.net):
            yield f"invoice {invoice.pk} has {invoice.count} lines of {invoice.total_of_lines}: {invoice.net} was said"
        if not invoice.parts.exists():
            yield f"invoice {invoice.pk} is over nothing"
    of_parts = AllocationPart.objects.filter(invoice_parts__is_in_force=True).annotate(times=Count("invoice_parts"))
    yield from (f"part {part.pk} is on {part.times} invoices" for part in of_parts if part.times > 1)


def imports_are_whole():
    stored = dict(ImportedTicket.objects.values_list("imported").annotate(Count("pk")).order_by())
    for imported in ImportedFile.objects.filter(kind="tickets"):
        expected = imported.row_count if imported.state == "confirmed" else 0
        if stored.get(imported.pk, 0) != expected:
            yield f"import {imported.pk} ({imported.state}) has {stored.get(imported.pk, 0)} rows, not {expected}"


def no_job_is_stuck():

    yield from (f"the job «{job}» is {job.state}" for job in Job.objects.filter(state__in=UNDER_WAY))
    for task in DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]):
        yield f"the task of {task.args_kwargs} is {task.status}"


def mails_are_settled():
    for one in Delivery.objects.filter(state__in=["waiting", "begun"]):
        yield f"the mail to {one.address} is {one.state}"


def votes_count_once():
    doubled = Vote.objects.values("item", "seat").annotate(times=Count("pk")).filter(times__gt=1).order_by()
    yield from (f"seat {row['seat']} has voted {row['times']} times in {row['item']}" for row in doubled)
    for treatment in Treatment.objects.exclude(outcome="").filter(outcome="decided", decision=""):
        yield f"case {treatment.item_id} was decided without a text"


def cases_are_numbered():
    for meeting in Meeting.objects.all():
        numbers = sorted(meeting.agenda.values_list("sequence", flat=True))
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the cases of meeting {meeting.number} have the numbers {numbers}"


def invoices_are_numbered():
    rows = Invoice.objects.values("municipality", "year").annotate(count=Count("pk"), last=Max("sequence")).order_by()
    for row in rows:
        if row["count"] != row["last"]:
            yield f"{row['count']} invoices of {row['municipality']} in {row['year']} go to number {row['last']}"
    numbers = Counter(Invoice.objects.exclude(number="").values_list("number", flat=True))
    yield from (f"{times} invoices have the number {number}" for number, times in numbers.items() if times > 1)


def versions_are_numbered():
    for document in Document.objects.annotate(count=Count("versions"), last=Max("versions__sequence")):
        if document.count and document.count != document.last:
            yield f"document {document.pk} has {document.count} versions, the last is {document.last}"
        if document.status == "approved" and not document.count:
            yield f"document {document.pk} is approved without a version"
    packets = IssuedPacket.objects.values("meeting", "audience").annotate(count=Count("pk"), last=Max("sequence"))
    for row in packets.order_by():
        if row["count"] != row["last"]:
            yield f"meeting {row['meeting']} has {row['count']} packets {row['audience']}, the last is {row['last']}"


def nothing_is_half_synchronised():
    yield from (f"sync {run.pk} is under way" for run in SyncRun.objects.filter(state="running"))
    for source in SourceTicket.objects.present().filter(waits_for="", ticket=None).exclude(problem=""):
        yield f"ticket {source.foreign_id} of Pureservice is nowhere"


def the_trail_is_whole():
    yield from (f"the trail is broken at {pk}" for pk in trail.broken_entries())
    yield from (f"the trigger {name} of {table} is gone" for name, table in missing_triggers())


def what_was_frozen_stands():
    yield from (found.text for found in proving.prove() if isinstance(found, Fault))


def rows_have_their_files():
    for kind, field in file_fields():
        for pk, name in kind._default_manager.exclude(**{field.name: ""}).values_list("pk", field.name):
            if not default_storage.exists(name):
                yield f"{kind.__name__} {pk} has no file {name}"


def file_fields():
    for kind in apps.get_models():
        for field in kind._meta.concrete_fields:
            if isinstance(field, models.FileField):
                yield kind, field


def files_have_their_rows():
    """Once the sweep has been there for those that have lain long enough; what is kept to save time has no row."""
    if importlib.util.find_spec("rorikt.storing") is None:
        return
    unused = importlib.import_module(".unused", "rorikt.storing")
    unused.forget_unused(timezone.now() + unused.ON_ITS_WAY + timedelta(days=1))
    known = {name for kind, field in file_fields() for name in kind._default_manager.values_list(field.name, flat=True)}
    home = Path(settings.MEDIA_ROOT)
    for folder in ("imports", "attachments", "vouchers", "issued", "period_files", "logo"):
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and str(path.relative_to(home)) not in known:
                yield f"the file {path.relative_to(home)} belongs to nothing"
    yield from rows_have_their_files()


def nothing_temporary_is_left():
    """Of what is written beside its place and then moved there; a dead process may leave one, but not for long."""
    home = Path(settings.MEDIA_ROOT)
    old = timezone.now().timestamp() - 3600
    for path in home.rglob("*"):
        if path.suffix in {".part", ".half", ".tmp"} and path.is_file() and path.stat().st_mtime < old:
            yield f"{path.relative_to(home)} was left half written"
