"""«Forbered neste møte»: the next meeting of the plan gets its usual cases, those that wait, and its report begun."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from meetings.agenda.models import AgendaItem, Meeting
from meetings.cycle.actions import give_case
from meetings.cycle.models import CyclePoint, CycleTurn
from meetings.minutes.making import attach_last_minutes
from meetings.preparing.next_report import start_report
from meetings.preparing.plan import plan_meetings
from rorikt.audit import trail
from rorikt.audit.rows import locked, store_row, values_of
from rorikt.cases.models import CaseReference
from rorikt.people.models import User

Kind, Standard, Stage = AgendaItem.Kind, AgendaItem.Standard, AgendaItem.Stage
# Their kinds, and whether somebody has to check their quality: the usual ones have no text of their own.
USUAL = {
    Standard.NOTICE: (Kind.APPROVAL, Stage.CLEARED),
    Standard.MINUTES: (Kind.APPROVAL, Stage.CLEARED),
    Standard.REPORT: (Kind.REPORT, Stage.DRAFT),
    Standard.BRIEFINGS: (Kind.BRIEFING, Stage.CLEARED),
}
ORDER = [Kind.APPROVAL, Kind.REPORT, Kind.DECISION, Kind.ELECTION, Kind.BRIEFING]


@dataclass(frozen=True)
class Prepared:
    """What was put into the meeting: cases out of the queue, those of the cycle, and whether a report was begun."""

    taken: int
    recurring: int
    has_new_report: bool

    def __str__(self) -> str:
        parts = ["De faste sakene er lagt inn"]
        parts += [f"{self.taken} sak{'' if self.taken == 1 else 'er'} fra køen er tatt inn"] if self.taken else []
        parts += [f"{self.recurring} fra årshjulet er lagt til"] if self.recurring else []
        parts += ["rapporten er startet"] if self.has_new_report else []
        return f"{', '.join(parts)}."


def next_planned(today: date) -> Meeting | None:
    """The first meeting of the plan that is to come, and that nothing is sent of."""
    planned = Meeting.objects.filter(held_on__gte=today, summoned_at=None, opened_at=None, cancelled_at=None)
    return planned.exclude(agenda__sent_at__isnull=False).order_by("held_on", "sequence").first()


def is_prepared(meeting: Meeting) -> bool:
    return meeting.agenda.exclude(standard="").exists()


def meeting_before(meeting: Meeting) -> Meeting | None:
    before = Q(held_on__lt=meeting.held_on) | Q(held_on=meeting.held_on, sequence__lt=meeting.sequence)
    return Meeting.objects.filter(before, cancelled_at=None).order_by("-held_on", "-sequence").first()


@transaction.atomic
def prepare_on(
    day: date, *, starts_at: time | None, place: str, is_remote: bool = False, by: User, now: datetime
) -> tuple[Meeting, Prepared | None]:
    """Of the day, planned here and now where nobody has done it. Raises ValidationError for a day that has passed."""
    list(locked(Meeting.objects.filter(year=day.year)))
    meeting = Meeting.objects.filter(held_on=day, cancelled_at=None).first()
    if meeting is None:
        [meeting] = plan_meetings([day], starts_at=starts_at, place=place, is_remote=is_remote, by=by, now=now)
    return meeting, prepare(meeting, by=by, now=now)


@transaction.atomic
def prepare(meeting: Meeting, *, by: User, now: datetime) -> Prepared | None:
    """None where it was prepared already: two who ask at once, or one who asks twice, get it once.

    Raises ValidationError for a meeting whose notice is out, or that is called off or begun.
    """
    stored: Meeting = locked(Meeting.objects.filter(pk=meeting.pk)).get()
    if stored.stage != Meeting.Stage.PLANNED or stored.agenda.filter(sent_at__isnull=False).exists():
        raise ValidationError(f"Møte {stored.number} er ikke lenger bare planlagt, og kan ikke forberedes på nytt.")
    if is_prepared(stored):
        return None
    there = list(stored.agenda.order_by("sequence"))
    before = meeting_before(stored)
    usual = {standard: _usual(standard, before) for standard in Standard if before or standard != Standard.MINUTES}
    waiting = list(locked(AgendaItem.objects.waiting().filter(stage=Stage.CLEARED, standard="")))
    points = list(due_points(stored))
    recurring = [AgendaItem(title=point.title, kind=point.case_kind) for point, _ in points]
    others = sorted([*waiting, *recurring], key=lambda item: ORDER.index(Kind(item.kind)))
    last = [usual.pop(Standard.BRIEFINGS)]
    _put_on_agenda(stored, [*usual.values(), *there, *others, *last], by=by, now=now)
    for (point, year), item in zip(points, recurring, strict=True):
        item.case_officers.set([point.owner])
        give_case(point, year, item)
    attach_last_minutes(stored, by=by, now=now)
    report = usual[Standard.REPORT]
    has_new_report = not report.documents.exists()
    if has_new_report:
        start_report(report, stored, by=by, now=now)
    return Prepared(len(waiting), len(recurring), has_new_report)


def _usual(standard: AgendaItem.Standard, before: Meeting | None) -> AgendaItem:
    """One that came back from a meeting that was called off, with what it carries, or a new one."""
    kept = locked(AgendaItem.objects.waiting().filter(standard=standard)).first()
    kind, stage = USUAL[standard]
    title = standard.label
    if standard == Standard.MINUTES and before:
        title = f"Godkjenning av protokollen fra møte {before.number}"
    return kept or AgendaItem(standard=standard, title=title, kind=kind, stage=stage)


def due_points(meeting: Meeting) -> Iterator[tuple[CyclePoint, int]]:
    """The recurring cases whose month began in the year before the meeting, and that no case was made of; the year."""
    cases = CyclePoint.objects.filter(kind=CyclePoint.Kind.CASE).select_related("owner").order_by("month", "pk")
    years = (meeting.held_on.year - 1, meeting.held_on.year)
    turns = CycleTurn.objects.filter(Q(item__isnull=False) | Q(done_at__isnull=False), year__in=years)
    made = set(turns.values_list("point", "year"))
    for point in cases:
        for year in years:
            begins = point.begins(year)
            is_due = begins is not None and 0 <= (meeting.held_on - begins).days < 365
            if is_due and (point.pk, year) not in made:
                yield point, year


def _put_on_agenda(meeting: Meeting, ordered: Sequence[AgendaItem], *, by: User, now: datetime) -> None:
    """Give all cases their places. Those that have one step aside first: a place holds one case at a time."""
    free = len(ordered) + (meeting.agenda.aggregate(last=Max("sequence"))["last"] or 0)
    places = {item.pk: values_of(item) for item in ordered if item.pk}
    for aside, item in enumerate([item for item in ordered if item.meeting_id], start=free + 1):
        AgendaItem.objects.filter(pk=item.pk).update(sequence=aside)
    for sequence, item in enumerate(ordered, start=1):
        before = places.get(item.pk)
        item.meeting, item.sequence = meeting, sequence
        if before is None:
            item.reference = CaseReference.objects.create()
            store_row(item, by=by, now=now, is_figure=False)
            continue
        item.save(update_fields=["meeting", "sequence"])
        after = values_of(item)
        if after != before:
            trail.record("flyttet sak", item, by=by, now=now, before=before, after=after)
