"""The page of one case while it is treated, and what is done on it."""

import re
from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda.models import AgendaItem, Meeting
from meetings.conducting.forms import (
    AbsenceForm,
    PartForm,
    ProposalForm,
    SeenForm,
    SettleForm,
    VoteForm,
    VotingForm,
    WordForm,
)
from meetings.conducting.meeting_views import if_changed, is_touched, now_crumbs
from meetings.conducting.page import case_of, listed
from meetings.council.models import CouncilMember
from meetings.proceedings import deciding, treating
from meetings.proceedings.models import CaseAbsence, Proposal, Treatment, Vote
from rorikt.audit.overtaken import stamp
from rorikt.pages.editing import Crumbs
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.saving.answering import Change, save

_SEEN = re.compile(r"\d{1,9}-seen", re.ASCII)


def find(year: int, sequence: int, item: int) -> AgendaItem:
    items = AgendaItem.objects.select_related("meeting__sitting", "treatment")
    return get_object_or_404(items, meeting__year=year, meeting__sequence=sequence, sequence=item)


def meeting_of(item: AgendaItem) -> Meeting:
    if item.meeting is None:
        raise Http404
    return item.meeting


def case_url(item: AgendaItem) -> str:
    meeting = meeting_of(item)
    return reverse("meetings:case-now", args=[meeting.year, meeting.sequence, item.sequence])


def _day(item: AgendaItem) -> date:
    if item.meeting is None:
        raise Http404
    return item.meeting.held_on


def _crumbs(item: AgendaItem) -> Crumbs:
    above = now_crumbs(item.meeting) if item.meeting else []
    return [*above, (f"Sak {item.number}", case_url(item))]


@needs("meetings.run_meeting")
def case_now(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponseBase:
    found = find(year, sequence, item)
    if found.meeting is None:
        raise Http404

    def page(etag: str) -> HttpResponse:
        case = case_of(found)
        cases = listed(case.meeting)
        place = next(index for index, one in enumerate(cases) if one.item.pk == found.pk)
        context = {
            "case": case,
            "item": found,
            "meeting": case.meeting,
            "crumbs": now_crumbs(case.meeting),
            "etag": etag,
            "listed": cases[place],
            "before": cases[place - 1] if place else None,
            "after": cases[place + 1] if place + 1 < len(cases) else None,
        }
        return render(request, "meetings/conducting/case.html", context)

    return if_changed(request, found.meeting, page)


def _save(request: HttpRequest, item: AgendaItem, *changes: Change, anchor: str = "") -> HttpResponse:
    return save(request, changes, back=f"{case_url(item)}{anchor}", crumbs=_crumbs(item))


def _done(request: HttpRequest, item: AgendaItem, label: str, verb: Callable[[], object]) -> HttpResponse:
    """A verb that needs nothing but the click."""

    def store() -> str:
        verb()
        return ""

    return _save(request, item, Change(label, SeenForm(request.POST), store))


@require_POST
@needs("meetings.run_meeting")
def take_up(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find(year, sequence, item)
    verb = lambda: treating.take_up(found, by=person(request), now=timezone.now())  # noqa: E731
    return _done(request, found, "Ta opp saken", verb)


@require_POST
@needs("meetings.run_meeting")
def reopen(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find(year, sequence, item)
    verb = lambda: treating.reopen(found, by=person(request), now=timezone.now())  # noqa: E731
    return _done(request, found, "Gjenåpne saken", verb)


@require_POST
@needs("meetings.run_meeting")
def part(request: HttpRequest, year: int, sequence: int, item: int, part: str) -> HttpResponse:
    """One of what is written of a case by itself."""
    if part not in treating.WRITTEN:
        raise Http404
    found, form = find(year, sequence, item), PartForm(request.POST, part)

    def store() -> str:
        told = form.cleaned_data
        treating.write(found, part, told[part], seen=told["seen"], by=person(request), now=timezone.now())
        return stamp(treating.written(Treatment.objects.get(item=found), part))

    return _save(request, found, Change(str(form[part].label), form, store), anchor=f"#{part}")


@require_POST
@needs("meetings.run_meeting")
def absence(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find(year, sequence, item)
    form = AbsenceForm(request.POST, instance=CaseAbsence(item=found), day=_day(found))

    def store() -> str:
        treating.set_absence(form.instance, by=person(request), now=timezone.now())
        return ""

    return _save(request, found, Change("Fravær i saken", form, store), anchor="#fravaer")


@require_POST
@needs("meetings.run_meeting")
def remove_absence(request: HttpRequest, year: int, sequence: int, item: int, pk: int) -> HttpResponse:
    found = find(year, sequence, item)
    row = get_object_or_404(CaseAbsence, pk=pk, item=found)
    verb = lambda: treating.remove_absence(row, by=person(request), now=timezone.now())  # noqa: E731
    return _done(request, found, "Fravær i saken", verb)


@require_POST
@needs("meetings.run_meeting")
def proposal(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find(year, sequence, item)
    form = ProposalForm(request.POST, instance=Proposal(item=found), day=_day(found))

    def store() -> str:
        treating.put_proposal(form.instance, by=person(request), now=timezone.now())
        return ""

    return _save(request, found, Change("Nytt forslag", form, store), anchor="#forslag")


@require_POST
@needs("meetings.run_meeting")
def word_proposal(request: HttpRequest, year: int, sequence: int, item: int, pk: int) -> HttpResponse:
    found, form = find(year, sequence, item), WordForm(request.POST, prefix=str(pk))
    row = get_object_or_404(Proposal, pk=pk, item=found)

    def store() -> str:
        told = form.cleaned_data
        treating.word_proposal(row, told["text"], seen=told["seen"], by=person(request), now=timezone.now())
        return stamp({"text": Proposal.objects.get(pk=pk).text})

    return _save(request, found, Change(str(row), form, store), anchor="#forslag")


@require_POST
@needs("meetings.run_meeting")
def withdraw_proposal(request: HttpRequest, year: int, sequence: int, item: int, pk: int) -> HttpResponse:
    found = find(year, sequence, item)
    row = get_object_or_404(Proposal.objects.select_related("item__meeting"), pk=pk, item=found)
    verb = lambda: treating.withdraw_proposal(row, by=person(request), now=timezone.now())  # noqa: E731
    return _done(request, found, "Trekk forslaget", verb)


@require_POST
@needs("meetings.run_meeting")
def voting(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found, form = find(year, sequence, item), VotingForm(request.POST)

    def store() -> str:
        told = form.cleaned_data
        by, now = person(request), timezone.now()
        deciding.choose_voting(found, told["voting"], seen=told["seen"], by=by, now=now)
        return stamp(deciding.voting_values(Treatment.objects.get(item=found)))

    return _save(request, found, Change("Avstemning", form, store), anchor="#avstemning")


@require_POST
@needs("meetings.run_meeting")
def vote(request: HttpRequest, year: int, sequence: int, item: int, seat: int) -> HttpResponse:
    found = find(year, sequence, item)
    return _save(request, found, _vote(request, found, get_object_or_404(CouncilMember, pk=seat)))


@require_POST
@needs("meetings.run_meeting")
def votes(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    """All at once, as they are sent without JavaScript: those that its writer has changed."""
    found = find(year, sequence, item)
    voters = [name.removesuffix("-seen") for name in request.POST if _SEEN.fullmatch(name)]
    council = CouncilMember.objects.filter(pk__in=voters)
    changes = [change for change in (_vote(request, found, one) for one in council) if is_touched(change)]
    return _save(request, found, *changes, anchor="#avstemning")


def _vote(request: HttpRequest, item: AgendaItem, member: CouncilMember) -> Change:
    form = VoteForm(request.POST, prefix=str(member.pk))

    def store() -> str:
        told = form.cleaned_data
        deciding.vote(item, member, told["choice"], seen=told["seen"], by=person(request), now=timezone.now())
        return stamp(deciding.vote_values(Vote.objects.get(item=item, seat=member)))

    return Change(f"Stemmen til {member.name}", form, store)


@require_POST
@needs("meetings.run_meeting")
def settle(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found, form = find(year, sequence, item), SettleForm(request.POST)

    def store() -> str:
        told, by, now = form.cleaned_data, person(request), timezone.now()
        deciding.settle(found, told["outcome"], told["decision"], seen=told["seen"], by=by, now=now)
        return stamp({"decision": told["decision"].strip()})

    return _save(request, found, Change("Vedtaket", form, store), anchor="#vedtak")
