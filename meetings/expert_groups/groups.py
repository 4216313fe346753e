"""What is told of an expert group: who sits in it and for whom, when it has met and meets next.

Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from meetings.register_pages.states import UNSAID, State


@dataclass(frozen=True)
class Member:
    """`municipality` is its number, empty where none is said."""

    name: str
    role: str = ""
    municipality: str = ""
    url: str = ""
    is_exempt: bool = False


@dataclass(frozen=True)
class GroupMeeting:
    title: str
    day: date | None
    state: State = UNSAID
    url: str = ""
    is_exempt: bool = False

    def is_coming(self, today: date) -> bool:
        """Not held or called off, and its day, where it has one, is not over."""
        return not self.state.is_settled and (self.day is None or self.day >= today)

    def is_unreported(self, today: date) -> bool:
        """Its day is over, and nobody has said whether it was held."""
        return not self.state.is_settled and not self.is_coming(today)

    @property
    def is_held(self) -> bool:
        return self.state.key == "holdt"


@dataclass(frozen=True)
class Seats:
    """The members of one municipality; empty is one that has none."""

    name: str
    members: tuple[Member, ...]


def next_meeting(meetings: Iterable[GroupMeeting], today: date) -> date | None:
    """The first day to come; `None` where no meeting with a day is planned."""
    return min((one.day for one in meetings if one.day and one.is_coming(today)), default=None)


def in_order(meetings: Iterable[GroupMeeting], today: date) -> tuple[list[GroupMeeting], list[GroupMeeting]]:
    """Those to come, the next first and those without a day last; and the others, the newest first."""
    listed = list(meetings)
    coming = [one for one in listed if one.is_coming(today)]
    past = [one for one in listed if not one.is_coming(today)]
    return (
        sorted(coming, key=lambda one: (one.day is None, one.day or today)),
        sorted(past, key=lambda one: one.day or date.min, reverse=True),
    )


def held_in(meetings: Iterable[GroupMeeting], year: int) -> int:
    return sum(one.is_held and one.day is not None and one.day.year == year for one in meetings)


def seats(members: Sequence[Member], municipalities: Mapping[str, str], of_today: Iterable[str]) -> list[Seats]:
    """Of each member of the cooperation, in the order of `municipalities`; and of former ones that have somebody."""
    counted = set(of_today) | {one.municipality for one in members}
    return [
        Seats(name, tuple(one for one in members if one.municipality == number))
        for number, name in municipalities.items()
        if number in counted
    ]


def lacking(found: Iterable[Seats]) -> list[str]:
    """The municipalities without a member."""
    return [one.name for one in found if not one.members]
