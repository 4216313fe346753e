"""What is recommended in a case: the proposal of its approved case paper, or what a standard case always comes to."""

from meetings.agenda.models import AgendaItem
from meetings.packet.packing import proposal_chapter
from rorikt.texts import richtext

_STANDARD = {
    AgendaItem.Standard.NOTICE: "Innkalling og saksliste godkjennes.",
    AgendaItem.Standard.MINUTES: "Protokollen fra forrige møte godkjennes.",
    AgendaItem.Standard.REPORT: "Økonomi- og aktivitetsrapporten tas til orientering.",
    AgendaItem.Standard.BRIEFINGS: "Orienteringene tas til orientering.",
}
_BRIEFING = "Saken tas til orientering."


def recommended_text(item: AgendaItem) -> str:
    """From the frozen version, as plain text; empty where nobody has recommended anything."""
    for paper in item.documents.all():
        version = paper.versions.first()
        _, html = proposal_chapter(version.frozen) if version else ("", "")
        if text := richtext.plain_paragraphs(html):
            return text
    if item.standard:
        return _STANDARD[AgendaItem.Standard(item.standard)]
    return _BRIEFING if item.kind == AgendaItem.Kind.BRIEFING else ""
