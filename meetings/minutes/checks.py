"""What kommuneloven § 11-4 asks of minutes, point by point, held against what was recorded in the meeting.

What the text has lost or got wrong is found, and what was never recorded. Each sentence leads to where it is mended.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from meetings.documents.models import Document, Section
from meetings.minutes import wording
from meetings.minutes.facts import CaseFacts, MeetingFacts, gather
from meetings.minutes.models import MinutesPart
from meetings.proceedings.models import CaseAbsence, Treatment
from rorikt.amounts import long_date
from rorikt.texts import richtext

Kind = MinutesPart.Kind


@dataclass(frozen=True)
class Problem:
    text: str
    url: str


@dataclass(frozen=True)
class Point:
    """One point that the law lists, and what is not in order with it."""

    label: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Text:
    """The minutes as they stand: the section of each part, where it still is there."""

    document: Document
    sections: dict[tuple[str, int | None], Section]

    def of(self, kind: str, case: CaseFacts | None = None) -> Section | None:
        return self.sections.get((kind, case.item.pk if case else None))

    def lacks(self, lines: Iterable[str], told: str, kind: str, case: CaseFacts | None = None) -> Iterator[Problem]:
        """`told` has a place for each line that does not stand in the section."""
        section = self.of(kind, case)
        said = _words(f"{section.title} {richtext.plain(_spaced(section.body))}") if section else ""
        url = section.get_absolute_url() if section else self.renew_url
        for line in lines:
            if _words(line) not in said:
                yield Problem(told.format(line), url)

    @property
    def renew_url(self) -> str:
        meeting = self.document.minutes_of
        return reverse("meetings:minutes-renew", args=[meeting.year, meeting.sequence]) if meeting else ""


def points_of(document: Document) -> list[Point]:
    """All seven, in the order of the law. The same number of queries for any meeting."""
    if document.minutes_of is None:
        raise ValueError(f"document {document.pk} is not the minutes of a meeting")
    facts, text = gather(document.minutes_of), text_of(document)
    checks: tuple[tuple[str, Callable[[MeetingFacts, Text], Iterator[Problem]]], ...] = (
        ("Tid og sted", _time_and_place),
        ("Hvem som møtte, og hvem som hadde forfall", _who_met),
        ("Hvilke saker som ble behandlet", _cases),
        ("Vedtakene", _decisions),
        ("Avstemningene", _votes),
        ("Hjemmel for lukkede dører", _closing),
        ("Grunnlag for inhabilitet og fritak", _disqualified),
    )
    return [Point(label, tuple(check(facts, text))) for label, check in checks]


def problems_of(document: Document) -> list[str]:
    return [problem.text for point in points_of(document) for problem in point.problems]


def text_of(document: Document) -> Text:
    parts = document.minutes_parts.select_related("section")
    return Text(document, {(part.kind, part.item_id): part.section for part in parts})


def _time_and_place(facts: MeetingFacts, text: Text) -> Iterator[Problem]:
    meeting = facts.meeting
    if not meeting.place and not meeting.is_remote:
        url = reverse("meetings:meeting-edit", args=[meeting.year, meeting.sequence])
        yield Problem("Møtet har ikke noe sted. Skriv det på møtet.", url)
    lines = [long_date(facts.held_on), meeting.place, *list(wording.meeting_lines(facts))[1:2]]
    yield from text.lacks(filter(None, lines), "«{}» skal stå under «Tid og sted».", Kind.MEETING)


def _who_met(facts: MeetingFacts, text: Text) -> Iterator[Problem]:
    for name in facts.unknown:
        yield Problem(f"Det er ikke ført om {name} møtte. Før frammøtet på møtet.", facts.meeting.get_absolute_url())
    if not facts.met:
        yield Problem("Det er ikke ført at noen møtte. Før frammøtet på møtet.", facts.meeting.get_absolute_url())
    told = "«{}» skal stå under «Til stede»."
    yield from text.lacks(map(wording.met_line, facts.met), told, Kind.PRESENT)
    yield from text.lacks([wording.quorum_line(facts)], told, Kind.PRESENT)
    away = [wording.away_line(one) for one in facts.away] or [wording.NOBODY_AWAY]
    yield from text.lacks(away, "«{}» skal stå under «Forfall».", Kind.ABSENT)
    yield from _said_to_meet(facts, text)


def _said_to_meet(facts: MeetingFacts, text: Text) -> Iterator[Problem]:
    """One who was absent and stands among those who met, other than as one whom somebody stood in for."""
    section = text.of(Kind.PRESENT)
    if section is None:
        return
    said = _words(richtext.plain(_spaced(section.body)))
    for away in facts.away:
        name = _words(away.person.name)
        if name in said.replace(f"møtte for {name}", ""):
            yield Problem(f"{away.person.name} hadde forfall, men står under «Til stede».", section.get_absolute_url())


def _cases(facts: MeetingFacts, text: Text) -> Iterator[Problem]:
    if not facts.cases:
        yield Problem("Møtet har ingen saker.", facts.meeting.get_absolute_url())
    for case in facts.cases:
        told = f"Sak {case.item.number} mangler. Hent den med «Oppdater fra møtet»."
        if text.of(Kind.CASE, case) is not None:
            told = f"«{{}}» skal stå i sak {case.item.number}."
        yield from text.lacks([wording.case_title(case.item)], told, Kind.CASE, case)


def _decisions(facts: MeetingFacts, text: Text) -> Iterator[Problem]:
    for case in _treated(facts):
        number = case.item.number
        if not case.outcome:
            yield Problem(f"Sak {number} er ikke avgjort i møtet.", case.item.get_absolute_url())
        told = f"Vedtaket i sak {number} står ikke som det ble gjort: «{{}}»."
        decided = richtext.plain(_spaced(richtext.clean(case.decision)))
        yield from text.lacks([decided] if decided else [], told, Kind.CASE, case)
        outcome = [wording.OUTCOMES[Treatment.Outcome(case.outcome)]] if case.outcome in wording.OUTCOMES else []
        yield from text.lacks(outcome, f"Sak {number} skal si: «{{}}».", Kind.CASE, case)


def _votes(facts: MeetingFacts, text: Text) -> Iterator[Problem]:
    for case in _treated(facts):
        number, lines = case.item.number, list(wording.voting_lines(case))
        if case.outcome == Treatment.Outcome.DECIDED and not lines:
            yield Problem(f"Avstemningen i sak {number} er ikke ført.", case.item.get_absolute_url())
        told = f"Avstemningen i sak {number} skal stå slik: «{{}}»."
        yield from text.lacks(lines, told, Kind.CASE, case)


def _closing(facts: MeetingFacts, text: Text) -> Iterator[Problem]:
    for case in _treated(facts):
        told = f"Sak {case.item.number} ble behandlet for lukkede dører. Hjemmelen mangler: «{{}}»."
        yield from text.lacks(filter(None, [case.closed_basis]), told, Kind.CASE, case)


def _disqualified(facts: MeetingFacts, text: Text) -> Iterator[Problem]:
    grounded = {CaseAbsence.Reason.DISQUALIFIED, CaseAbsence.Reason.EXCUSED}
    for case in _treated(facts):
        lines = [wording.absence_line(one) for one in case.absences if one.reason in grounded]
        yield from text.lacks(lines, f"Sak {case.item.number} skal si: «{{}}»", Kind.CASE, case)


def _treated(facts: MeetingFacts) -> Iterator[CaseFacts]:
    return (case for case in facts.cases if not case.item.is_withdrawn)


def _spaced(body: str) -> str:
    """Two paragraphs are two sentences, whatever stands between them."""
    return re.sub(r"</(p|li|blockquote)>|<br\s*/?>", r"\g<0> ", body)


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()
