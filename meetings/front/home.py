"""What the front page shows besides what waits for a person: the meetings, the key figures, what is not set up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Count, F, Max, Min, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from budget.accounts.report import unknown_count
from budget.allocations.models import AllocationPart, AllocationRun
from budget.keys.models import CostKey, CostKeyShare
from budget.money.reader import Reader
from budget.result.headline import result_figures
from budget.result.operating_result import ResultOf, result_of
from budget.years.state import newest_with_accounts
from meetings.agenda.models import Meeting
from meetings.documents.models import Document, Section
from meetings.preparing.checklist import with_setting
from rorikt import amounts
from rorikt.people.models import Cooperation, Municipality, User
from support.counting import columns
from support.counting.tallying import open_on_days
from support.sla.models import SlaPolicy
from support.tickets.models import Ticket

KEPT = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class KeyFigure:
    label: str
    value: str
    note: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Headline:
    """The key figures; and how many accounts of that year belong nowhere yet."""

    figures: tuple[KeyFigure, ...]
    year: int | None
    unknown_accounts: int


@dataclass(frozen=True)
class OwnCharge:
    """What one municipality pays by one run."""

    title: str
    amount: str
    state: str
    url: str


@dataclass(frozen=True)
class Step:
    """A piece of reference data that must be there before the rest can be used."""

    label: str
    help: str
    url: str
    is_done: bool


def coming_meeting(today: date) -> Meeting | None:
    """With what its preparation asks of it."""
    coming = Meeting.objects.filter(held_on__gte=today, cancelled_at=None)
    return with_setting(coming).order_by("held_on", "sequence").first()


def last_meeting(today: date) -> Meeting | None:
    """The last that was held; of those from before that was recorded, the one with the latest day."""
    past = Meeting.objects.filter(held_on__lt=today, cancelled_at=None)
    return past.order_by(F("closed_at").desc(nulls_last=True), "-held_on", "-sequence").first()


def where_it_stands(meeting: Meeting, user: User, today: date, *, has_checklist: bool = False) -> Iterator[str]:
    """How long it is to the meeting, whether its packet is made, and for staff which deadline comes first.

    A checklist tells of the deadlines itself.
    """
    days = (meeting.held_on - today).days
    yield "Møtet er i dag." if not days else "Møtet er i morgen." if days == 1 else f"Møtet er om {days} dager."
    sent = meeting.issued_packets.visible_to(user).order_by("-issued_at").values_list("issued_at", flat=True).first()
    yield f"Møtepakken ble sist fastsatt {amounts.short_date(sent)}." if sent else "Møtepakken er ikke fastsatt ennå."
    if user.has_perm("meetings.view_draft") and not has_checklist:
        drafts = Document.objects.unapproved().filter(agenda_item__meeting=meeting)
        writing = Section.objects.unfinished().filter(document__in=drafts)
        left = writing.aggregate(count=Count("pk"), first=Min("deadline_on"))
        if left["count"]:
            due = f" Første frist: {amounts.short_date(left['first'])}." if left["first"] else ""
            yield f"{left['count']} avsnitt er ikke klare.{due}"


def headline(figures: str, today: date) -> Headline:
    """Made once for each state of the figures: it costs more than the rest of the page."""
    made: Any = cache.get_or_set(f"headline:{figures}:{today}", _headline, KEPT)
    return cast(Headline, made)


def _headline() -> Headline:
    """The last year that has accounts, as far as they reach, and the open tickets on the last day that has any."""
    year = newest_with_accounts()
    found = [] if year is None else [_result_figure(result_of(year))]
    return Headline((*found, *_open_tickets()), year, unknown_count(year) if year else 0)


def _open_tickets() -> Iterator[KeyFigure]:
    newest = Ticket.objects.aggregate(day=Max("created_at"))["day"]
    if newest is None:
        return
    day = timezone.localdate(newest)
    labels = {Ticket.Kind.INCIDENT: "Åpne feilmeldinger", Ticket.Kind.SERVICE_REQUEST: "Åpne tjenesteforespørsler"}
    counts = open_on_days(columns.tickets(), [day])
    for kind, label in labels.items():
        note = f"Ved utgangen av {amounts.short_date(day)}"
        yield KeyFigure(label, amounts.number(counts[kind][0]), note, reverse("support:index"))


def _result_figure(found: ResultOf) -> KeyFigure:
    """With the year's whole budget beside it, and what it lacks."""
    shown = result_figures(found, exact=False)
    if found.total is None:
        note = f"{found.state.why_not_comparable} Årsbudsjettet er {shown['year_budget']} tusen kr."
    elif found.is_whole:
        note = f"Regnskap {shown['actual']}, budsjett {shown['budgeted']}"
    else:
        budgets = f"budsjett hittil {shown['budgeted']}, årsbudsjett {shown['year_budget']}"
        note = f"Regnskap hittil {shown['actual']}, {budgets}"
    lacks = found.lacks(lambda amount: f"{amounts.thousands(amount)} tusen kr")
    return KeyFigure(
        label=f"{found.word} {found.period}" if found.total else f"Regnskap {found.period}",
        value=f"{shown.get('variance', shown['actual'])} tusen kr",
        note=f"{note.rstrip('.')}. {lacks}" if lacks else note,
        url=reverse("budget:operating-result", args=[found.year]),
        tone=shown.get("tone", ""),
    )


def own_share(user: User) -> CostKeyShare | None:
    """What this person's municipality pays of the whole by the newest key."""
    if user.municipality_id is None:
        return None
    shares = CostKeyShare.objects.filter(municipality=user.municipality_id).select_related("key")
    return shares.order_by("-key__valid_from").first()


def own_charges(user: User, reader: Reader) -> Iterator[OwnCharge]:
    """What this person's municipality pays by the newest runs in force, and whether it was invoiced."""
    runs = AllocationRun.objects.in_force()
    parts = AllocationPart.objects.filter(municipality=user.municipality_id, run__in=runs).exclude(booked=0)
    newest = parts.select_related("run", "sent_invoice").order_by("-run__charged_year", "-run__approved_at")
    for part in newest[:3] if user.municipality_id else ():
        invoice = getattr(part, "sent_invoice", None)
        state = f"Faktura {invoice.number} sendt {amounts.short_date(invoice.sent_on)}" if invoice else "Ikke fakturert"
        state = f"Betales tilbake. {state}" if part.booked < 0 else state
        url = reverse("budget:invoice-basis", args=[part.run_id, part.municipality_id])
        yield OwnCharge(reader.of_run(part.run).text(part.run.title), f"{amounts.kroner(part.booked)} kr", state, url)


def setup_steps() -> list[Step]:
    """In the order they are best done in. One query asks for all."""
    needed: list[QuerySet[Any]] = [
        Municipality.objects.all(),
        Cooperation.objects.all(),
        User.objects.filter(role=User.Role.HEAD, is_active=True),
        CostKey.objects.all(),
        SlaPolicy.objects.all(),
    ]
    there, *others = [rows.order_by().values_list(Value(number)) for number, rows in enumerate(needed)]
    done = {number for (number,) in there.union(*others)}
    return [Step(*told, is_done=number in done) for number, told in enumerate(_steps())]


def _steps() -> list[tuple[str, str, str]]:
    return [
        (
            "Kommunene",
            "Medlemmene, med kommunenummer.",
            reverse("admin:rorikt_municipality_changelist"),
        ),
        (
            "Samarbeidet",
            "Navnet, rådets navn og kontorkommunen. Står i alle dokumenter.",
            reverse("admin:rorikt_cooperation_changelist"),
        ),
        (
            "Brukerne",
            "Minst én IKT-leder, som kan opprette møter og godkjenne dokumenter.",
            reverse("admin:rorikt_user_changelist"),
        ),
        (
            "Fordelingsnøkkelen",
            "Andelen til hver kommune. Legges inn av IKT-lederen.",
            reverse("budget:cost-keys"),
        ),
        (
            "Frister for support (SLA)",
            "Frist per prioritet, som løsningstidene måles mot.",
            reverse("admin:support_slapolicy_changelist"),
        ),
    ]
