"""What a case has to do with money: the estimates its papers rest on, and what its decision put into the frame."""

from django.db.models import QuerySet

from budget.models import CostEstimate, FrameChange
from meetings.models import AgendaItem


def estimates_of(item: AgendaItem) -> QuerySet[CostEstimate]:
    """Those that the papers of the case show figures of."""
    ids = item.documents.exclude(cost_estimate=None).values("cost_estimate")
    return CostEstimate.objects.filter(pk__in=ids)


def frame_changes_of(item: AgendaItem) -> QuerySet[FrameChange]:
    """What is in the frame by the decision of this case, oldest first."""
    return FrameChange.objects.filter(case_number=item.number).order_by("pk")
