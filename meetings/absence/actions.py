"""Forfall: a member says that he or she cannot come, and the next substitute of the municipality is called.

Until the meeting is opened; from then on who is there is kept in the meeting itself. A substitute who cannot come
either says so in the same way, and the next is called. Source: kommuneloven § 7-10.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction

from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from meetings.mailing.models import Notice, SubstituteCall
from meetings.notice.sending import tell_substitute
from meetings.proceedings.actions import change
from meetings.proceedings.models import Attendance
from rorikt.audit import trail
from rorikt.audit.rows import delete_row, locked, store_row
from rorikt.people.models import User

Function = CouncilMember.Function


@dataclass(frozen=True)
class Called:
    """What an absence led to: the substitute, if there was one, and whether that one gets a mail.

    `is_needed` is false for a seat that no substitute comes for, such as an observer's.
    """

    substitute: CouncilMember | None
    is_told: bool = False
    is_needed: bool = True


@transaction.atomic
def report_absence(meeting: Meeting, seat: CouncilMember, *, reason: str, site: str, by: User, now: datetime) -> Called:
    """Raises ValidationError for a meeting that has begun or is over, and for one who is absent already."""
    meeting = _open(meeting)
    _check_seated(meeting, seat)
    attendance = meeting.attendances.filter(seat=seat).first() or Attendance(meeting=meeting, seat=seat)
    if attendance.state == Attendance.State.ABSENT:
        raise ValidationError(f"{seat.name} har allerede meldt forfall.")
    attendance.state, attendance.reason, attendance.stands_in_for = Attendance.State.ABSENT, reason, None
    store_row(attendance, by=by, now=now, is_figure=False)
    own_call = _standing_calls(meeting).filter(substitute=seat).first()
    if own_call:
        _end(own_call, by=by, now=now)
        return _call_next(meeting, own_call.absent, site=site, by=by, now=now)
    return (
        _call_next(meeting, seat, site=site, by=by, now=now)
        if _has_substitutes(seat)
        else Called(None, is_needed=False)
    )


@transaction.atomic
def withdraw_absence(meeting: Meeting, seat: CouncilMember, *, site: str, by: User, now: datetime) -> Called:
    """The member comes after all, and the substitute is told so. Raises ValidationError for one who is not absent."""
    meeting = _open(meeting)
    attendance = meeting.attendances.filter(seat=seat, state=Attendance.State.ABSENT).first()
    if attendance is None:
        raise ValidationError(f"{seat.name} har ikke meldt forfall.")
    delete_row(attendance, by=by, now=now, is_figure=False)
    call = _standing_calls(meeting).filter(absent=seat).select_related("substitute__user").first()
    if call is None:
        return Called(None)
    _end(call, by=by, now=now)
    told = meeting.summoned_at and _tell(meeting, Notice.Kind.RECALL, call, site=site, by=by, now=now)
    return Called(call.substitute, bool(told))


@transaction.atomic
def call_substitute(meeting: Meeting, seat: CouncilMember, *, site: str, by: User, now: datetime) -> Called:
    """The next one for a member who is absent and has none: somebody has got a seat since. Raises ValidationError."""
    meeting = _open(meeting)
    if not meeting.attendances.filter(seat=seat, state=Attendance.State.ABSENT).exists():
        raise ValidationError(f"{seat.name} har ikke meldt forfall.")
    if _standing_calls(meeting).filter(absent=seat).exists():
        raise ValidationError(f"En vara er allerede kalt inn for {seat.name}.")
    return _call_next(meeting, seat, site=site, by=by, now=now)


def next_substitute(meeting: Meeting, absent: CouncilMember) -> CouncilMember | None:
    """The first by rank of the same municipality who is neither absent nor called for another."""
    substitutes = CouncilMember.objects.seated_on(meeting.held_on).filter(
        function=Function.SUBSTITUTE, municipality=absent.municipality
    )
    away = meeting.attendances.filter(state=Attendance.State.ABSENT).values("seat")
    busy = _standing_calls(meeting).values("substitute")
    free = substitutes.exclude(pk__in=away).exclude(pk__in=busy).select_related("user", "municipality")
    return min(free, key=lambda seat: (seat.rank is None, seat.rank or 0, seat.pk), default=None)


def _call_next(meeting: Meeting, absent: CouncilMember, *, site: str, by: User, now: datetime) -> Called:
    """Before the notice is sent nobody is told: the substitute then gets it as one who is called."""
    substitute = next_substitute(meeting, absent)
    if substitute is None:
        return Called(None)
    call = SubstituteCall(meeting=meeting, absent=absent, substitute=substitute, called_at=now, called_by=by)
    call.full_clean()
    call.save()
    trail.record("kalte inn vara", call, by=by, now=now, name=str(call))
    told = meeting.summoned_at and _tell(meeting, Notice.Kind.CALL, call, site=site, by=by, now=now)
    return Called(substitute, bool(told))


def _tell(
    meeting: Meeting, kind: Notice.Kind, call: SubstituteCall, *, site: str, by: User, now: datetime
) -> Notice | None:
    return tell_substitute(meeting, kind, call.substitute, call.absent, site=site, by=by, now=now)


def _end(call: SubstituteCall, *, by: User, now: datetime) -> None:
    call.ended_at, call.ended_by = now, by
    call.save(update_fields=["ended_at", "ended_by"])
    told = {"before": {"ended_at": None}, "after": {"ended_at": now}}
    trail.record("trakk innkalling av vara", call, by=by, now=now, name=str(call), **told)


def _open(meeting: Meeting) -> Meeting:
    """The meeting, kept from others until the transaction ends, so that no substitute is called for two."""
    stored: Meeting = locked(Meeting.objects.filter(pk=meeting.pk)).get()
    if stored.cancelled_at:
        raise ValidationError("Møtet er avlyst.")
    if stored.opened_at:
        raise ValidationError("Møtet er åpnet. Før frammøtet i møtet.")
    return change(stored)


def _check_seated(meeting: Meeting, seat: CouncilMember) -> None:
    if not CouncilMember.objects.seated_on(meeting.held_on).filter(pk=seat.pk).exists():
        raise ValidationError(f"{seat.name} sitter ikke i rådet den dagen møtet holdes.")


def _has_substitutes(seat: CouncilMember) -> bool:
    return seat.function in CouncilMember.VOTING and seat.municipality is not None


def _standing_calls(meeting: Meeting) -> models.QuerySet[SubstituteCall]:
    return SubstituteCall.objects.filter(meeting=meeting, ended_at=None)
