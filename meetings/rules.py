"""Who may read, write and approve. Council members and finance staff see what is approved, never a draft.

What is exempt from the public is for those who prepare and those who decide: staff and council members.
"""

import rules
from django.utils import timezone

from meetings.agenda.closed import is_closed_to
from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.cycle.models import CyclePoint
from meetings.documents.models import Document, Section
from meetings.followup.models import Action, MunicipalityAct
from meetings.minutes.facts import leading_seat, seat_that_met
from meetings.notes.models import Note
from meetings.proposing.models import ProposedEdit
from meetings.questions.models import Question
from meetings.registers import access
from meetings.registers.models import Register
from rorikt.people.models import User
from rorikt.people.roles import (
    is_anyone,
    is_author,
    is_council_member,
    is_finance,
    is_head,
    is_staff_of_cooperation,
    runs_meetings,
)


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
def holds(user: User, seat: CouncilMember | None) -> bool:
    return seat is not None and user.is_active and seat.user_id == user.pk


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


@rules.predicate
def has_suggested(user: User, edit: ProposedEdit | None) -> bool:
    """Without an edit the question is whether there can be one for the person."""
    return user.is_active and (edit is None or edit.made_by_id == user.pk)


@rules.predicate
def is_case_officer(user: User, item: AgendaItem | None) -> bool:
    """Without a case the question is whether there can be one for the person."""
    return item is None or item.case_officers.filter(pk=user.pk).exists()


@rules.predicate
def has_it_in_the_cycle(user: User, point: CyclePoint | None) -> bool:
    """Is responsible for this point of the cycle of the year, whatever the role."""
    return point is not None and user.is_active and point.owner_id == user.pk


@rules.predicate
def is_to_do(user: User, action: Action | None) -> bool:
    """An action that is this person's own, of a case that they may read."""
    return action is not None and action.owner_id == user.pk and user.is_active and not is_closed_to(action.item, user)


@rules.predicate
def has_written(user: User, note: Note | None) -> bool:
    return note is not None and user.is_active and note.author_id == user.pk


@rules.predicate
def may_read(user: User, note: Note | None) -> bool:
    return note is not None and Note.objects.readable_by(user).filter(pk=note.pk).exists()


@rules.predicate
def may_read_question(user: User, question: Question | None) -> bool:
    return question is not None and Question.objects.readable_by(user).filter(pk=question.pk).exists()


@rules.predicate
def may_answer(user: User, question: Question | None) -> bool:
    return question is not None and Question.objects.answerable_by(user).filter(pk=question.pk).exists()


@rules.predicate
def is_of_own_municipality(user: User, act: MunicipalityAct | None) -> bool:
    return act is not None and act.municipality_id == user.municipality_id


@rules.predicate
def reads_register(user: User, register: Register | None) -> bool:
    return register is not None and access.may_read(user, register)


@rules.predicate
def writes_in_register(user: User, register: Register | None) -> bool:
    return register is not None and access.may_write(user, register)


@rules.predicate
def writes_in_a_register(user: User) -> bool:
    """In some register; a page of one asks for that one."""
    return user.is_active and access.writable_by(user).exists()


rules.add_perm("meetings.view_meeting", is_anyone)
rules.add_perm("meetings.change_meeting", runs_meetings)
rules.add_perm("meetings.view_queue", is_staff_of_cooperation)
rules.add_perm("meetings.send_case", runs_meetings | (is_staff_of_cooperation & is_case_officer))
rules.add_perm("meetings.clear_case", runs_meetings)
rules.add_perm("meetings.finish_cycle_point", runs_meetings | has_it_in_the_cycle)
rules.add_perm(
    "meetings.view_document", is_staff_of_cooperation | (is_anyone & is_approved & (is_public | is_council_member))
)
rules.add_perm("meetings.view_exempt", is_staff_of_cooperation | is_council_member)
rules.add_perm("meetings.run_meeting", runs_meetings | is_chair)
rules.add_perm("meetings.issue_packet", runs_meetings)
rules.add_perm("meetings.send_notice", runs_meetings)
rules.add_perm("meetings.report_absence", runs_meetings | holds)
rules.add_perm("meetings.view_draft", is_staff_of_cooperation)
rules.add_perm("meetings.change_document", runs_meetings)
rules.add_perm(
    "meetings.change_section", is_unsettled & (runs_meetings | (is_author & is_responsible & ~is_of_minutes))
)
rules.add_perm("meetings.assure_section", is_unsettled & runs_meetings)
rules.add_perm("meetings.comment_section", is_unsettled & is_staff_of_cooperation)
rules.add_perm("meetings.suggest_edit", is_unsettled & is_staff_of_cooperation)
rules.add_perm("meetings.withdraw_edit", is_staff_of_cooperation & has_suggested)
rules.add_perm("meetings.write_minutes", runs_meetings)
rules.add_perm("meetings.comment_minutes", met)
rules.add_perm("meetings.read_minutes_draft", is_staff_of_cooperation | met)
rules.add_perm("meetings.confirm_minutes", is_chair | led_the_meeting)
rules.add_perm("meetings.write_in_short", runs_meetings | is_author)
rules.add_perm("meetings.check_document", runs_meetings | is_author)
rules.add_perm("meetings.approve_document", is_head)
rules.add_perm("meetings.change_own_data", is_head | is_author)
rules.add_perm("meetings.change_definition", is_head | is_author)
rules.add_perm("meetings.view_registers", is_anyone)
rules.add_perm("meetings.read_register", reads_register)
rules.add_perm("meetings.write_in_register", writes_in_register)
rules.add_perm("meetings.import_register_rows", writes_in_a_register)
rules.add_perm("meetings.design_registers", is_head)
rules.add_perm("meetings.make_action", runs_meetings)
rules.add_perm("meetings.change_action", runs_meetings | is_to_do)
# Each municipality says itself what it has decided.
rules.add_perm(
    "meetings.change_municipality_act", runs_meetings | ((is_finance | is_council_member) & is_of_own_municipality)
)
rules.add_perm("meetings.answer_suggestion", runs_meetings)
# Whoever reads, notes; and nobody reads what another noted, whatever the role.
rules.add_perm("meetings.keep_notes", is_anyone)
rules.add_perm("meetings.read_note", may_read)
rules.add_perm("meetings.change_note", has_written)
rules.add_perm("meetings.read_question", may_read_question)
rules.add_perm("meetings.answer_question", may_answer)
