"""What a case has to do with money: the estimates that belong to it, and what its decision put into the frame."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from budget.estimates.models import CostEstimate
from budget.frame.models import FrameChange
from budget.money.reader import Reader
from meetings.agenda.models import AgendaItem
from rorikt.amounts import kroner
from rorikt.cases import CLOSED_AMOUNT


@dataclass(frozen=True)
class ShownMoney:
    """An estimate or a frame change as a reader may see it. `url` is empty where there is nothing to read."""

    title: str
    note: str
    url: str
    amount: str = ""
    decide_url: str = ""


def estimates_of(item: AgendaItem) -> QuerySet[CostEstimate]:
    """Those that name the case, and those that its papers show figures of."""
    shown = item.documents.exclude(cost_estimate=None).values("cost_estimate")
    return CostEstimate.objects.filter(Q(case_number=item.number or None) | Q(pk__in=shown))


def frame_changes_of(item: AgendaItem) -> QuerySet[FrameChange]:
    """What is in the frame by the decision of this case, oldest first."""
    return FrameChange.objects.filter(case_number=item.number or None).order_by("pk")


def money_of(item: AgendaItem, reader: Reader) -> list[ShownMoney]:
    """The estimates of the case and its changes of the frame. An estimate that is not decided can be."""
    changes = list(frame_changes_of(item))
    return [
        *(_estimate(estimate, reader, is_decided=bool(changes)) for estimate in estimates_of(item)),
        *(_change(change, reader) for change in changes),
    ]


def _estimate(estimate: CostEstimate, reader: Reader, *, is_decided: bool) -> ShownMoney:
    seen = reader.of_estimate(estimate)
    decide = "" if is_decided or seen.is_closed else reverse("budget:estimate-decide", args=[estimate.slug])
    return ShownMoney(seen.text(estimate.title), "Kostnadsoverslag", reader.url_of(estimate), decide_url=decide)


def _change(change: FrameChange, reader: Reader) -> ShownMoney:
    seen = reader.of_change(change)
    note = f"I rammen for {change.year}" if seen.is_closed else f"I rammen for {change.year}: {change.decision}"
    amount = CLOSED_AMOUNT if seen.hides_amounts else f"{kroner(change.difference)} kr"
    return ShownMoney(seen.text(str(change)), note, change.get_absolute_url(), amount)
