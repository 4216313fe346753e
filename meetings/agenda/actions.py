"""What is done with the meetings and their cases.

The order of an agenda belongs to its meeting: whoever changes it holds the meeting until the transaction ends, so that
numbers are unique and without holes however many change it at once. What was sent comes first and never moves; the
cases after it follow their order, those that came late last.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from meetings.agenda.calling_off import check_change, delete_unnamed
from meetings.agenda.models import AgendaItem, Meeting
from rorikt.audit import trail
from rorikt.audit.rows import locked, store_row, values_of
from rorikt.cases.models import CaseReference
from rorikt.people.models import User

# What a person writes of a case; the rest is set by what happens to it.
_EXEMPT = ("exemption_basis", "public_title", "amounts_are_open", "exempt_until", "exempt_until_event")
_WRITTEN = ("title", "kind", "summary", *_EXEMPT)
_ASIDE = 10_000  # where numbers are while others take their place
IS_OVER = (
    "Møte {number} er hevet eller avlyst, og sakene i det kan ikke endres. Det som er unntatt, kan fremdeles åpnes."
)
_TYPED = ("held_on", "starts_at", "place", "is_remote")
WAS_SENT = "Sak {number} er sendt ut, og beholder nummeret og møtet sitt. Trekk den i stedet."


def next_sequence(year: int) -> int:
    """The next free number of a meeting in the year."""
    return (Meeting.objects.filter(year=year).aggregate(last=Max("sequence"))["last"] or 0) + 1


def save_meeting(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    """Raises ValidationError for one that is over, or is to come, or is summoned, and would be moved into the past."""
    check = check_change(meeting, today=timezone.localdate(now))
    only = None if meeting.pk is None else _TYPED  # what others set meanwhile, such as that it is opened, stays
    store_row(meeting, by=by, now=now, check=check, only=only, is_figure=False)
    return meeting


@transaction.atomic
def save_item(item: AgendaItem, *, case_officers: Iterable[User], by: User, now: datetime) -> AgendaItem:
    """A new case comes last on the agenda of its meeting, or waits where it has none.

    Raises ValidationError for a meeting that is held or cancelled; what is exempt in one may still be changed.
    """
    is_new, officers = item.pk is None, list(case_officers)
    if is_new:
        item.reference = CaseReference.objects.create()
    if is_new and item.meeting:
        _come_last(item, item.meeting)
    elif not is_new:
        _check_open(item, officers)
    many = {"case_officers": officers}
    store_row(item, by=by, now=now, many=many, only=None if is_new else _WRITTEN, is_figure=False)
    _tell_who_follows(item.meeting_id)
    return item


@transaction.atomic
def delete_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Raises ValidationError unless the case was never sent, carries nothing and is named nowhere.

    Those after it move up. A printed number is never reused, and what names an exempt case would be open without it.
    """
    meeting = _hold_agenda_of(item)
    stored = locked(AgendaItem.objects.filter(pk=item.pk)).get()
    if stored.sent_at:
        raise ValidationError("Saken er sendt ut, og nummeret er brukt. Trekk den i stedet.")
    check_not_over(meeting)
    if item.documents.exists() or item.attachments.exists():
        raise ValidationError("Saken har dokumenter eller vedlegg. Flytt eller slett dem først.")
    delete_unnamed(item, by=by, now=now)
    _close_up(meeting)


@transaction.atomic
def put_on_agenda(item: AgendaItem, meeting: Meeting, *, by: User, now: datetime) -> None:
    """Last on the agenda of a meeting, from the queue or from another meeting where it was not sent.

    Raises ValidationError where it was, and for a meeting that is held or cancelled.
    """
    _replace(item, meeting, by=by, now=now)


@transaction.atomic
def take_off_agenda(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Back to the queue. Raises ValidationError where it was sent, or its meeting is held or cancelled."""
    _replace(item, None, by=by, now=now)


@transaction.atomic
def move_item(item: AgendaItem, step: int, *, by: User, now: datetime) -> None:
    """`step` places further on among the cases that are not sent; as far as it goes."""
    meeting = _hold_agenda_of(item)
    order = [one.pk for one in _unsent(meeting)]
    if item.pk not in order:
        raise ValidationError(WAS_SENT.format(number=item.number))
    check_not_over(meeting)
    place = order.index(item.pk)
    order.insert(max(place + step, 0), order.pop(place))
    _number(meeting, order)
    before, after = item.sequence, AgendaItem.objects.get(pk=item.pk).sequence
    if before != after:
        values = {"before": {"sequence": before}, "after": {"sequence": after}}
        trail.record("flyttet sak", item, by=by, now=now, **values)


@transaction.atomic
def order_agenda(meeting: Meeting, order: Sequence[int], *, by: User, now: datetime) -> None:
    """The cases that are not sent in this order, by their keys.

    Raises ValidationError where they are other ones by now: somebody has added, moved or sent one meanwhile.
    """
    _hold(meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    before = [one.pk for one in _unsent(meeting)]
    if sorted(order) != sorted(before):
        raise ValidationError(
            "Sakslisten er endret av en annen i mellomtiden. Se over den slik den er nå, og flytt saken på nytt."
        )
    check_not_over(meeting)
    _number(meeting, order)
    after = [one.pk for one in _unsent(meeting)]
    if before != after:
        trail.record("flyttet saker", meeting, by=by, now=now, before={"agenda": before}, after={"agenda": after})


def fix_numbers(meeting: Meeting, *, now: datetime) -> None:
    """The cases of a meeting go out: from now on they have the numbers they have. Within the sender's transaction.

    What was written by such a number before the case was here is the case itself from now on.
    """
    _hold(meeting)
    for item in meeting.agenda.unsent().select_related("meeting"):
        CaseReference.objects.filter(number=item.number, same_as=None).update(same_as=item.reference_id)
        CaseReference.objects.filter(pk=item.reference_id).update(number=item.number)
    meeting.agenda.unsent().update(sent_at=now)


def check_not_over(meeting: Meeting | None) -> None:
    """Raises ValidationError for a meeting that is held or cancelled."""
    if meeting and meeting.is_over:
        raise ValidationError(IS_OVER.format(number=meeting.number))


@transaction.atomic
def withdraw_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """The case keeps its number and its place on the agenda, and is not treated. Raises ValidationError before it is
    sent out: then it can be deleted."""
    _set_withdrawn(item, now, by=by, now=now)


@transaction.atomic
def reinstate_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Treat a withdrawn case after all, under its own number."""
    _set_withdrawn(item, None, by=by, now=now)


def _set_withdrawn(item: AgendaItem, at: datetime | None, *, by: User, now: datetime) -> None:
    stored = locked(AgendaItem.objects.filter(pk=item.pk)).get()
    if stored.is_withdrawn == (at is not None):
        return
    check_not_over(stored.meeting)
    before, stored.withdrawn_at = {"withdrawn_at": stored.withdrawn_at}, at
    stored.full_clean()
    stored.save(update_fields=["withdrawn_at"])
    _tell_who_follows(stored.meeting_id)
    verb = "trakk sak" if at else "tok inn igjen sak"
    trail.record(verb, stored, by=by, now=now, before=before, after={"withdrawn_at": at})


def _hold(*meetings: Meeting | None) -> None:
    """Nobody else changes the agendas of these until the transaction ends.

    The rows are written, not only locked: a packet that is being issued from a snapshot of before is then begun again.
    """
    for pk in sorted({meeting.pk for meeting in meetings if meeting}):
        Meeting.objects.filter(pk=pk).update(place=F("place"))
        _tell_who_follows(pk)


def _tell_who_follows(meeting: int | None) -> None:
    """Pages of a meeting that is held show the agenda, and are read anew when the count of its sitting moves.

    Found by its relation, since the sitting stands in a room above this one.
    """
    sittings = Meeting._meta.get_field("sitting").related_model._default_manager
    sittings.filter(meeting=meeting).update(revision=F("revision") + 1)


def _hold_agenda_of(item: AgendaItem) -> Meeting | None:
    """Its meeting as it is now. Raises ValidationError where the case has gone to another one meanwhile."""
    _hold(item.meeting)
    stored = AgendaItem.objects.select_related("meeting").filter(pk=item.pk).first()
    if stored is None or stored.meeting_id != item.meeting_id:
        raise ValidationError("Saken er flyttet eller slettet av en annen i mellomtiden. Se hvor den er nå.")
    return stored.meeting


def _unsent(meeting: Meeting | None) -> list[AgendaItem]:
    return list(meeting.agenda.unsent().order_by("sequence")) if meeting else []


def _come_last(item: AgendaItem, meeting: Meeting) -> None:
    """Held until the transaction ends, its place on the agenda and whether it comes late to it."""
    _hold(meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    check_not_over(meeting)
    item.meeting = meeting
    item.sequence = (meeting.agenda.aggregate(last=Max("sequence"))["last"] or 0) + 1
    item.is_late = meeting.summoned_at is not None or meeting.agenda.filter(sent_at__isnull=False).exists()


def _replace(item: AgendaItem, meeting: Meeting | None, *, by: User, now: datetime) -> None:
    _hold(item.meeting, meeting)
    left = _hold_agenda_of(item)
    stored = locked(AgendaItem.objects.filter(pk=item.pk)).get()
    if stored.sent_at:
        raise ValidationError(WAS_SENT.format(number=item.number))
    check_not_over(left)
    if left == meeting:
        return
    before = values_of(stored)
    if meeting:
        _come_last(stored, meeting)
    else:
        stored.meeting, stored.sequence, stored.is_late = None, None, False
    stored.full_clean()
    stored.save(update_fields=["meeting", "sequence", "is_late"])
    _close_up(left)
    trail.record("flyttet sak", stored, by=by, now=now, before=before, after=values_of(stored))
    item.refresh_from_db()


def _close_up(meeting: Meeting | None) -> None:
    """What is not sent follows upon what is, without holes."""
    _number(meeting, [one.pk for one in _unsent(meeting)])


def _number(meeting: Meeting | None, order: Sequence[int]) -> None:
    """Number the unsent cases in this order, the late ones last. In two steps: each number has one case at a time."""
    if meeting is None:
        return
    cases = {one.pk: one for one in _unsent(meeting)}
    wanted = sorted((cases[pk] for pk in order), key=lambda one: one.is_late)
    sent = meeting.agenda.filter(sent_at__isnull=False).aggregate(last=Max("sequence"))["last"] or 0
    moving = [(one, number) for number, one in enumerate(wanted, start=sent + 1) if one.sequence != number]
    AgendaItem.objects.filter(pk__in=[one.pk for one, _ in moving]).update(sequence=F("sequence") + _ASIDE)
    for one, number in moving:
        one.sequence = number
    AgendaItem.objects.bulk_update([one for one, _ in moving], ["sequence"])


def _check_open(item: AgendaItem, officers: Sequence[User]) -> None:
    """Raises ValidationError where more than what is exempt would change in a meeting that is over."""
    stored = AgendaItem.objects.select_related("meeting").filter(pk=item.pk).first()
    if stored is None or not stored.is_over:
        return
    is_same = all(getattr(stored, name) == getattr(item, name) for name in _WRITTEN if name not in _EXEMPT)
    if not is_same or set(stored.case_officers.all()) != set(officers):
        check_not_over(stored.meeting)
