"""The page of the cycle of the year, as a list and a wheel; the forms of its points, and what is done."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.cycle import actions
from meetings.cycle.forms import CyclePointForm
from meetings.cycle.models import CyclePoint
from meetings.cycle.report import months_of
from meetings.cycle.wheel import draw
from rorikt.pages.fields import EARLIEST, LATEST
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.permissions import needs, require
from rorikt.people.person import person
from rorikt.refusals import told_in_words

CHANGE = "meetings.change_meeting"
FINISH = "meetings.finish_cycle_point"


@needs("meetings.view_meeting")
def this_year(request: HttpRequest) -> HttpResponse:
    return _page(request, timezone.localdate().year)


@needs("meetings.view_meeting")
def one_year(request: HttpRequest, year: int) -> HttpResponse:
    return _page(request, year)


def _page(request: HttpRequest, year: int) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    months = months_of(_possible(year), today)
    occurrences = [one for month in months for one in month.occurrences]
    context = {
        "year": year,
        "before": year - 1 if year > EARLIEST.year else None,
        "after": year + 1 if year < LATEST.year else None,
        "months": [month for month in months if month.occurrences or month.meetings],
        "wheel": draw(months) if occurrences else None,
        "late": sum(one.is_late for one in occurrences),
        "may_change": user.has_perm(CHANGE),
        "may_finish": {one.point.pk for one in occurrences if user.has_perm(FINISH, one.point)},
    }
    return render(request, "meetings/cycle/cycle.html", context)


@require_POST
@needs("meetings.view_meeting")
def finish(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    return _turn(request, pk, year, actions.finish, "Merket som gjort.")


@require_POST
@needs("meetings.view_meeting")
def reopen(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    return _turn(request, pk, year, actions.reopen, "Ikke lenger merket som gjort.")


def _turn(request: HttpRequest, pk: int, year: int, turn: Callable[..., None], told: str) -> HttpResponse:
    """For those who run the meetings, and who has the point. What is refused is said on the page of the year."""
    point = get_object_or_404(CyclePoint, pk=pk)
    require(person(request), FINISH, point)
    try:
        with told_in_words():
            turn(point, _possible(year), by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"«{point}»: {told}")
    return redirect(f"{reverse('meetings:cycle-year', args=[year])}#punkt-{pk}")


def _possible(year: int) -> int:
    """Raises Http404 for a year that no calendar here reaches."""
    if not EARLIEST.year <= year <= LATEST.year:
        raise Http404
    return year


point_pages = row_pages(
    CyclePointForm,
    CHANGE,
    find=among(CyclePoint.objects),
    start=lambda request: CyclePoint(),
    crumbs=lambda row: [("Møter", reverse("meetings:meetings")), ("Årshjul", reverse("meetings:cycle"))],
    new="Nytt punkt i årshjulet",
    edit="Endre «{row}»",
    consequence="Punktet kommer ikke tilbake. Sakene som er laget av det, blir stående.",
    delete_url="meetings:cycle-point-delete",
    store=actions.save_point,
    delete=actions.delete_point,
)
