"""Who may read, write and approve. Council members and finance staff see what is approved, never a draft.

What is exempt from the public is for those who prepare and those who decide: staff and council members.
"""

import rules
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from meetings.documents.models import Document, Section
from meetings.minutes.facts import leading_seat, seat_that_met
from rorikt.people.models import User
from rorikt.people.roles import is_anyone, is_author, is_council_member, is_head, is_staff_of_cooperation, runs_meetings


@rules.predicate
def is_approved(user: User, document: Document | None) -> bool:
    """Without a document the question is whether the person may see the list, which holds only what they may see."""
    return document is None or document.versions.exists()


@rules.predicate
def is_public(user: User, document: Document | None) -> bool:
    """Nothing that closes it to the public."""
    return document is None or document.exempt_part is None


@rules.predicate
def is_chair(user: User) -> bool:
    """Holds the seat of the leader of the council today, whatever the role."""
    today = timezone.localdate()
    return user.is_active and user.seats.seated_on(today).filter(function=CouncilMember.Function.CHAIR).exists()


@rules.predicate
def led_the_meeting(user: User, meeting: Meeting | None) -> bool:
    seat = leading_seat(meeting) if meeting and user.is_active else None
    return seat is not None and seat.user_id == user.pk


@rules.predicate
def met(user: User, meeting: Meeting | None) -> bool:
    return meeting is not None and user.is_active and seat_that_met(meeting, user) is not None


@rules.predicate
def is_unsettled(user: User, section: Section | None) -> bool:
    """Minutes that are approved are not written in any more."""
    return section is None or section.document.settled_at is None


@rules.predicate
def is_of_minutes(user: User, section: Section | None) -> bool:
    return section is not None and section.document.minutes_of_id is not None


@rules.predicate
def is_responsible(user: User, section: Section | None) -> bool:
    """Authors write their own sections, and those nobody is responsible for."""
    return section is None or section.responsible_id in {None, user.pk}


rules.add_perm("meetings.view_meeting", is_anyone)
rules.add_perm("meetings.change_meeting", runs_meetings)
rules.add_perm(
    "meetings.view_document", is_staff_of_cooperation | (is_anyone & is_approved & (is_public | is_council_member))
)
rules.add_perm("meetings.view_exempt", is_staff_of_cooperation | is_council_member)
rules.add_perm("meetings.issue_packet", runs_meetings)
rules.add_perm("meetings.view_draft", is_staff_of_cooperation)
rules.add_perm("meetings.change_document", runs_meetings)
rules.add_perm(
    "meetings.change_section", is_unsettled & (runs_meetings | (is_author & is_responsible & ~is_of_minutes))
)
rules.add_perm("meetings.write_minutes", runs_meetings)
rules.add_perm("meetings.comment_minutes", met)
rules.add_perm("meetings.read_minutes_draft", is_staff_of_cooperation | met)
rules.add_perm("meetings.confirm_minutes", is_chair | led_the_meeting)
rules.add_perm("meetings.approve_document", is_head)
rules.add_perm("meetings.change_own_data", is_head | is_author)
rules.add_perm("meetings.change_definition", is_head | is_author)
rules.add_perm("meetings.change_building_project", is_head | is_author)
