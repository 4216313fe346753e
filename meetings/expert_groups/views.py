"""Pages of the expert groups, and what is done with what they decide."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget.memberships.members import members_between
from meetings.expert_groups import actions
from meetings.expert_groups.decisions import TO_COUNCIL, GroupDecision, shown_decisions
from meetings.expert_groups.groups import held_in, in_order, lacking, seats
from meetings.expert_groups.report import Groups, groups_for, listed_groups, meetings_of, members_of
from meetings.expert_groups.tables import DecisionTable, GroupTable, MeetingTable
from meetings.register_pages.opening import lines_by, opened_beside, state_of
from meetings.register_pages.pages import not_begun
from meetings.registers.models import RegisterRow
from meetings.registers.sheet import Line
from meetings.registers.standard import Standard
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import export, listing


@needs("meetings.view_registers")
def groups(request: HttpRequest) -> HttpResponse:
    """All groups, and what any of them has decided that is to go to the council."""
    found = groups_for(person(request))
    if found is None:
        return not_begun(request, Standard.GROUPS)
    table = GroupTable(listed_groups(found, timezone.localdate()), exclude=_unread(found))
    waiting = [line for line in _decisions(found) if state_of(line, "status").key == TO_COUNCIL]
    decisions = _decision_table(request, found, waiting, "Skal til rådet", "")
    if answer := export.answer(request, "faggrupper", table, decisions):
        return answer
    context = {
        "register": found.groups.register,
        "registers": found.registers,
        "table": listing.configure(request, table),
        "waiting": decisions and listing.configure(request, decisions),
    }
    return render(request, "meetings/expert_groups/groups.html", context)


@needs("meetings.view_registers")
def group(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found, today = groups_for(person(request)), timezone.localdate()
    if found is None:
        raise Http404
    line = found.groups.line(uuid)
    met = meetings_of(found, lines_by(found.meetings, "faggruppe").get(line.row.pk, []))
    coming, past = in_order(met, today)
    own = lines_by(found.decisions, "faggruppe").get(line.row.pk, [])
    coming_table = MeetingTable(
        coming, caption="Møter som kommer", empty_text="Ingen møter er planlagt.", prefix="moter-"
    )
    past_table = MeetingTable(past, caption="Møter som har vært", empty_text="Ingen møter er holdt.", prefix="holdt-")
    decisions = _decision_table(request, found, own, "Vedtak", "Gruppen har ingen vedtak ennå.")
    shown = [coming_table, past_table] if found.meetings else []
    if answer := export.answer(request, f"faggruppe {line.row.title}", *shown, decisions):
        return answer
    members = members_of(found, line)
    sitting = seats(members, found.groups.sheet.municipalities, members_between(today, today))
    context = {
        "registers": found.registers,
        "group": line.row,
        "is_exempt": found.groups.is_exempt(line.row),
        "facts": _facts(line),
        "seats": sitting if found.members else None,
        "members": members,
        "homeless": [one for one in members if not one.municipality],
        "lacking": lacking(sitting),
        "held": held_in(met, today.year),
        "planned": line["moter"].number,
        "year": today.year,
        "unreported": [one for one in past if one.is_unreported(today)],
        "coming": found.meetings and listing.configure(request, coming_table),
        "past": found.meetings and listing.configure(request, past_table),
        "decisions": decisions and listing.configure(request, decisions),
    }
    return render(request, "meetings/expert_groups/group.html", context)


@require_POST
@needs("meetings.change_meeting")
def make_case(request: HttpRequest, uuid: UUID) -> HttpResponse:
    row = _decision(request, uuid)

    def do() -> HttpResponse:
        item = actions.make_case(row, by=person(request), now=timezone.now())
        messages.success(request, f"Saken «{item.title}» er laget, og venter på et møte.")
        return redirect(item)

    return _try(request, row, do)


@require_POST
@needs("meetings.view_registers")
def finish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whether this person may is asked by the verb: it depends on who writes in the register."""
    row = _decision(request, uuid)

    def do() -> HttpResponse:
        actions.finish(row, by=person(request), now=timezone.now())
        messages.success(request, "Vedtaket er satt til gjennomført.")
        return _back(row)

    return _try(request, row, do)


def _try(request: HttpRequest, row: RegisterRow, do: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with told_in_words():
            return do()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(row)


def _back(row: RegisterRow) -> HttpResponse:
    """To the page of its group."""
    group = row.cells.filter(column__key="faggruppe").values_list("refers__uuid", flat=True).first()
    return redirect("meetings:expert-group", group) if group else redirect("meetings:expert-groups")


def _decision(request: HttpRequest, uuid: UUID) -> RegisterRow:
    """Raises Http404 for a row that this person may not read, or of another register."""
    found = opened_beside(person(request), Standard.GROUP_DECISIONS)
    if found is None:
        raise Http404
    return found.line(uuid).row


def _decisions(found: Groups) -> list[Line]:
    """Those of groups that this person may read, and of no group."""
    by_group = lines_by(found.decisions, "faggruppe")
    groups = [None, *(group.row.pk for group in found.groups.lines)]
    return [one for group in groups for one in by_group.get(group, ())]


def _decision_table(
    request: HttpRequest, found: Groups, lines: list[Line], caption: str, empty: str
) -> DecisionTable | None:
    if found.decisions is None:
        return None
    rows: list[GroupDecision] = shown_decisions(found.decisions, lines, person(request), timezone.localdate())
    return DecisionTable(rows, caption=caption, empty_text=empty, token=get_token(request), prefix="vedtak-")


def _unread(found: Groups) -> tuple[str, ...]:
    """The columns of registers that are not this person's to read."""
    members = () if found.members else ("members",)
    meetings = () if found.meetings else ("next_on",)
    return (*members, *meetings, *(() if found.decisions else ("open_decisions", "to_council")))


def _facts(line: Line) -> list[tuple[str, str]]:
    told = [
        ("Fagområde", "fagomrade"),
        ("Leder", "leder"),
        ("Kontakt i samarbeidet", "sekretaer"),
        ("Møter i året", "moter"),
    ]
    return [(label, text) for label, key in told if (text := line.text(key))]
