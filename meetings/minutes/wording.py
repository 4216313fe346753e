"""The minutes in words: what each section says of what happened, and the lines that the law asks for.

Source: kommuneloven § 11-4. The lines are found again in the text before it is confirmed; see checks.py.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.utils import timezone

from meetings.agenda.models import AgendaItem
from meetings.minutes.facts import Absence, Away, Ballot, CaseFacts, MeetingFacts, Met, Person, PutForward
from meetings.minutes.models import MinutesPart
from meetings.proceedings.models import CaseAbsence, Treatment, Vote
from rorikt.amounts import long_date
from rorikt.texts import richtext
from rorikt.texts.blocks import without_ids

Kind = MinutesPart.Kind
TITLES = {Kind.MEETING: "Tid og sted", Kind.PRESENT: "Til stede", Kind.ABSENT: "Forfall", Kind.CASES: "Saker"}
OUTCOMES = {
    Treatment.Outcome.POSTPONED: "Saken ble utsatt.",
    Treatment.Outcome.SENT_BACK: "Saken ble sendt tilbake.",
}
NOBODY_AWAY = "Ingen medlemmer hadde forfall."
WITHDRAWN = "Saken ble trukket før møtet og ble ikke behandlet."
UNANIMOUS = "Avstemning: enstemmig vedtatt."


@dataclass(frozen=True)
class Part:
    """A section as the meeting gives it. `item` is the case that it tells of."""

    kind: str
    title: str
    body: str
    item: AgendaItem | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        return (self.kind, self.item.pk if self.item else None)

    @property
    def hash(self) -> str:
        return text_hash(self.title, self.body)


def text_hash(title: str, body: str) -> str:
    """Of what a section says, whatever its blocks are called."""
    return hashlib.sha256(f"{title}\n{without_ids(richtext.clean(body))}".encode()).hexdigest()


def parts_of(facts: MeetingFacts) -> list[Part]:
    """All sections in order; cases stand below «Saker»."""
    chapters = {
        Kind.MEETING: "".join(map(_paragraph, meeting_lines(facts))),
        Kind.PRESENT: _present(facts),
        Kind.ABSENT: _absent(facts),
        Kind.CASES: "",
    }
    return [
        *(Part(kind, TITLES[kind], richtext.clean(body)) for kind, body in chapters.items()),
        *(Part(Kind.CASE, case_title(case.item), richtext.clean(_case(case)), case.item) for case in facts.cases),
    ]


def meeting_lines(facts: MeetingFacts) -> Iterator[str]:
    meeting = facts.meeting
    where = f" i {meeting.place}" if meeting.place else ""
    remote = " Møtet var et fjernmøte." if meeting.is_remote else ""
    yield f"{facts.council_name} holdt møte {meeting.number} {long_date(facts.held_on)}{where}.{remote}"
    if facts.opened_at and facts.closed_at:
        yield f"Møtet ble åpnet kl. {_clock(facts.opened_at)} og hevet kl. {_clock(facts.closed_at)}."
    if facts.chair:
        yield f"Møteleder: {person_line(facts.chair)}."
    if facts.secretary:
        yield f"Sekretær: {facts.secretary.name}."
    if meeting.summoned_at:
        yield f"Innkallingen ble sendt {long_date(timezone.localdate(meeting.summoned_at))}."


def person_line(person: Person) -> str:
    """The name, the function, and what the person stands for."""
    return f"{person.name}, {person.function.lower()}" + (
        f", representerer {person.represents}" if person.represents else ""
    )


def met_line(met: Met) -> str:
    return person_line(met.person) + (f", møtte for {met.stands_in_for}" if met.stands_in_for else "")


def away_line(away: Away) -> str:
    reason = f" ({away.reason})" if away.reason else ""
    instead = f"{away.substitute} møtte i stedet." if away.substitute else "Ingen møtte i stedet."
    return f"{person_line(away.person)}{reason}. {instead}"


def quorum_line(facts: MeetingFacts) -> str:
    is_able = "var vedtaksført" if facts.has_quorum else "var ikke vedtaksført"
    return f"{facts.voting} av {facts.voting_seats} med stemmerett møtte. Rådet {is_able}."


def _present(facts: MeetingFacts) -> str:
    voting, others = [one for one in facts.met if one.votes], [one for one in facts.met if not one.votes]
    told = _paragraph("Med stemmerett:") + _list(map(met_line, voting)) if voting else ""
    told += _paragraph("Uten stemmerett:") + _list(map(met_line, others)) if others else ""
    return told + _paragraph(quorum_line(facts))


def _absent(facts: MeetingFacts) -> str:
    return _list(map(away_line, facts.away)) if facts.away else _paragraph(NOBODY_AWAY)


def case_title(item: AgendaItem) -> str:
    return f"Sak {item.number} {item.title}"[:200]


def public_title(item: AgendaItem) -> str:
    return f"Sak {item.number} {item.public_title}"[:200]


def exempt_line(item: AgendaItem) -> str:
    return f"Saken er unntatt offentlighet etter {item.exemption_basis}."


def withheld_body(item: AgendaItem) -> str:
    """What the public reads of an exempt case: that there is one, and why the rest is left out."""
    return _paragraph(f"{exempt_line(item)} Behandlingen og vedtaket er utelatt her.")


def absence_line(absence: Absence) -> str:
    """With its basis, which the law asks for where somebody is disqualified or excused."""
    told = {
        CaseAbsence.Reason.NOT_ARRIVED: "var ikke kommet",
        CaseAbsence.Reason.LEFT: "hadde gått",
        CaseAbsence.Reason.DISQUALIFIED: f"var inhabil etter {absence.basis} og deltok ikke i saken",
        CaseAbsence.Reason.EXCUSED: f"var fritatt etter {absence.basis} og deltok ikke i saken",
    }[CaseAbsence.Reason(absence.reason)]
    instead = f" {absence.substitute} møtte i stedet." if absence.substitute else ""
    return f"{absence.name} {told}.{instead}"


def closed_line(basis: str) -> str:
    return f"Dørene ble lukket under behandlingen, etter {basis}."


def proposal_name(proposal: PutForward) -> str:
    return f"forslaget fra {proposal.by}" if proposal.by else "innstillingen"


def voting_lines(case: CaseFacts) -> Iterator[str]:
    """The result, and who voted what where it was not unanimous."""
    if case.voting == Treatment.Voting.UNANIMOUS:
        yield unanimous_line(case)
    elif case.voting == Treatment.Voting.BY_NAME:
        yield from map(_ballot_line, case.ballots)
        if case.tie_chosen:
            yield f"Stemmene sto likt. Møtelederens stemme avgjorde for {proposal_name(case.tie_chosen)}."


def unanimous_line(case: CaseFacts) -> str:
    """Names what all voted for where there was more than one thing to vote for."""
    chosen = next((ballot.proposal for ballot in case.ballots if ballot.proposal), None)
    if chosen is None or len(case.proposals) < 2:
        return UNANIMOUS
    return f"Avstemning: {proposal_name(chosen)} ble enstemmig vedtatt."


def _ballot_line(ballot: Ballot) -> str:
    name = {Vote.Choice.AGAINST: "Mot", Vote.Choice.BLANK: "Blankt"}.get(Vote.Choice(ballot.choice), "")
    if ballot.proposal:
        name = f"For {proposal_name(ballot.proposal)}"
    return f"{name}: {len(ballot.voters)} ({', '.join(ballot.voters)})."


def _case(case: CaseFacts) -> str:
    return "".join(_case_blocks(case))


def _case_blocks(case: CaseFacts) -> Iterator[str]:
    item = case.item
    if item.is_exempt:
        yield _paragraph(exempt_line(item))
    if item.is_withdrawn:
        yield _paragraph(WITHDRAWN)
        return
    if item.is_late and case.late_is_accepted:
        yield _paragraph("Saken var ettersendt. Ingen hadde innvending mot at den ble behandlet.")
    yield from (_paragraph(absence_line(absence)) for absence in case.absences)
    if case.closed_basis:
        yield _paragraph(closed_line(case.closed_basis))
    for proposal in case.proposals:
        yield _paragraph(f"Forslag fra {proposal.by}:" if proposal.by else "Innstilling:")
        yield f"<blockquote>{richtext.clean(proposal.text)}</blockquote>"
    if case.voting == Treatment.Voting.BY_NAME:
        yield _paragraph("Avstemning:") + _list(voting_lines(case))
    else:
        yield from map(_paragraph, voting_lines(case))
    if case.outcome in OUTCOMES:
        yield _paragraph(OUTCOMES[Treatment.Outcome(case.outcome)])
    if case.decision:
        yield f"<p><strong>Vedtak</strong></p>{richtext.clean(case.decision)}"
    if case.notes:
        yield f"<p><strong>Merknader til protokollen</strong></p>{richtext.clean(case.notes)}"


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H.%M}"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li><p>{escape(line, quote=False)}</p></li>" for line in lines) + "</ul>"
