"""How a case is voted on and settled: votes by name or unanimous, and what has to be in order before it is decided."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.agenda.models import AgendaItem
from meetings.council.models import CouncilMember
from meetings.proceedings import closing, quorum, voting
from meetings.proceedings.models import CaseAbsence, Proposal, Sitting, Treatment, Vote
from meetings.proceedings.roll import Roll, Seat, leader_in, roll_of
from meetings.proceedings.treating import is_elected_body, seats_in, settled, under_treatment
from meetings.proceedings.voting import Ballot, Result, Rules
from rorikt.audit import trail
from rorikt.audit.overtaken import Values, is_news
from rorikt.audit.rows import delete_row, store_row
from rorikt.people.models import User

FOR, AGAINST, BLANK = Vote.Choice.FOR, Vote.Choice.AGAINST, Vote.Choice.BLANK
BY_NAME, UNANIMOUS = Treatment.Voting.BY_NAME, Treatment.Voting.UNANIMOUS
DECIDED = Treatment.Outcome.DECIDED


@transaction.atomic
def vote(item: AgendaItem, member: CouncilMember, told: str, *, seen: str, by: User, now: datetime) -> None:
    """`told` is «for-» and the key of a proposal, «against» or «blank». Raises Overtaken, and ValidationError for a
    vote that is not allowed, or by one who takes no part in the case."""
    meeting, treatment = under_treatment(item)
    row = Vote.objects.filter(item=treatment.item, seat=member).first()
    if not is_news({"choice": told}, vote_values(row), seen, of=row):
        return
    seats = seats_in(treatment.item, roll_of(meeting))
    seat = next((one for one in seats if one.sitter == member), None)
    if seat is None:
        raise ValidationError(_why_no_vote(treatment.item, member))
    _store_vote(treatment, seat, told, row, choices_in(treatment, is_elected=is_elected_body()), by=by, now=now)
    _set_voting(treatment, BY_NAME)


def vote_values(row: Vote | None) -> Values:
    return {"choice": "" if row is None else f"{FOR}-{row.proposal_id}" if row.choice == FOR else row.choice}


def _why_no_vote(item: AgendaItem, member: CouncilMember) -> str:
    absence = item.absences.filter(seat=member).first()
    if absence and absence.reason in {CaseAbsence.Reason.DISQUALIFIED, CaseAbsence.Reason.EXCUSED}:
        return f"{member.name} er {absence.get_reason_display().lower()} i saken, og kan ikke stemme."
    return f"{member.name} deltar ikke i saken, og kan ikke stemme."


def _store_vote(
    treatment: Treatment, seat: Seat, told: str, row: Vote | None, allowed: list[str], *, by: User, now: datetime
) -> None:
    item, (choice, _, key) = treatment.item, told.partition("-")
    if choice not in allowed:
        raise ValidationError(_NOT_ALLOWED.get(choice, "Velg en av stemmene i listen."))
    proposal = item.proposals.filter(pk=key).first() if choice == FOR and key.isdecimal() else None
    row = row or Vote(item=item, seat=seat.sitter)
    row.choice, row.proposal, row.represents = choice, proposal, seat.represents
    store_row(row, by=by, now=now, is_figure=False)


_NOT_ALLOWED: dict[str, str] = {
    BLANK: "Blanke stemmer kan bare avgis ved valg og ansettelse (kommuneloven § 8-1). Stem for eller mot.",
    AGAINST: "I et valg stemmer ingen mot. Stem for en av dem som er foreslått, eller blankt.",
}


def choices_in(treatment: Treatment, *, is_elected: bool) -> list[str]:
    is_election = treatment.item.kind == AgendaItem.Kind.ELECTION
    blank = voting.may_be_blank(is_election=is_election, is_hiring=treatment.is_hiring, is_elected_body=is_elected)
    return [FOR, *([] if is_election else [AGAINST]), *([BLANK] if blank else [])]


@transaction.atomic
def choose_voting(item: AgendaItem, told: str, *, seen: str, by: User, now: datetime) -> None:
    """«by_name», or «unanimous-» and the key of the proposal that all who take part vote for. Raises Overtaken."""
    meeting, treatment = under_treatment(item)
    if not is_news({"voting": told}, voting_values(treatment), seen, of=treatment):
        return
    before = {"voting": treatment.voting}
    chosen, _, key = told.partition("-")
    if chosen == UNANIMOUS:
        found = treatment.item.proposals.filter(pk=key).first() if key.isdecimal() else None
        if found is None:
            raise ValidationError("Velg forslaget alle stemmer for.")
        _let_all_vote(treatment, found, roll_of(meeting), by=by, now=now)
    elif chosen != BY_NAME:
        raise ValidationError("Velg hvordan det stemmes.")
    _set_voting(treatment, chosen)
    trail.record("endret sak", treatment, by=by, now=now, before=before, after={"voting": chosen})


def voting_values(treatment: Treatment | None) -> Values:
    """Which proposal all vote for is told by their votes."""
    if treatment is None or treatment.voting != UNANIMOUS:
        return {"voting": treatment.voting if treatment else ""}
    return {"voting": f"{UNANIMOUS}-{_unanimous_for(treatment) or ''}"}


def _unanimous_for(treatment: Treatment) -> int | None:
    return next((one.proposal_id for one in treatment.item.votes.all() if one.proposal_id), None)


def _set_voting(treatment: Treatment, chosen: str) -> None:
    Treatment.objects.filter(pk=treatment.pk).update(voting=chosen)


def _let_all_vote(treatment: Treatment, proposal: Proposal, roll: Roll, *, by: User, now: datetime) -> None:
    """For the proposal, all who take part in the case, and nobody else."""
    seats = seats_in(treatment.item, roll)
    rows = {row.seat_id: row for row in Vote.objects.filter(item=treatment.item)}
    for seat in seats:
        row = rows.pop(seat.sitter.pk, None)
        if row is None or row.proposal_id != proposal.pk:
            _store_vote(treatment, seat, f"{FOR}-{proposal.pk}", row, [FOR], by=by, now=now)
    for row in rows.values():
        delete_row(row, by=by, now=now, is_figure=False)


@transaction.atomic
def settle(item: AgendaItem, outcome: str, decision: str, *, seen: str, by: User, now: datetime) -> None:
    """Decided, postponed or sent back. Raises Overtaken where somebody else has written another decision meanwhile, and
    ValidationError where something is missing or not allowed: then nothing is settled."""
    meeting, treatment = under_treatment(item)
    text = decision.strip()
    is_news({"decision": text}, {"decision": treatment.decision}, seen, of=treatment)
    if outcome not in Treatment.Outcome.values:
        raise ValidationError("Velg hva som ble utfallet av saken.")
    if outcome == DECIDED:
        _check_decision(treatment, text, roll_of(meeting), by=by, now=now)
    before = {name: getattr(treatment, name) for name in ("outcome", "decision", "settled_at")}
    treatment.outcome, treatment.decision, treatment.settled_at, treatment.settled_by = outcome, text, now, by
    treatment.full_clean()
    treatment.save(update_fields=["outcome", "decision", "settled_at", "settled_by", "chair_chose"])
    after = {name: getattr(treatment, name) for name in before}
    trail.record("avgjorde sak", treatment, by=by, now=now, before=before, after=after)
    for follow in settled:
        follow(treatment, by, now)


def _check_decision(treatment: Treatment, text: str, roll: Roll, *, by: User, now: datetime) -> None:
    """Also brings the votes of a unanimous case up to who takes part now, and keeps whose vote settled a tie."""
    item = treatment.item
    if not text:
        raise ValidationError("Skriv vedtaket.")
    if item.is_late and not treatment.late_is_accepted:
        raise ValidationError(
            "Saken er ettersendt, og kan bare avgjøres når verken møtelederen eller en tredel av de som møter, har "
            "innvendinger. Kryss av for det, eller utsett saken."
        )
    is_elected = is_elected_body()
    is_remote = item.meeting is not None and item.meeting.is_remote
    if fault := closing.why_not(treatment.closed_basis, is_remote=is_remote, is_elected_body=is_elected):
        raise ValidationError(fault)
    if treatment.voting == UNANIMOUS and (key := _unanimous_for(treatment)):
        _let_all_vote(treatment, item.proposals.get(pk=key), roll, by=by, now=now)
    seats, votes = seats_in(item, roll), list(Vote.objects.filter(item=item).select_related("proposal"))
    _check_votes(seats, votes, choices_in(treatment, is_elected=is_elected))
    if is_elected and not quorum.has_quorum(len(roll.members), len(votes)):
        raise ValidationError(
            f"Rådet er ikke vedtaksført: {len(votes)} av {len(roll.members)} stemmer, og minst "
            f"{quorum.least(len(roll.members))} må gjøre det (kommuneloven § 11-9). Utsett saken."
        )
    result = result_in(treatment, votes, seats, leader_chosen(item))
    if result.lacks:
        raise ValidationError(result.lacks)
    _check_text(text, item, result)
    treatment.chair_chose_id = result.winner if result.how == voting.BY_LEADER else None


def _check_votes(seats: list[Seat], votes: list[Vote], allowed: list[str]) -> None:
    """By those who take part, all of them and nobody else, and as the law allows it."""
    sitters = {seat.sitter.pk: seat.sitter.name for seat in seats}
    for one in votes:
        if one.seat_id not in sitters:
            raise ValidationError(f"{one.seat.name} har stemt, og deltar ikke i saken.")
        if one.choice not in allowed:
            raise ValidationError(_NOT_ALLOWED[one.choice])
    silent = [name for seat, name in sitters.items() if seat not in {one.seat_id for one in votes}]
    if silent:
        told = ", ".join(silent[:5]) + (f" og {len(silent) - 5} til" if len(silent) > 5 else "")
        raise ValidationError(f"Alle som deltar i saken, skal stemme. Disse har ikke stemt: {told}.")


def _check_text(text: str, item: AgendaItem, result: Result) -> None:
    lost = [one.text.strip() for one in item.proposals.all() if one.pk != result.winner]
    won = [one.text.strip() for one in item.proposals.all() if one.pk == result.winner]
    if text in lost and text not in won:
        raise ValidationError("Vedtaket er teksten til et forslag som ikke fikk flertall. Skriv det som ble vedtatt.")


def result_in(treatment: Treatment, votes: list[Vote], seats: list[Seat], chosen_leader: int | None) -> Result:
    leader = leader_in(seats, chosen_leader)
    rules = Rules(
        is_election=treatment.item.kind == AgendaItem.Kind.ELECTION,
        is_second_ballot=treatment.is_second_ballot,
        leader=leader.pk if leader else None,
        drawn=treatment.drawn_id,
    )
    return voting.result_of([Ballot(one.seat_id, one.proposal_id, one.choice == BLANK) for one in votes], rules)


def leader_chosen(item: AgendaItem) -> int | None:
    return Sitting.objects.filter(meeting=item.meeting_id).values_list("leader", flat=True).first()
