"""The meetings of the demo: 2024/M1 held, with minutes that are confirmed, and 2024/M2 prepared to approve them.

Decisions and votes are our own, on the facts of the papers; the people are named by their roles.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from meetings.agenda.actions import fix_numbers
from meetings.agenda.models import AgendaItem, Meeting
from meetings.confirming import approving, commenting
from meetings.council.models import CouncilMember
from meetings.documents.models import Document
from meetings.minutes import making
from meetings.minutes.models import MinutesComment
from meetings.preparing.next_report import start_report
from meetings.proceedings.models import Attendance, Proposal, Treatment, Vote
from rorikt.cases.models import CaseReference
from rorikt.people.models import Municipality, User

OSLO = ZoneInfo("Europe/Oslo")
SENT = datetime(2024, 2, 7, 9, 0, tzinfo=OSLO)
OPENED = datetime(2024, 2, 14, 10, 0, tzinfo=OSLO)
CLOSED = datetime(2024, 2, 14, 12, 10, tzinfo=OSLO)
WRITTEN = datetime(2024, 2, 15, 13, 0, tzinfo=OSLO)
ANSWERED = datetime(2024, 2, 19, 8, 30, tzinfo=OSLO)
CONFIRMED = datetime(2024, 2, 22, 9, 15, tzinfo=OSLO)
BEGUN = datetime(2024, 5, 10, 9, 30, tzinfo=OSLO)
COMMENTS_UNTIL = date(2024, 2, 21)
NEXT_ON = date(2024, 5, 22)
AWAY, AGAINST = "1539", "1547"

# What all agreed on, by the number of the case.
UNANIMOUS = {
    1: "Innkallingen og sakslisten godkjennes.",
    2: "Referatet fra forrige møte godkjennes.",
    3: "Rådet tar økonomi- og aktivitetsrapporten til orientering.",
    5: "Rådet tar orienteringene til etterretning.",
}
PARTNER = 4
RECOMMENDED = (
    "Rådet slutter seg til at ROR-IKT inngår kjøpsavtale med sikkerhetspartneren. Driftsrammen for 2024 økes med "
    "1 864 000 kroner uten merverdiavgift, fordelt etter nøkkelen for 2024."
)
ALTERNATIVE = "Rådet slutter seg til kjøpsavtalen, og ber om at utgiften i 2024 dekkes innenfor dagens driftsramme."
STANDARD = (
    (AgendaItem.Standard.NOTICE, AgendaItem.Kind.APPROVAL, "Innkallingen og sakslisten legges fram for godkjenning."),
    (
        AgendaItem.Standard.MINUTES,
        AgendaItem.Kind.APPROVAL,
        "Protokollen fra forrige møte legges fram for godkjenning.",
    ),
    (AgendaItem.Standard.REPORT, AgendaItem.Kind.REPORT, "Leder ROR-IKT går gjennom økonomien og aktiviteten i året."),
    (AgendaItem.Standard.BRIEFINGS, AgendaItem.Kind.BRIEFING, "Leder ROR-IKT orienterer om sikkerhetspartneren."),
)


def hold_first_meeting(*, head: User, chair: User, deputy: User) -> Meeting:
    """From the notice to the confirmed minutes."""
    meeting = Meeting.objects.get(year=2024, sequence=1)
    _summon(meeting)
    _elect_substitutes()
    attend(meeting)
    for number, decision in UNANIMOUS.items():
        settle_unanimously(meeting.agenda.get(sequence=number), decision, by=head, now=CLOSED)
    _vote_on_the_partner(meeting.agenda.get(sequence=PARTNER), head)
    meeting.closed_at = CLOSED
    meeting.save(update_fields=["closed_at"])
    _confirm_the_minutes(meeting, head=head, chair=chair, deputy=deputy)
    return meeting


def prepare_second_meeting(*, head: User) -> Meeting:
    """With the cases that every meeting has, and the minutes of the first one on theirs."""
    meeting = Meeting.objects.create(
        year=2024, sequence=2, held_on=NEXT_ON, starts_at=time(10), place="Formannskapssalen, Molde rådhus"
    )
    for number, (standard, kind, summary) in enumerate(STANDARD, start=1):
        item = AgendaItem.objects.create(
            reference=CaseReference.objects.create(),
            meeting=meeting,
            sequence=number,
            title=standard.label,
            kind=kind,
            standard=standard,
            summary=f"<p>{summary}</p>",
            stage=AgendaItem.Stage.CLEARED,
        )
        item.case_officers.add(head)
    making.attach_last_minutes(meeting, by=head, now=CONFIRMED)
    fix_numbers(meeting, now=CONFIRMED)
    return meeting


def begin_second_report(meeting: Meeting, *, head: User) -> Document:
    """A draft, with what renews itself: its tables of registers show what has happened since the first report."""
    item = meeting.agenda.get(standard=AgendaItem.Standard.REPORT)
    return start_report(item, meeting, by=head, now=BEGUN)


def settle_unanimously(item: AgendaItem, decision: str, *, by: User, now: datetime) -> None:
    """As it stands when all who met have voted for what was recommended."""
    _decide(item, Treatment.Voting.UNANIMOUS, decision, began_at=now, settled_at=now, by=by)


def _decide(
    item: AgendaItem, voting: str, decision: str, *, began_at: datetime, settled_at: datetime, by: User
) -> None:
    Treatment.objects.create(
        item=item,
        voting=voting,
        outcome=Treatment.Outcome.DECIDED,
        decision=decision,
        began_at=began_at,
        settled_at=settled_at,
        settled_by=by,
    )


def _summon(meeting: Meeting) -> None:
    """The numbers are fixed as when the packet is sent, which is not printed here: the demo begins in seconds."""
    meeting.summoned_at, meeting.opened_at = SENT, OPENED
    meeting.save(update_fields=["summoned_at", "opened_at"])
    fix_numbers(meeting, now=SENT)
    meeting.agenda.update(stage=AgendaItem.Stage.CLEARED)


def _elect_substitutes() -> None:
    """One for each municipality."""
    for municipality in Municipality.objects.all():
        CouncilMember.objects.create(
            name=f"Varamedlem {municipality.name}",
            function=CouncilMember.Function.SUBSTITUTE,
            municipality=municipality,
            email=f"vara.{municipality.name.lower()}@demo.example",
            rank=1,
            from_on=date(2024, 1, 1),
        )


def attend(meeting: Meeting) -> None:
    """All but one member, whose substitute comes."""
    council = CouncilMember.objects.seated_on(meeting.held_on)
    for seat in council.exclude(function=CouncilMember.Function.SUBSTITUTE):
        is_away = seat.municipality_id == AWAY
        state = Attendance.State.ABSENT if is_away else Attendance.State.PRESENT
        Attendance.objects.create(meeting=meeting, seat=seat, state=state)
        if is_away:
            substitute = council.get(function=CouncilMember.Function.SUBSTITUTE, municipality=AWAY)
            present = Attendance.State.PRESENT
            Attendance.objects.create(meeting=meeting, seat=substitute, state=present, stands_in_for=seat)


def _vote_on_the_partner(item: AgendaItem, head: User) -> None:
    """By name: one votes for another proposal."""
    present = Attendance.objects.filter(meeting=item.meeting, state=Attendance.State.PRESENT)
    voting = [row.seat for row in present.select_related("seat__municipality") if row.seat.municipality]
    other = next(seat for seat in voting if seat.municipality_id == AGAINST)
    recommended = Proposal.objects.create(item=item, position=1, text=RECOMMENDED, is_recommended=True)
    alternative = Proposal.objects.create(item=item, position=2, text=ALTERNATIVE, put_by=other)
    for seat in voting:
        Vote.objects.create(
            item=item,
            seat=seat,
            choice=Vote.Choice.FOR,
            proposal=alternative if seat == other else recommended,
            represents=seat.municipality.name if seat.municipality else "",
        )
    _decide(item, Treatment.Voting.BY_NAME, RECOMMENDED, began_at=OPENED, settled_at=CLOSED, by=head)


def _confirm_the_minutes(meeting: Meeting, *, head: User, chair: User, deputy: User) -> None:
    document = making.make_minutes(meeting, by=head, now=WRITTEN)
    approving.send_for_comment(document.life, until=COMMENTS_UNTIL, by=head, now=WRITTEN)
    comment = MinutesComment(
        minutes=document.life,
        item=meeting.agenda.get(sequence=PARTNER),
        text="Står det tydelig nok at beløpet er uten merverdiavgift?",
    )
    commenting.store_comment(comment, by=deputy, now=ANSWERED)
    comment.outcome, comment.answer = MinutesComment.Outcome.NOTED, "Ja, det står i vedtaket slik det ble gjort."
    commenting.answer(comment, by=head, now=ANSWERED)
    approving.confirm(document, name="Rådsmedlem Molde, leder", by=chair, now=CONFIRMED)
