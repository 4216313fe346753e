"""What is not yet in order. Each check yields one Norwegian sentence for each thing that stops an approval."""

import re
from collections.abc import Iterator

from budget.accounts.report import unknown_count
from budget.lines.result import lines_source_name
from meetings.comments.counting import open_counts
from meetings.documents import numbering
from meetings.documents.content import BrokenToken
from meetings.documents.models import Document, Section
from meetings.papers import compose
from meetings.tokens import tokens
from rorikt.people.models import Cooperation
from rorikt.texts import richtext

PLACEHOLDER = re.compile(r"\b(?:TODO|XXX+|FIXME|Fyll inn|lorem ipsum)\b", re.IGNORECASE)


def document_problems(document: Document) -> Iterator[str]:
    """One Norwegian sentence for each thing that stops the approval; none where it is in order."""
    yield from the_cooperation_is_named()
    yield from every_token_is_bound(document)
    yield from every_section_says_something(document)
    yield from no_placeholder_is_left(document)
    yield from no_carried_text_is_unconfirmed(document)
    yield from no_comment_is_open(document)
    yield from every_account_has_its_place(document)


def text_problems(text: str, document: Document) -> list[str]:
    """One sentence for each token of a section's text that could not be printed, in order and once."""
    blocks = compose.section_blocks(richtext.clean(text), tokens.Binder(document))
    return list(dict.fromkeys(block.message for block in blocks if isinstance(block, BrokenToken)))


def the_cooperation_is_named() -> Iterator[str]:
    """The cooperation's name stands in every document."""
    if not Cooperation.objects.exists():
        yield "Samarbeidet er ikke registrert. Fyll ut navn og råd under Grunndata."


def every_token_is_bound(document: Document) -> Iterator[str]:
    """An unknown token, or one without data behind it, would be printed as a hole."""
    yield from compose.compose(document).errors


def every_section_says_something(document: Document) -> Iterator[str]:
    """A heading has a text or headings below it."""
    parents = {section.parent_id for section in document.sections.all()}
    if not parents:
        yield "Dokumentet har ingen avsnitt."
    for name, section in _numbered(document):
        if section.pk not in parents and not richtext.plain(section.body):
            yield f"{name} er tomt. Skriv teksten, eller slett avsnittet."


def no_placeholder_is_left(document: Document) -> Iterator[str]:
    """A placeholder would be printed in the paper as it stands."""
    for name, section in _numbered(document):
        found = PLACEHOLDER.search(richtext.plain(section.body))
        if found:
            yield f"{name} har en plassholder: «{found[0]}». Skriv inn det som skal stå der."


def no_carried_text_is_unconfirmed(document: Document) -> Iterator[str]:
    """What was right in the last document is not known to be so in this one until somebody has said it."""
    for name, section in _numbered(document):
        if section.is_unconfirmed:
            yield f"{name} har tekst fra forrige dokument. Endre den, eller bekreft den på tavlen."
    for own in (*document.manual_figures.filter(is_carried=True), *document.manual_tables.filter(is_carried=True)):
        yield f"«{own}» er hentet fra forrige dokument. Endre eller bekreft det under Egne tall og tabeller."


def no_comment_is_open(document: Document) -> Iterator[str]:
    """Somebody has asked something of the text that nobody has settled."""
    counts = open_counts(document.sections.all())
    for name, section in _numbered(document):
        if count := counts.get(section.pk):
            comments, them = ("åpen kommentar", "den") if count == 1 else ("åpne kommentarer", "dem")
            yield f"{name} har {count} {comments}. Svar på {them} og merk {them} som avgjort."


def every_account_has_its_place(document: Document) -> Iterator[str]:
    """An imported account that belongs to no type of cost would be missing from the operating result."""
    year = document.accounting_year
    if year is None or not (count := unknown_count(year)):
        return
    if lines_source_name(year) in {source.name for source in compose.compose(document).sources}:
        yield f"{count} konti i regnskapet for {year} mangler type utgift. Koble dem under Økonomi, Konti."


def _numbered(document: Document) -> Iterator[tuple[str, Section]]:
    for number, section in numbering.number_sections(document.sections.all()):
        yield f"Avsnitt {numbering.section_number(number)} {section.title}", section
