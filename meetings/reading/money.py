"""What a case has to do with money: its estimates, what its decision put into the frame, and how far that has come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from budget.allocations.models import AllocationPart, AllocationRun
from budget.estimates import report
from budget.estimates.models import CostEstimate
from budget.frame.models import FrameChange
from budget.keys.report import municipality_names
from budget.money.cells import Printer
from budget.money.reader import Reader
from meetings.agenda.models import AgendaItem
from rorikt.amounts import kroner
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.cases.models import CaseReference
from rorikt.figures.once import asked_once
from rorikt.figures.values import NotAvailable


@dataclass(frozen=True)
class ShownCost:
    """What an estimate comes to in a year, and each municipality's part of it, the reader's own apart from the others'.

    `lacks` says why there is no sum, or no parts of it; what is not known is empty.
    """

    year: int
    is_yearly: bool
    amount: str = ""
    own: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    lacks: str = ""


@dataclass(frozen=True)
class ShownMoney:
    """An estimate or a frame change as a reader may see it. `url` is empty where there is nothing to read.

    `costs` are those of an estimate by year, none where its amounts are closed to the reader. `progress` says of a
    frame change how far it has come: registered, shared, invoiced.
    """

    title: str
    note: str
    url: str
    amount: str = ""
    decide_url: str = ""
    progress: tuple[str, ...] = ()
    costs: tuple[ShownCost, ...] = ()
    are_amounts_closed: bool = False


def estimates_of(item: AgendaItem) -> QuerySet[CostEstimate]:
    """Those that name the case, and those that its papers show figures of."""
    shown = item.documents.exclude(cost_estimate=None).values("cost_estimate")
    return CostEstimate.objects.filter(Q(case__in=CaseReference.objects.to(item.reference_id)) | Q(pk__in=shown))


def frame_changes_of(item: AgendaItem) -> QuerySet[FrameChange]:
    """What is in the frame by the decision of this case, oldest first."""
    changes = FrameChange.objects.filter(case__in=CaseReference.objects.to(item.reference_id))
    return changes.select_related("replaced_by").order_by("pk")


@asked_once()
def money_of(item: AgendaItem, reader: Reader) -> list[ShownMoney]:
    """The estimates of the case and its changes of the frame. An estimate that is not decided can be."""
    changes = list(frame_changes_of(item))
    parts = _parts_of(changes)
    estimates = estimates_of(item).prefetch_related("lines", "tiers")
    return [
        *(_estimate(estimate, reader, is_decided=bool(changes)) for estimate in estimates),
        *(_change(change, reader, parts[change.subject]) for change in changes),
    ]


def frame_url_of(item: AgendaItem) -> str:
    """Where the decision of the case is registered in the frame; empty where it is, or is to be from an estimate."""
    if frame_changes_of(item).exists() or estimates_of(item).exists():
        return ""
    year = item.meeting.held_on.year if item.meeting else timezone.localdate().year
    return f"{reverse('budget:frame-change-new', args=[year])}?sak={item.reference_id}"


def _parts_of(changes: Iterable[FrameChange]) -> dict[str, list[AllocationPart]]:
    """What each municipality pays by the runs in force of each subject, in the order they are charged."""
    found: dict[str, list[AllocationPart]] = defaultdict(list)
    subjects = {change.subject for change in changes}
    if subjects:
        in_force = AllocationRun.objects.in_force().filter(subject__in=subjects)
        parts = AllocationPart.objects.filter(run__in=in_force).exclude(booked=0)
        related = ("run", "municipality", "sent_invoice")
        for part in parts.select_related(*related).order_by("run__charged_year", "municipality"):
            found[part.run.subject].append(part)
    return found


def _estimate(estimate: CostEstimate, reader: Reader, *, is_decided: bool) -> ShownMoney:
    seen = reader.of_estimate(estimate)
    decide = "" if is_decided or seen.is_closed else reverse("budget:estimate-decide", args=[estimate.slug])
    costs = () if seen.hides_amounts else tuple(_costs(estimate, reader))
    return ShownMoney(
        seen.text(estimate.title),
        "Kostnadsoverslag",
        reader.url_of(estimate),
        decide_url=decide,
        costs=costs,
        are_amounts_closed=seen.hides_amounts,
    )


def _costs(estimate: CostEstimate, reader: Reader) -> Iterator[ShownCost]:
    """The first year first. A sum of whole kroner is split in whole kroner."""
    lines = list(estimate.lines.all())
    names = municipality_names() if lines else {}
    for year in sorted({line.year for line in lines}):
        is_yearly = any(line.is_yearly for line in lines if line.year == year)
        try:
            amount = report.sum_of(estimate, year)
        except NotAvailable as error:
            yield ShownCost(year, is_yearly, lacks=str(error))
            continue
        shown: Printer = report.printer([amount])
        told = f"{shown(amount)} kr"
        try:
            parts = report.parts_of(estimate, year)
        except NotAvailable as error:
            yield ShownCost(year, is_yearly, told, lacks=str(error))
            continue
        printed = {number: f"{shown(part)} kr" for number, part in parts.items()}
        others = tuple((names[number], part) for number, part in printed.items() if number != reader.own)
        yield ShownCost(year, is_yearly, told, printed.get(reader.own or "", ""), others)


def _change(change: FrameChange, reader: Reader, parts: Iterable[AllocationPart]) -> ShownMoney:
    seen = reader.of_change(change)
    note = f"I rammen for {change.year}" if seen.is_closed else f"I rammen for {change.year}: {change.decision}"
    amount = CLOSED_AMOUNT if seen.hides_amounts else f"{kroner(change.difference)} kr"
    progress = () if hasattr(change, "replaced_by") else (*_own(parts, reader), *_progress(parts))
    return ShownMoney(seen.text(str(change)), note, change.get_absolute_url(), amount, progress=progress)


def _own(parts: Iterable[AllocationPart], reader: Reader) -> Iterator[str]:
    """What the reader's own municipality pays of it, which it always sees."""
    for part in parts:
        if part.municipality_id == reader.own:
            says = "får tilbake" if part.booked < 0 else "betaler"
            yield f"{part.municipality.name} {says} {kroner(abs(part.booked))} kr i {part.run.charged_year}."


def _progress(parts: Iterable[AllocationPart]) -> Iterator[str]:
    """For each year that is charged, who has been sent an invoice and who has not."""
    years: dict[int, list[AllocationPart]] = defaultdict(list)
    for part in parts:
        years[part.run.charged_year].append(part)
    for year, charged in years.items():
        left = [part.municipality.name for part in charged if not hasattr(part, "sent_invoice")]
        shared = f"Fordelt på kommunene for {year}"
        if not left:
            yield f"{shared}, og fakturert til alle."
        else:
            sent = len(charged) - len(left)
            yield f"{shared}. Fakturert til {sent} av {len(charged)}; det gjenstår {', '.join(left)}."
