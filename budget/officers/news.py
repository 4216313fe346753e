"""What is new for the finance officers of a municipality since they were last there, and what waits for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse

from budget.allocations.models import AllocationPart, AllocationRun
from budget.balances.models import BalanceConfirmation
from budget.invoices.models import Invoice, SentInvoice
from budget.money.reader import Reader
from budget.municipal_year.report import page_of
from budget.officers.models import OfficerVisit
from budget.outlook.models import IssuedOutlook
from budget.payments.owed import Due, Standing
from rorikt.amounts import kroner
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.people.models import Municipality, User

FIRST_LOOK = timedelta(days=90)  # how far back one looks who has not been there before
MOST = 100  # of each kind


@dataclass(frozen=True)
class NewsItem:
    """`amount` is printed, and empty where there is none."""

    at: datetime
    what: str
    title: str
    url: str
    amount: str = ""


def read_until(user: User, municipality: Municipality, now: datetime) -> datetime:
    visit = OfficerVisit.objects.filter(user=user, municipality=municipality).first()
    return visit.read_until if visit else now - FIRST_LOOK


def mark_read(user: User, municipality: Municipality, until: datetime) -> None:
    """Never back in time: two windows of the same person may be open."""
    visit, is_new = OfficerVisit.objects.get_or_create(
        user=user, municipality=municipality, defaults={"read_until": until}
    )
    if not is_new:
        OfficerVisit.objects.filter(pk=visit.pk, read_until__lt=until).update(read_until=until)


def news_of(municipality: Municipality, reader: Reader, since: datetime) -> list[NewsItem]:
    """The newest first."""
    found = [
        *_runs(municipality, reader, since),
        *_invoices(municipality, since),
        *_balances(municipality, since),
        *_outlooks(municipality, since),
    ]
    return sorted(found, key=lambda item: item.at, reverse=True)


def approved_parts(since: datetime) -> "QuerySet[AllocationPart]":
    """What approved runs have moved for somebody since then."""
    moves = ~Q(booked=0) | Q(run__corrects__isnull=False)
    runs = {"run__state": AllocationRun.State.APPROVED, "run__approved_at__gt": since}
    return AllocationPart.objects.filter(moves, **runs).select_related("run", "municipality").order_by("-pk")


def _runs(municipality: Municipality, reader: Reader, since: datetime) -> Iterator[NewsItem]:
    for part in approved_parts(since).filter(municipality=municipality)[:MOST]:
        run, seen = part.run, reader.of_run(part.run)
        if run.approved_at is None:
            continue
        what = "Korrigering godkjent" if run.corrects_id else "Fordeling godkjent"
        amount = f"{kroner(part.booked)} kr" if seen.sees_part_of(municipality.pk) else CLOSED_AMOUNT
        url = reverse("budget:municipality-charge", args=[run.charged_year, municipality.pk, run.pk])
        yield NewsItem(run.approved_at, what, seen.text(run.title), url, amount)


def _invoices(municipality: Municipality, since: datetime) -> Iterator[NewsItem]:
    """Those of several runs, and those that were sent for one alone."""
    sent = Invoice.objects.filter(municipality=municipality, recorded_at__gt=since).order_by("-recorded_at")
    for invoice in sent[:MOST]:
        what = "Kreditnota sendt" if invoice.is_credit_note else "Faktura sendt"
        title, amount = f"{invoice.word} {invoice.number}", f"{kroner(invoice.total)} kr"
        yield NewsItem(invoice.recorded_at or since, what, title, invoice.get_absolute_url(), amount)
    alone = SentInvoice.objects.filter(part__municipality=municipality, invoice=None, recorded_at__gt=since)
    for one in alone.select_related("part")[:MOST]:
        what = "Kreditnota sendt" if one.part.booked < 0 else "Faktura sendt"
        url = reverse("budget:invoice-basis", args=[one.part.run_id, municipality.pk])
        yield NewsItem(one.recorded_at, what, str(one), url, f"{kroner(one.part.booked)} kr")


def _balances(municipality: Municipality, since: datetime) -> Iterator[NewsItem]:
    for balance in BalanceConfirmation.objects.filter(municipality=municipality, issued_at__gt=since)[:MOST]:
        what = "Saldobekreftelse sendt ut"
        yield NewsItem(balance.issued_at, what, f"Saldo {balance.year}", balance.get_absolute_url())


def _outlooks(municipality: Municipality, since: datetime) -> Iterator[NewsItem]:
    for issued in IssuedOutlook.objects.filter(issued_at__gt=since)[:MOST]:
        if municipality.pk in issued.figures:
            what = "Anslaget er endret" if issued.version > 1 else "Anslag publisert"
            url = reverse("budget:municipality-outlook", args=[issued.year, municipality.pk])
            yield NewsItem(issued.issued_at, what, f"Hva {issued.year} kan koste", url)


@dataclass(frozen=True)
class Waiting:
    """What an officer has to do something about: the next day of payment, what should have been paid, and balances."""

    next_due: Due | None
    overdue: Decimal
    balances: list[BalanceConfirmation]
    year_url: str


def waiting_for(municipality: Municipality, standing: Standing, year: int, today: date) -> Waiting:
    dues = [due for due in standing.dues if due.due_on and due.due_on >= today and due.amount]
    unanswered = BalanceConfirmation.objects.filter(municipality=municipality).order_by("-year", "-version")
    newest: dict[int, BalanceConfirmation] = {}
    for balance in unanswered[:MOST]:
        newest.setdefault(balance.year, balance)
    return Waiting(
        min(dues, key=lambda due: due.due_on or today, default=None),
        standing.overdue(today),
        [balance for balance in newest.values() if not balance.answer],
        page_of(municipality, year),
    )
