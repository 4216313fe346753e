"""The expert groups as one person reads them: each with its members, meetings and decisions."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from meetings.expert_groups.decisions import TO_COUNCIL
from meetings.expert_groups.groups import GroupMeeting, Member, next_meeting
from meetings.register_pages.opening import Opened, lines_by, opened, opened_beside, state_of
from meetings.registers.models import Register
from meetings.registers.sheet import Line
from meetings.registers.standard import Standard
from rorikt.people.models import User


@dataclass(frozen=True)
class Groups:
    """`None` is a register that is not taken into use, or not this person's to read."""

    groups: Opened
    members: Opened | None
    meetings: Opened | None
    decisions: Opened | None

    @property
    def registers(self) -> list[Register]:
        return [one.register for one in (self.groups, self.members, self.meetings, self.decisions) if one]


@dataclass(frozen=True)
class ListedGroup:
    """`members` and `open_decisions` are `None` for who may not read them."""

    title: str
    url: str
    is_exempt: bool
    subject_area: str
    leader: str
    members: int | None
    next_on: date | None
    open_decisions: int | None
    to_council: int


def groups_for(user: User) -> Groups | None:
    """`None` where the register of groups is not begun. Raises PermissionDenied for who may not read it."""
    found = opened(user, Standard.GROUPS)
    if found is None:
        return None
    beside = (Standard.GROUP_MEMBERS, Standard.GROUP_MEETINGS, Standard.GROUP_DECISIONS)
    return Groups(found, *(opened_beside(user, one) for one in beside))


def listed_groups(found: Groups, today: date) -> list[ListedGroup]:
    members, decisions = lines_by(found.members, "faggruppe"), lines_by(found.decisions, "faggruppe")
    meetings = lines_by(found.meetings, "faggruppe")
    return [
        ListedGroup(
            title=line.row.title,
            url=reverse("meetings:expert-group", args=[line.row.uuid]),
            is_exempt=found.groups.is_exempt(line.row),
            subject_area=line.text("fagomrade"),
            leader=line.text("leder"),
            members=len(members.get(line.row.pk, ())) if found.members else None,
            next_on=next_meeting(meetings_of(found, meetings.get(line.row.pk, [])), today),
            open_decisions=_count_open(decisions.get(line.row.pk, [])) if found.decisions else None,
            to_council=sum(state_of(one, "status").key == TO_COUNCIL for one in decisions.get(line.row.pk, ())),
        )
        for line in found.groups.lines
    ]


def meetings_of(found: Groups, lines: list[Line]) -> list[GroupMeeting]:
    return [
        GroupMeeting(
            line.row.title,
            line["dato"].day,
            state_of(line, "status"),
            line.row.get_absolute_url(),
            found.meetings is not None and found.meetings.is_exempt(line.row),
        )
        for line in lines
    ]


def members_of(found: Groups, group: Line) -> list[Member]:
    return [
        Member(
            line.row.title,
            line.text("rolle"),
            "".join(line["kommune"].numbers),
            line.row.get_absolute_url(),
            found.members is not None and found.members.is_exempt(line.row),
        )
        for line in lines_by(found.members, "faggruppe").get(group.row.pk, [])
    ]


def _count_open(lines: list[Line]) -> int:
    return sum(not state_of(line, "status").is_settled for line in lines)
