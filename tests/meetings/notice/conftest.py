"""A council with a meeting whose packet is fixed, and a mail server."""

from dataclasses import asdict, replace
from datetime import date, time, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from meetings.agenda.models import AgendaItem
from meetings.council.models import CouncilMember
from meetings.issuing import issuing
from meetings.issuing.models import IssuedPacket
from meetings.notice import sending
from meetings.notice.sending import Written
from rorikt.people.models import Municipality
from tests import factories, mail_server, pdfs

BASIS = "offentleglova § 23 tredje ledd"
SITE = "https://styring.example.no/"
WRITTEN = Written("Innkalling til møte", "Velkommen til møte.\n\nHilsen\nSekretæren")


def make_seat(name, function="member", number="1506", **overrides):
    values = {"name": name, "function": function, "municipality_id": number, "from_on": date(2020, 1, 1)}
    address = f"{name.split()[0].lower()}@example.no".replace("å", "a").replace("ø", "o")
    return CouncilMember.objects.create(**{**values, "email": address, **overrides})


def fix_packet(meeting, by, audience="full"):
    """As issuing keeps it, without its pages: nothing is printed."""
    cases = issuing._cases(meeting, audience)
    last = meeting.issued_packets.filter(audience=audience).last()
    entries = [asdict(replace(entry, labels=("1",))) for entry in issuing.entries_of(meeting, cases)]
    name = default_storage.save(f"issued/{audience}.pdf", ContentFile(pdfs.make_pdf(text=audience)))
    issued = IssuedPacket.objects.create(
        meeting=meeting,
        audience=audience,
        sequence=last.sequence + 1 if last else 1,
        manifest=entries,
        pages=["1"],
        changes=[f"Endret i {audience}."] if last else [],
        page_count=1,
        sha256=audience,
        file=name,
        issued_at=timezone.now(),
        issued_by=by,
    )
    AgendaItem.objects.filter(meeting=meeting, sent_at=None).update(sent_at=timezone.now())
    return issued


def fix(meeting, by):
    return [fix_packet(meeting, by, audience) for audience in ("full", "public")]


def next_year():
    return date(timezone.localdate().year + 1, 3, 4)


@pytest.fixture
def server(settings):
    with mail_server.serving(settings) as server:
        yield server


@pytest.fixture
def council(municipalities):
    """A leader and a member with log-in, a member without, a substitute of two municipalities, and an observer."""
    factories.make_cooperation(council_name="Samarbeidsrådet for ROR-IKT")
    Municipality.objects.filter(number="1535").update(post_address="post@vestnes.example.no")
    users = [factories.make_user("council_member", name=name) for name in ("Kåre Ødegård", "Berit Bø")]
    return {
        "kåre": make_seat("Kåre Ødegård", "chair", user=users[0]),
        "berit": make_seat("Berit Bø", "member", "1535", user=users[1]),
        "ola": make_seat("Ola Nordmann", "member", "1539"),
        "vara1": make_seat("Vera Vara", "substitute", "1506", rank=1),
        "vara2": make_seat("Vidar Vara", "substitute", "1506", rank=2),
        "observatør": make_seat("Oda Observatør", "observer", None, email="oda@example.no"),
    }


@pytest.fixture
def meeting(council, head):
    """Next year, with an open case and one that is exempt, and its packet fixed in both editions."""
    meeting = factories.make_meeting(held_on=next_year(), starts_at=time(9), place="Rådhuset, Molde")
    first = factories.make_item(meeting=meeting, title="Økonomirapport", kind="briefing", summary="<p>Les.</p>")
    first.case_officers.add(factories.make_user("author", name="Siri Saksbehandler", email="siri@example.no"))
    factories.make_item(
        meeting=meeting,
        title="Hemmelig anskaffelse",
        kind="briefing",
        summary="<p>Hemmelig.</p>",
        exemption_basis=BASIS,
        public_title="En anskaffelse",
    )
    fix(meeting, head)
    return meeting


def send(meeting, by, written=WRITTEN, **overrides):
    values = {"number": sending.next_number(meeting), "site": SITE, "by": by, "now": timezone.now(), **overrides}
    return sending.send_notice(meeting, written, **values)


def states(notice):
    return dict(notice.deliveries.values_list("address", "state"))


SOON = timedelta(days=30)
