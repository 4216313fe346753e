"""What is recommended in a case: the proposal of its approved case paper, or what a standard case always comes to."""

from meetings.agenda.models import AgendaItem
from meetings.key_figures.asked import proposal_chapter, usual_recommendation
from rorikt.texts import richtext


def recommended_text(item: AgendaItem) -> str:
    """From the frozen version, as plain text; empty where nobody has recommended anything."""
    for paper in item.documents.all():
        version = paper.versions.first()
        _, html = proposal_chapter(version.frozen.kind, version.frozen.sections) if version else ("", "")
        if text := richtext.plain_paragraphs(html):
            return text
    return usual_recommendation(item)
