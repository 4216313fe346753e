"""What the council is asked in a case: the proposal of its paper, or what a standard case always comes to."""

import re
from collections.abc import Iterable

from meetings.agenda.models import AgendaItem
from meetings.documents.content import NumberedSection, Text
from meetings.documents.models import Document
from rorikt.texts import richtext

_LINK_TAG = re.compile(r"</?a\b[^>]*>")
_PROPOSAL = re.compile(r"\b(forslag til|innstilling)\b", re.IGNORECASE)
_STANDARD = {
    AgendaItem.Standard.NOTICE: "Innkalling og saksliste godkjennes.",
    AgendaItem.Standard.MINUTES: "Protokollen fra forrige møte godkjennes.",
    AgendaItem.Standard.REPORT: "Økonomi- og aktivitetsrapporten tas til orientering.",
    AgendaItem.Standard.BRIEFINGS: "Orienteringene tas til orientering.",
}
PROPOSING = {Document.Kind.CASE_PAPER, Document.Kind.PERIOD_REPORT}
_BRIEFING = "Saken tas til orientering."
NO_CASE = "Dokumentet hører ikke til noen sak, så rådet blir ikke bedt om noe."
REPORT = "Rapporten legges fram for rådet. Den har ikke noe eget forslag til vedtak."
NO_PROPOSAL = "Saken er til behandling, men dokumentet har ikke noe forslag til vedtak."


def proposal_chapter(kind: str, sections: Iterable[NumberedSection]) -> tuple[str, str]:
    """The title and the text of the chapter that is called a proposal; both empty where there is none."""
    if kind not in PROPOSING:
        return "", ""
    chapters = (one for one in sections if one.level == 1)
    section = next((one for one in chapters if _PROPOSAL.search(one.title)), None)
    if section is None:
        return "", ""
    html = "".join(block.html for block in section.blocks if isinstance(block, Text))
    return section.title, _LINK_TAG.sub("", html)


def usual_recommendation(item: AgendaItem) -> str:
    """What a case comes to whose paper proposes nothing; empty where that cannot be known."""
    if item.standard:
        return _STANDARD[AgendaItem.Standard(item.standard)]
    return _BRIEFING if item.kind == AgendaItem.Kind.BRIEFING else ""


def asked_of_council(document: Document, sections: Iterable[NumberedSection]) -> str:
    """As plain text, a blank line between paragraphs."""
    _, html = proposal_chapter(document.kind, sections)
    if text := richtext.plain_paragraphs(html):
        return text
    item = document.agenda_item
    if item is None:
        return NO_CASE
    return usual_recommendation(item) or (REPORT if item.kind == AgendaItem.Kind.REPORT else NO_PROPOSAL)
