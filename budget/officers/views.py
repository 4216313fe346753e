"""The page «For økonomi», and the file of a period."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from budget.charges.report import years_of_charges
from budget.money.reader import Reader
from budget.municipal_year.report import year_seen_by
from budget.officers.forms import MunicipalityForm, PeriodForm
from budget.officers.making import closed_to, is_free, may_choose, page_of, start_file
from budget.officers.models import PeriodFile
from budget.officers.news import mark_read, news_of, read_until, waiting_for
from rorikt.pages import downloads
from rorikt.people.models import Municipality, User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.storing import keeping

may_enter = needs("budget.view_officers_room")
ZIP = "application/zip"
SHOWN = 10  # files


@may_enter
def officers(request: HttpRequest) -> HttpResponse:
    """Finance staff have their own municipality; those who work for the cooperation choose one."""
    user, now = person(request), timezone.now()
    municipality = _chosen(request, user)
    if municipality is None:
        return render(request, "budget/officers/choose.html", {"form": _choice(request)})
    today = timezone.localdate(now)
    years = _years()
    since = read_until(user, municipality, now)
    year = year_seen_by(user, municipality, today.year)
    context = {
        "municipality": municipality,
        "news": news_of(municipality, Reader(user), since),
        "since": since,
        "now": now.isoformat(),
        "waiting": waiting_for(municipality, year.standing, today.year, today),
        "year": today.year,
        "form": PeriodForm(years=years, initial={"year": years[0]}),
        "files": PeriodFile.objects.filter(user=user, municipality=municipality).select_related("municipality")[:SHOWN],
        "may_change": is_free(user),
    }
    return render(request, "budget/officers/officers.html", context)


@require_POST
@may_enter
def mark_news_read(request: HttpRequest, number: str) -> HttpResponse:
    """Until the moment the page was shown: what came since is still new."""
    user, municipality = person(request), _find(request, number)
    shown: datetime | None = parse_datetime(request.POST.get("until", ""))
    now = timezone.now()
    mark_read(user, municipality, min(shown, now) if shown and timezone.is_aware(shown) else now)
    return redirect(page_of(user, municipality))


@require_POST
@may_enter
def order_file(request: HttpRequest, number: str) -> HttpResponse:
    user, municipality = person(request), _find(request, number)
    form = PeriodForm(request.POST, years=_years())
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(page_of(user, municipality))
    return redirect(start_file(user, municipality, form.period(), origin=page_of(user, municipality)))


@may_enter
def officer_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """For the one person it was made for, as long as that person may read all of it."""
    user = person(request)
    found = get_object_or_404(PeriodFile.objects.select_related("municipality"), pk=pk)
    if found.user_id != user.pk or not may_choose(user, found.municipality):
        raise PermissionDenied
    if found.closed != closed_to(user) or not keeping.exists(str(found.file)):
        messages.error(request, "Filen er ikke gyldig lenger. Hent den på nytt.")
        return redirect(page_of(user, found.municipality))
    path, name = keeping.local_path(str(found.file), found.sha256), f"{found}.zip"
    return downloads.deliver(request, path, found.sha256, name, content_type=ZIP, save=True, is_exempt=True)


def _chosen(request: HttpRequest, user: User) -> Municipality | None:
    if not is_free(user):
        return user.municipality
    if "kommune" not in request.GET:
        return user.municipality
    form = _choice(request)
    chosen: Municipality | None = form.cleaned_data["kommune"] if form.is_valid() else None
    return chosen


def _choice(request: HttpRequest) -> MunicipalityForm:
    """Without a complaint to one who has not chosen yet."""
    return MunicipalityForm(request.GET if request.GET.get("kommune") else None)


def _find(request: HttpRequest, number: str) -> Municipality:
    """Raises Http404 for one that is not this person's."""
    municipality = get_object_or_404(Municipality, pk=number)
    if not may_choose(person(request), municipality):
        raise Http404
    return municipality


def _years() -> list[int]:
    """The newest first; this year, where nothing is charged yet."""
    return years_of_charges() or [timezone.localdate().year]
