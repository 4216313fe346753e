"""What is under way when a process is killed: one recipe a path, each done by pressing what the pages offer.

A recipe makes something new in `begin`, goes one step on in `step` as far as what is stored tells that it is not done
(and says True once it is), and holds the outcome against what was asked for in `faults`. So it goes on by itself after
a death, as a person does who looks at the page again.
"""

import hashlib
import re
import threading
from collections import Counter
from dataclasses import asdict, replace
from datetime import date, time, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import get_commands
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from budget.allocations.models import AllocationRun
from budget.frame.models import FrameChange
from budget.invoices.models import Invoice, SentInvoice
from meetings.approving import approval
from meetings.issuing import issuing
from meetings.issuing.models import IssuedPacket
from meetings.proceedings.models import Proposal, Treatment
from rorikt.archives import reading
from rorikt.archives.archive import Archive, Locked
from rorikt.archives.framing import Broken
from rorikt.audit.models import AuditEntry
from rorikt.audit.overtaken import stamp
from rorikt.backups import keys, shelf
from rorikt.backups.models import Backup
from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.jobs.models import Job
from rorikt.people.models import Municipality
from support.files import ticket_fields
from support.imports.models import ImportedTicket
from support.pureservice.demo import DeskServer, demo_desk, prepare_demo_connection
from support.pureservice.models import SourceTicket, SyncRun
from support.tickets.models import Category, Ticket
from tests import factories
from tests.faults.sites import Answer
from tests.pdfs import make_pdf
from tests.support.imports.test_ticket_import import NO_COLUMNS, PLAIN

ROWS = 40
MAY_ANSWER = {0, 200, 302, 404, 409, 422, 503, 507}


class World:
    """What all recipes share: the site, who sits before it, and the machines it talks to."""

    def __init__(self, site, mail):
        self.site, self.mail = site, mail
        factories.make_cooperation(bank_account="99991000018", council_name="Rådet")
        for number, organisation in (("1506", "310000108"), ("1535", "310000175"), ("1539", "310000248")):
            Municipality.objects.filter(pk=number).update(organisation_number=organisation)
        factories.make_key(factories.KEY_2024, valid_from=date(2023, 1, 1))
        factories.make_calendar()
        factories.make_policies()
        self.head = factories.make_user(email="leder@example.no", name="Leder")
        self.council = factories.make_council(5, from_on=date(2020, 1, 1))
        for number, seat in enumerate(self.council):
            type(seat).objects.filter(pk=seat.pk).update(email=f"medlem{number}@example.no")
        self.browser = site.browser(self.head)
        self.odd = []  # answers that no person should get

    def press(self, path, fields=(), **options):
        return self._seen(path, self.browser.post(path, fields, **options))

    def fill(self, path, **typed):
        return self._seen(path, self.browser.fill(path, **typed))

    def look(self, path):
        return self._seen(path, self.browser.get(path))

    def _seen(self, path, answer: Answer):
        said = " ".join(re.sub(r"<[^>]+>", " ", answer.text[answer.text.find("<main") :]).split())
        self.last = f"{path} {answer.status} {answer.leads_to} {said[:600]}"
        if answer.status not in MAY_ANSWER:
            self.odd.append(f"{path} answered {answer.status}")
        return answer


class Recipe:
    name = ""
    dies = ("web", "worker")

    def __init__(self, world):
        self.world = world

    def begin(self, number):
        raise NotImplementedError

    def step(self, subject):
        raise NotImplementedError

    def faults(self, subject):
        return ()

    def is_awaited(self, key):
        """Whether the job that makes it is under way, in which case a person waits."""

        return Job.objects.filter(key=key, state__in=Job.UNFINISHED).exists()


class Import(Recipe):
    """A file of tickets: chosen, its columns as last time, read, and said yes to."""

    name = "import"

    def begin(self, number):

        mapping = {"number": "Saksnummer", "created_at": "Opprettet", "resolved_at": "Løst", "priority": "Prioritet"}
        source, _ = ImportSource.objects.get_or_create(
            kind=ticket_fields.KIND, name="Sakssystemet",
            defaults={
                "mapping": ticket_fields.guessed_mapping(tuple(PLAIN.strip().split(";"))) or mapping,
                "options": NO_COLUMNS,
            },
        )  # fmt: skip
        rows = "".join(f"F{number}-{row};12.02.2024 08:00;12.02.2024 09:00;Lav\n" for row in range(ROWS))
        return SimpleNamespace(name=f"saker-{number}.csv", data=f"{PLAIN}{rows}".encode(), source=source, number=number)

    def step(self, subject):

        found = ImportedFile.objects.filter(original_name=subject.name).order_by("pk").last()
        if found is None:
            self.world.press(
                reverse("support:ticket-import-new"), {"source": subject.source.pk},
                files=[("content", subject.name, subject.data)],
            )  # fmt: skip
        elif found.state == "confirmed":
            return True
        elif self.is_awaited(f"import:{found.pk}"):
            self.world.look(reverse("support:ticket-import", args=[found.pk]))
        elif found.state == "previewed":
            self.world.press(reverse("support:ticket-import-confirm", args=[found.pk]))
        elif found.state == "uploaded":
            path = reverse("support:ticket-import-columns", args=[found.pk])
            self.world.fill(path, source_name=subject.source.name, rows_are="ticket", **NO_COLUMNS)
        return False

    def faults(self, subject):

        confirmed = ImportedFile.objects.filter(original_name=subject.name, state="confirmed").count()
        if confirmed != 1:
            yield f"{subject.name} is imported {confirmed} times"
        stored = ImportedTicket.objects.filter(imported__original_name=subject.name).count()
        if stored != ROWS:
            yield f"{subject.name} has {stored} rows of {ROWS}"


class Sync(Recipe):
    """All tickets of a service desk, some of them changed since the last time."""

    name = "sync"

    def __init__(self, world):

        super().__init__(world)
        for title in ("Klient", "Nett", "Fagsystem"):
            Category.objects.get_or_create(name=title)
        prepare_demo_connection()
        self.desk = demo_desk()
        self.desk.tickets = self.desk.tickets[:230]
        self.server = DeskServer(self.desk, port=0)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        type(prepare_demo_connection()).objects.update(
            is_enabled=True, base_url=self.server.url, requests_per_minute=30_000
        )

    def begin(self, number):

        now = timezone.now().astimezone().replace(microsecond=0)
        for ticket in self.desk.tickets[number % 7 :: 7]:
            ticket["modified"] = now.isoformat()
        return SimpleNamespace(before=SyncRun.objects.aggregate(last=Max("pk"))["last"] or 0)

    def step(self, subject):

        runs = SyncRun.objects.filter(pk__gt=subject.before)
        if runs.filter(state="done").exists() and not self.is_awaited("sync-pureservice"):
            return True
        if self.is_awaited("sync-pureservice"):
            self.world.look(reverse("support:pureservice"))
        else:
            self.world.press(reverse("support:sync-start"), {"full": "on"})
        return False

    def faults(self, subject):

        theirs = sorted(ticket["id"] for ticket in self.desk.tickets)
        ours = sorted(SourceTicket.objects.present().values_list("foreign_id", flat=True))
        if theirs != ours:
            yield f"{len(set(theirs) - set(ours))} tickets are missing and {len(set(ours) - set(theirs))} too many"
        numbers = Counter(Ticket.objects.exclude(source=None).values_list("number", flat=True))
        yield from (f"ticket {number} is here {times} times" for number, times in numbers.items() if times > 1)


class Approval(Recipe):
    """A case paper with two sections, frozen."""

    name = "approval"
    dies = ("web",)

    def begin(self, number):
        item = factories.make_waiting(title=f"Sak {number}")
        document = factories.make_document(title=f"Saksframlegg {number}", agenda_item=item)
        for title in ("Innledning", "Forslag"):
            factories.make_section(document=document, title=title, body=f"<p>{title} til sak {number}.</p>")
        return document

    def step(self, document):
        if document.versions.exists():
            return True
        self.world.press(reverse("meetings:document-approve", args=[document.pk]))
        return False

    def faults(self, document):

        told = AuditEntry.objects.filter(subject=f"meetings.document:{document.pk}", action="godkjente dokument")
        counts = (document.versions.count(), told.count())
        if counts != (1, 1):
            yield f"document {document.pk} has {counts[0]} versions and was approved {counts[1]} times"
        page = self.world.look(document.get_absolute_url())
        if page.status != 200:
            yield f"the approved document answers {page.status}"


class Packet(Recipe):
    """A packet of one case and its paper, printed and kept."""

    name = "packet"
    dies = ("web", "worker", "print")

    def begin(self, number):

        meeting = factories.make_meeting(
            held_on=date(2027 + number // 300, 1, 5) + timedelta(days=number % 300), starts_at=time(9), place="Molde"
        )
        document = factories.make_document(
            title=f"Framlegg {number}", agenda_item=factories.make_item(meeting=meeting, title=f"Sak {number}")
        )
        factories.make_section(document=document, title="Innledning", body=f"<p>Tekst {number}.</p>")
        approval.approve_document(document, by=self.world.head, now=timezone.now())
        return meeting

    def step(self, meeting):
        if meeting.issued_packets.filter(audience="full").exists():
            return not self.is_awaited(f"issue:{meeting.pk}:full")
        if self.is_awaited(f"issue:{meeting.pk}:full"):
            self.world.look(meeting.get_absolute_url())
        else:
            path = reverse("meetings:packet-issue", args=[meeting.year, meeting.sequence])
            self.world.press(path, {"audience": "full"})
        return False

    def faults(self, meeting):

        issued = list(meeting.issued_packets.all())
        if len(issued) != 1:
            yield f"meeting {meeting.number} has {len(issued)} packets"
        for packet in issued:
            page = self.world.look(reverse("meetings:issued-packet", args=[packet.pk]))
            if hashlib.sha256(page.body).hexdigest() != packet.sha256:
                yield f"the packet of {meeting.number} is not what was kept ({page.status}, {len(page.body)} bytes)"


class Sending(Packet):
    """A meeting called: one mail to each."""

    name = "sending"
    dies = ("web", "worker")

    def begin(self, number):
        meeting = super().begin(3_000 + number)
        for audience in ("full", "public"):
            keep_packet(meeting, audience, self.world.head)
        return meeting

    def step(self, meeting):

        notice = meeting.notices.first()
        if notice is None:
            path = reverse("meetings:notice", args=[meeting.year, meeting.sequence])
            self.world.press(
                path,
                {"subject": "Innkalling", "text": "Velkommen.", "number": 1, "is_sure": "on", "send": "1"},
            )
            return False
        self.world.look(notice.get_absolute_url())
        return not notice.deliveries.filter(state__in=["waiting", "begun"]).exists()

    def faults(self, meeting):
        notices = list(meeting.notices.all())
        if len(notices) != 1:
            yield f"meeting {meeting.number} has {len(notices)} notices"
        for delivery in (one for notice in notices for one in notice.deliveries.all()):
            came = sum(mail["Message-ID"] == delivery.message_id for mail in list(self.world.mail.mails))
            allowed = {"handed_over": {1}, "uncertain": {0, 1}}.get(delivery.state, set())
            if came not in allowed:
                yield f"the mail to {delivery.address} is {delivery.state} and came {came} times"
        uncertain = sum(notice.deliveries.filter(state="uncertain").count() for notice in notices)
        if uncertain > 1:
            yield f"{uncertain} mails are uncertain after one death"


class Settlement(Recipe):
    """A yearly cost shared for the next year, approved, put on an invoice, and recorded as sent."""

    name = "settlement"
    dies = ("web",)

    def begin(self, number):

        return factories.make_frame_change(
            kind=FrameChange.Kind.YEARLY,
            title=f"Tiltak nr. {number}",
            amount=Decimal(1000 + number),
            by=self.world.head,
        )

    def step(self, change):

        run = AllocationRun.objects.filter(year=2025, subject=change.subject).first()
        if run is None:
            self.world.press(reverse("budget:frame-change-allocate", args=[change.pk, 2025]))
        elif not run.is_approved:
            self.world.press(reverse("budget:run-approve", args=[run.pk]))
        else:
            part = run.parts.get(municipality="1535")
            invoice = Invoice.objects.filter(parts__part=part, withdrawn_at=None).first()
            if invoice is None:
                path = f"{reverse('budget:joint-invoice-new', args=[2025, '1535'])}?del={part.pk}"
                self.world.fill(path, vat="S25", buyer_reference="IKT", save="1")
            elif not invoice.is_sent:
                path = reverse("budget:joint-invoice-sent", args=[invoice.pk])
                self.world.fill(path, number=f"F-{change.pk}", sent_on="2025-01-20")
            else:
                return True
        return False

    def faults(self, change):

        runs = AllocationRun.objects.filter(year=2025, subject=change.subject)
        told = AuditEntry.objects.filter(subject=f"budget.allocationrun:{runs[0].pk}", action="godkjente fordeling")
        counts = (
            runs.count(), told.count(), Invoice.objects.filter(parts__part__run__in=runs).count(),
            SentInvoice.objects.filter(part__run__in=runs).count(),
        )  # fmt: skip
        if counts != (1, 1, 1, 1):
            yield f"«{change.title}» has runs, approvals, invoices and sent ones: {counts}"


class Upload(Recipe):
    """An attachment to a case: received, examined, kept with its safe copy."""

    name = "upload"
    dies = ("web", "worker", "print")

    def begin(self, number):
        meeting = factories.make_meeting(held_on=date(2050, 1, 5) + timedelta(days=number))
        item = factories.make_item(meeting=meeting, title=f"Sak med vedlegg {number}")
        return SimpleNamespace(item=item, data=make_pdf(text=f"Vedlegg {number}"), number=number)

    def step(self, subject):
        item = subject.item
        if item.attachments.exists():
            return not Job.objects.filter(key__startswith=f"attachment:{item.pk}:", state__in=Job.UNFINISHED).exists()
        if Job.objects.filter(key__startswith=f"attachment:{item.pk}:", state__in=Job.UNFINISHED).exists():
            self.world.look(item.get_absolute_url())
        else:
            path = reverse("meetings:attachment-new", args=[item.reference_id])
            self.world.press(path, {"title": "Vedlegg"}, files=[("file", "vedlegg.pdf", subject.data)])
        return False

    def faults(self, subject):
        kept = list(subject.item.attachments.all())
        if len(kept) != 1:
            yield f"the file was attached {len(kept)} times"
        for attachment in kept:
            page = self.world.look(reverse("meetings:attachment-original", args=[attachment.pk]))
            if page.body != subject.data:
                yield f"the attachment is not what was sent ({page.status}, {len(page.body)} bytes)"


class Voting(Recipe):
    """A case of a meeting that is held: taken up, a vote of each member, decided."""

    name = "voting"
    dies = ("web",)

    def begin(self, number):

        meeting = factories.make_open_meeting(self.world.council, held_on=date(2020, 1, 1) + timedelta(days=number))
        item = meeting.agenda.get()
        Proposal.objects.create(item=item, text="Rådet vedtar det.", is_recommended=True)
        return item

    def step(self, item):

        def press(name, fields, *more):
            meeting = item.meeting
            path = reverse(f"meetings:{name}", args=[meeting.year, meeting.sequence, item.sequence, *more])
            return self.world.press(path, fields, script=True)

        treatment, proposal = Treatment.objects.filter(item=item).first(), Proposal.objects.filter(item=item).first()
        if treatment is None:
            press("case-take-up", {})
            return False
        if treatment.outcome:
            return True
        voted = set(item.votes.values_list("seat", flat=True))
        for seat in (one for one in self.world.council if one.pk not in voted):
            vote = {f"{seat.pk}-choice": f"for-{proposal.pk}", f"{seat.pk}-seen": stamp({"choice": ""})}
            if press("case-vote", vote, seat.pk).status != 200:
                return False
        press("case-settle", {"outcome": "decided", "decision": "Rådet vedtar det.", "seen": stamp({"decision": ""})})
        return False

    def faults(self, item):

        treatment = Treatment.objects.get(item=item)
        told = AuditEntry.objects.filter(subject=f"meetings.treatment:{treatment.pk}", action="avgjorde sak").count()
        counts = (item.votes.filter(choice="for").count(), told)
        if counts != (5, 1):
            yield f"case {item.pk} has {counts[0]} votes and was decided {counts[1]} times"


class BackingUp(Recipe):
    """The command that copies everything; begun again after it was killed. Only where the command is there."""

    name = "backup"
    dies = ("command",)

    def begin(self, number):
        folder = self.world.site.data.parent / "backups" / str(number)
        folder.mkdir(parents=True)
        return SimpleNamespace(folder=folder, process=None, tries=0)

    def step(self, subject):
        if subject.process is None:
            subject.tries += 1
            subject.process = self.world.site.start("backup", str(subject.folder))
        elif subject.process.poll() == 0:
            return True
        elif subject.process.poll() is not None:
            subject.ended = subject.process.returncode
            subject.process = None
            if subject.tries > 3:
                raise AssertionError(f"the backup ended with {subject.ended}: {self.world.site.log[-1500:]}")
        return False

    def faults(self, subject):
        made = list(shelf.finished(subject.folder).values())
        odd = sorted(path.name for path in subject.folder.iterdir() if path not in made)
        if odd or (self.world.site.data / "backup-scratch").exists():
            yield f"the backup left {odd or 'what it was made in'}"
        if not made:
            yield "the backup is not there"
            return
        if len(made) > min(subject.tries, 2):
            yield f"{len(made)} backups are left of {subject.tries} tries"
        yield from (fault for path in made for fault in self._unreadable(path))
        told = Backup.objects.good().filter(folder=str(subject.folder)).first()
        if told is None or told.name != made[0].name:
            yield f"the last backup is {made[0].name}, and «Drift» tells of {told}"

    def _unreadable(self, path):
        try:
            kept = Archive(path)
            kept.check_sums()
            said = reading.check(kept, keys.opening(kept, ""))
        except (Broken, Locked) as problem:
            yield f"{path.name}: {problem}"
        else:
            yield from (f"{path.name} lacks {name}" for name in said.missing)


def keep_packet(meeting, audience, by):
    """As issuing keeps it, of a page that nobody has printed."""
    data = make_pdf(text=f"{audience} {meeting.number}")
    basis, sha256 = issuing.basis_of(meeting, audience), hashlib.sha256(data).hexdigest()
    entries = [asdict(replace(entry, labels=("1",))) for entry in issuing.entries_of(basis.meeting, basis.cases)]
    issued = IssuedPacket(
        meeting=basis.meeting, audience=audience, sequence=1, manifest=entries, pages=["1"], changes=[], page_count=1,
        content_hash=issuing._hash(entries), sha256=sha256, issued_at=timezone.now(), issued_by=by,
    )  # fmt: skip
    issued.file.name = default_storage.save(f"issued/{sha256[:2]}/{sha256}.pdf", ContentFile(data))
    issuing._keep(issued, basis, by=by, now=timezone.now())


def has_backup():
    return "backup" in get_commands()


RECIPES = {one.name: one for one in (Import, Sync, Approval, Sending, Packet, Settlement, Voting, Upload, BackingUp)}
