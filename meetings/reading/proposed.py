"""What the council is asked in a case: the chapter of its newest paper that proposes something, or why none does."""

from dataclasses import dataclass
from typing import NamedTuple

from meetings.key_figures.asked import PROPOSING, usual_recommendation
from meetings.reading.room import ReadCase, ReadPaper
from rorikt.amounts import short_date

NO_PAPER = "Ingenting er foreslått ennå: saken har ikke noe dokument som er godkjent."
NO_DOCUMENT = "Ingenting er foreslått ennå: saken har ingen dokumenter."
NO_PROPOSAL = "Dokumentene i saken har ikke noe forslag til vedtak."
USUAL = "Ingen dokumenter i saken foreslår noe annet enn det som er vanlig for en slik sak:"
CLOSED = "Forslaget er unntatt offentlighet sammen med saken."


class From(NamedTuple):
    """The paper that proposes it."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Proposed:
    """`html` is what is proposed, empty where nothing is; `told` says why, or what it stands for."""

    html: str = ""
    told: str = ""
    usual: str = ""
    source: From | None = None


def proposed_in(case: ReadCase, *, is_closed: bool) -> Proposed:
    if is_closed:
        return Proposed(told=CLOSED)
    found = [paper for paper in case.papers if paper.outline.proposal[1]]
    if found:
        newest = max(found, key=lambda paper: (paper.listed.approved_at, paper.document.pk))
        return Proposed(newest.outline.proposal[1], source=_from(newest))
    if usual := usual_recommendation(case.item):
        return Proposed(usual=usual, told=USUAL)
    return Proposed(told=_why_nothing(case))


def _from(paper: ReadPaper) -> From:
    approved = short_date(paper.listed.approved_at)
    note = f"Slik det var godkjent {approved}. Dokumentet er endret siden." if paper.listed.is_draft else ""
    return From(paper.listed.title, paper.document.get_absolute_url(), note)


def _why_nothing(case: ReadCase) -> str:
    if not case.papers and not case.attachments:
        return NO_DOCUMENT
    approved = [paper for paper in case.papers if paper.listed.version is not None]
    if not approved or any(paper.document.kind in PROPOSING and paper.listed.version is None for paper in case.papers):
        return NO_PAPER
    return NO_PROPOSAL
