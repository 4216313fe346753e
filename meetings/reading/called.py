"""What a meeting's page tells of its notice: that it is sent, what is not sent yet, and who cannot come."""

from dataclasses import dataclass

from meetings.absence.standing import Standing, own_of, standings_of
from meetings.agenda.models import Meeting
from meetings.mailing import letters
from meetings.notice import page, sending
from rorikt.amounts import short_date
from rorikt.people.models import User


@dataclass(frozen=True)
class ShownNotice:
    """`own` are the seats that this person may say forfall for; `changes` and `troubles` are for who sends."""

    may_send: bool
    told: list[str]
    own: list[Standing]
    changes: list[str]
    troubles: int


def notice_for(meeting: Meeting, user: User) -> ShownNotice:
    may_send = user.has_perm("meetings.send_notice")
    standings = standings_of(meeting)
    is_open = not meeting.opened_at and not meeting.is_over
    told = [f"Innkallingen er sendt {short_date(meeting.summoned_at)}."] if meeting.summoned_at else []
    told += [one.told for one in standings if one.is_absent or one.called_for] if is_open else []
    shows_unsent = may_send and is_open and meeting.summoned_at is not None
    return ShownNotice(
        may_send=may_send,
        told=told,
        own=own_of(standings, user) if is_open else [],
        changes=_unsent(meeting) if shows_unsent else [],
        troubles=page.troubles_of(meeting) if may_send and meeting.summoned_at else 0,
    )


def _unsent(meeting: Meeting) -> list[str]:
    last = sending.last_to_all(meeting)
    if last is None:
        return []
    return sending.changes_since(last, meeting, letters.when_and_where(meeting, ends_at=sending.ends_at(last)))
