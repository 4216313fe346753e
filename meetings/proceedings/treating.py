"""What is done with a case in its meeting: taken up, who takes part, what is proposed and voted, and what became of it.

`settled` and `reopened` are functions of other rooms that follow when a case is settled or taken up again, in the same
transaction; one that raises ValidationError stops it.
"""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.proceedings import closing
from meetings.proceedings.actions import absent_from, change, drop_votes
from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Sitting, Treatment
from meetings.proceedings.recommending import recommended_text
from meetings.proceedings.roll import Roll, Seat, roll_of
from rorikt.audit import trail
from rorikt.audit.overtaken import Values, is_news
from rorikt.audit.rows import delete_row, store_row
from rorikt.people.models import Cooperation, User

Follow = Callable[[Treatment, User, datetime], None]
settled: list[Follow] = []
reopened: list[Follow] = []

# What is written of a case while it is treated, each by itself.
WRITTEN = ("decision", "notes", "closed_basis", "late_is_accepted", "is_hiring", "is_second_ballot", "drawn")


def is_elected_body() -> bool:
    """Whether chapter 11 of kommuneloven is the law of the council. It is until somebody has said that it is not."""
    cooperation = Cooperation.objects.first()
    return cooperation is None or cooperation.is_council_elected_body


@transaction.atomic
def take_up(item: AgendaItem, *, by: User, now: datetime) -> Treatment:
    """The case that is debated now. Its first time, what is recommended becomes the first proposal.

    Raises ValidationError unless the meeting is open and the case is to be treated.
    """
    meeting = _open(item)
    stored = meeting.agenda.get(pk=item.pk)
    if stored.is_withdrawn:
        raise ValidationError("Saken er trukket, og behandles ikke.")
    Sitting.objects.filter(meeting=meeting).update(current=stored)
    found = Treatment.objects.filter(item=stored).first()
    if found:
        return found
    made = Treatment(item=stored, began_at=now)
    made.full_clean()
    made.save()
    trail.record("tok opp sak", made, by=by, now=now, before=None, after={"began_at": now})
    if text := recommended_text(stored):
        store_row(Proposal(item=stored, text=text, is_recommended=True), by=by, now=now, is_figure=False)
    for row in meeting.attendances.exclude(left_at=None):
        absent_from(stored, row.seat, CaseAbsence.Reason.LEFT, by=by, now=now)
    return made


def _open(item: AgendaItem) -> Meeting:
    if item.meeting is None:
        raise ValidationError("Saken står ikke på sakslisten til et møte.")
    meeting = change(item.meeting)
    if not meeting.opened_at:
        raise ValidationError("Møtet er ikke åpnet ennå.")
    return meeting


def under_treatment(item: AgendaItem) -> tuple[Meeting, Treatment]:
    """Locked, as `change` does it. Raises ValidationError where the case is not taken up, or is settled."""
    meeting = _open(item)
    treatment = Treatment.objects.select_related("item__meeting").filter(item=item).first()
    if treatment is None:
        raise ValidationError("Saken er ikke tatt opp ennå.")
    if treatment.outcome:
        raise ValidationError("Saken er avgjort. Gjenåpne den hvis noe skal rettes.")
    Treatment.objects.filter(pk=treatment.pk).update(revision=F("revision") + 1)
    return meeting, treatment


@transaction.atomic
def write(item: AgendaItem, part: str, value: str, *, seen: str, by: User, now: datetime) -> None:
    """One of WRITTEN, as text; a yes is «on». Raises Overtaken."""
    meeting, treatment = under_treatment(item)
    value = value.strip()
    if not is_news({part: value}, written(treatment, part), seen, of=treatment):
        return
    if part == "closed_basis" and (
        fault := closing.why_not(value, is_remote=meeting.is_remote, is_elected_body=is_elected_body())
    ):
        raise ValidationError(fault)
    _store_part(treatment, part, value, by=by, now=now)


def written(treatment: Treatment | None, part: str) -> Values:
    """What is stored of one of WRITTEN, as it is sent."""
    value = getattr(treatment, f"{part}_id" if part == "drawn" else part, None)
    return {part: "on" if value is True else str(value or "")}


def _store_part(treatment: Treatment, part: str, value: str, *, by: User, now: datetime) -> None:
    before = written(treatment, part)
    if part == "drawn":
        treatment.drawn = treatment.item.proposals.filter(pk=value).first() if value.isdecimal() else None
    else:
        setattr(treatment, part, value == "on" if isinstance(getattr(treatment, part), bool) else value)
    treatment.full_clean()
    treatment.save(update_fields=[part])
    trail.record("endret sak", treatment, by=by, now=now, before=before, after=written(treatment, part))


@transaction.atomic
def set_absence(absence: CaseAbsence, *, by: User, now: datetime) -> None:
    """Somebody takes no part in the case, and a substitute may sit there instead, who then is at the meeting.

    Raises ValidationError for one who has no place in the case.
    """
    meeting, treatment = under_treatment(absence.item)
    roll, item = roll_of(meeting), treatment.item
    sitters = [seat.sitter for seat in seats_in(item, roll)]
    if absence.seat not in sitters:
        raise ValidationError(f"{absence.seat.name} deltar ikke i saken fra før.")
    if absence.substitute:
        _check_substitute(absence.substitute, absence.seat, sitters, roll)
        if absence.substitute_id not in roll.rows:
            here = Attendance(meeting=meeting, seat=absence.substitute, state=Attendance.State.PRESENT)
            store_row(here, by=by, now=now, is_figure=False)
    store_row(absence, by=by, now=now, is_figure=False)
    drop_votes(meeting, by=by, now=now)


def _check_substitute(substitute: CouncilMember, seat: CouncilMember, sitters: list[CouncilMember], roll: Roll) -> None:
    is_away = substitute.pk in roll.rows and substitute.pk not in roll.present
    if substitute.function != CouncilMember.Function.SUBSTITUTE or substitute.pk not in roll.by_pk:
        raise ValidationError("Velg et varamedlem.")
    if substitute.municipality_id != seat.municipality_id:
        raise ValidationError(f"{substitute.name} kan bare møte for et medlem fra samme kommune.")
    if substitute in sitters:
        raise ValidationError(f"{substitute.name} deltar allerede i saken.")
    if is_away or roll.rows.get(substitute.pk, Attendance()).left_at:
        raise ValidationError(f"{substitute.name} er ikke til stede. Velg den neste i rekkefølgen.")


@transaction.atomic
def remove_absence(absence: CaseAbsence, *, by: User, now: datetime) -> None:
    """The person takes part in the case after all."""
    meeting, _ = under_treatment(absence.item)
    delete_row(absence, by=by, now=now, is_figure=False)
    drop_votes(meeting, by=by, now=now)


def seats_in(item: AgendaItem, roll: Roll) -> list[Seat]:
    return roll.sitting_in(item.absences.all())


@transaction.atomic
def put_proposal(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Raises ValidationError unless it is put forward by one who takes part in the case."""
    meeting, treatment = under_treatment(proposal.item)
    if proposal.put_by not in [seat.sitter for seat in seats_in(treatment.item, roll_of(meeting))]:
        raise ValidationError({"put_by": "Bare den som deltar i saken, kan fremme forslag."})
    proposal.position = (treatment.item.proposals.aggregate(last=Max("position"))["last"] or 0) + 1
    store_row(proposal, by=by, now=now, is_figure=False)


@transaction.atomic
def word_proposal(proposal: Proposal, text: str, *, seen: str, by: User, now: datetime) -> None:
    """Its text anew, until somebody has voted for it. Raises Overtaken."""
    under_treatment(proposal.item)
    stored = Proposal.objects.get(pk=proposal.pk)
    if not is_news({"text": text.strip()}, {"text": stored.text}, seen, of=stored):
        return
    _check_open_to_change(stored)
    stored.text = text.strip()
    store_row(stored, by=by, now=now, is_figure=False)


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Raises ValidationError where it is recommended, or somebody has voted for it."""
    under_treatment(proposal.item)
    _check_open_to_change(proposal)
    delete_row(proposal, by=by, now=now, is_figure=False)


def _check_open_to_change(proposal: Proposal) -> None:
    if proposal.is_recommended:
        raise ValidationError("Innstillingen står som den er. Legg inn et nytt forslag, eller rett teksten i vedtaket.")
    if proposal.votes.exists():
        raise ValidationError("Noen har stemt for forslaget, og det står som det er. Endre stemmene først.")


@transaction.atomic
def reopen(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Treat a settled case again, before the meeting is closed. Its votes and its text stay until they are changed."""
    meeting = _open(item)
    treatment = Treatment.objects.select_related("item__meeting").exclude(outcome="").filter(item=item).first()
    if treatment is None:
        raise ValidationError("Saken er ikke avgjort.")
    for follow in reopened:
        follow(treatment, by, now)
    before = {"outcome": treatment.outcome, "settled_at": treatment.settled_at}
    treatment.outcome, treatment.settled_at, treatment.settled_by = "", None, None
    treatment.full_clean()
    treatment.save(update_fields=["outcome", "settled_at", "settled_by"])
    trail.record("gjenåpnet sak", treatment, by=by, now=now, before=before, after={"outcome": "", "settled_at": None})
    Treatment.objects.filter(pk=treatment.pk).update(revision=F("revision") + 1)
    Sitting.objects.filter(meeting=meeting).update(current=treatment.item)
