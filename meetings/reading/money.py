"""What a case has to do with money: its estimates, what its decision put into the frame, and how far that has come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from budget.allocations.models import AllocationPart, AllocationRun
from budget.estimates.models import CostEstimate
from budget.frame.models import FrameChange
from budget.money.reader import Reader
from meetings.agenda.models import AgendaItem
from rorikt.amounts import kroner
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.cases.models import CaseReference


@dataclass(frozen=True)
class ShownMoney:
    """An estimate or a frame change as a reader may see it. `url` is empty where there is nothing to read.

    `progress` says of a frame change how far it has come: registered, shared, invoiced.
    """

    title: str
    note: str
    url: str
    amount: str = ""
    decide_url: str = ""
    progress: tuple[str, ...] = ()


def estimates_of(item: AgendaItem) -> QuerySet[CostEstimate]:
    """Those that name the case, and those that its papers show figures of."""
    shown = item.documents.exclude(cost_estimate=None).values("cost_estimate")
    return CostEstimate.objects.filter(Q(case__in=CaseReference.objects.to(item.reference_id)) | Q(pk__in=shown))


def frame_changes_of(item: AgendaItem) -> QuerySet[FrameChange]:
    """What is in the frame by the decision of this case, oldest first."""
    changes = FrameChange.objects.filter(case__in=CaseReference.objects.to(item.reference_id))
    return changes.select_related("replaced_by").order_by("pk")


def money_of(item: AgendaItem, reader: Reader) -> list[ShownMoney]:
    """The estimates of the case and its changes of the frame. An estimate that is not decided can be."""
    changes = list(frame_changes_of(item))
    parts = _parts_of(changes)
    return [
        *(_estimate(estimate, reader, is_decided=bool(changes)) for estimate in estimates_of(item)),
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
    return ShownMoney(seen.text(estimate.title), "Kostnadsoverslag", reader.url_of(estimate), decide_url=decide)


def _change(change: FrameChange, reader: Reader, parts: Iterable[AllocationPart]) -> ShownMoney:
    seen = reader.of_change(change)
    note = f"I rammen for {change.year}" if seen.is_closed else f"I rammen for {change.year}: {change.decision}"
    amount = CLOSED_AMOUNT if seen.hides_amounts else f"{kroner(change.difference)} kr"
    progress = () if hasattr(change, "replaced_by") else tuple(_progress(parts))
    return ShownMoney(seen.text(str(change)), note, change.get_absolute_url(), amount, progress=progress)


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
