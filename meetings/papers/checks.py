"""What is not yet in order in a draft: what is missing in it, and what the checks say of its words and figures."""

from collections.abc import Iterator

from budget.accounts.report import unknown_count
from budget.lines.result import lines_source_name
from meetings.claims.findings import Finding
from meetings.claims.reading import read
from meetings.comments.counting import open_counts
from meetings.documents import numbering
from meetings.documents.content import BrokenToken, Content
from meetings.documents.models import Document, Section
from meetings.objections import known, moved
from meetings.objections.standing import stopping, waived_in
from meetings.papers import compose
from meetings.registers.models import Definition
from meetings.review.all_checks import review
from meetings.tokens import tokens
from rorikt.people.models import Cooperation
from rorikt.texts import richtext

# Number, anchor and the section itself.
Placed = tuple[str, str, Section]


def document_problems(document: Document) -> Iterator[str]:
    """One Norwegian sentence for each thing that stops the approval; none where it is in order."""
    for finding in stopping(findings_of(document), waived_in(document)):
        yield finding.told


def findings_of(document: Document, *, is_written: bool = False) -> list[Finding]:
    """All that the checks say of a draft, what may stand among it too.

    `is_written` keeps what its figures are now as what they were when new sentences were written.
    """
    binder, placed = tokens.Binder(document), placed_sections(document)
    content = compose.compose(document, binder=binder)
    figures = {figure.key: figure for figure in content.figures}
    sections = [section for _, _, section in placed]
    if is_written:
        moved.remember(sections, figures)
    offered = list(known.offered(binder))
    terms = Definition.objects.values_list("term", flat=True)
    paper = read(content, offered=offered, terms=terms, names=known.names())
    return [
        *the_cooperation_is_named(),
        *every_token_is_bound(content),
        *every_section_says_something(placed),
        *every_account_has_its_place(document, content),
        *every_section_is_ready(placed),
        *no_carried_text_is_unconfirmed(document, placed),
        *no_comment_is_open(placed),
        *moved.findings(placed, figures, moved.written_of(sections)),
        *review(paper, known.is_page),
    ]


def placed_sections(document: Document) -> list[Placed]:
    """In order, each as the composed document numbers it."""
    numbered = numbering.number_sections(document.sections.select_related("responsible"))
    return [(numbering.section_number(number), compose.anchor_of(number), section) for number, section in numbered]


def text_problems(text: str, document: Document) -> list[str]:
    """One sentence for each token of a section's text that could not be printed, in order and once."""
    blocks = compose.section_blocks(richtext.clean(text), tokens.Binder(document))
    return list(dict.fromkeys(block.message for block in blocks if isinstance(block, BrokenToken)))


def draft_problems(text: str) -> Iterator[str]:
    """As `text_problems`, of what can be told of a token without asking for its figure: it is called at each pause of
    one who writes."""
    for token in dict.fromkeys(tokens.find(richtext.plain(text))):
        try:
            tokens.resolve(token)
        except tokens.Unbound as error:
            yield str(error)


def the_cooperation_is_named() -> Iterator[Finding]:
    """The cooperation's name stands in every document."""
    if not Cooperation.objects.exists():
        yield Finding("setup", "Samarbeidet er ikke registrert. Fyll ut navn og råd under Grunndata.")


def every_token_is_bound(content: Content) -> Iterator[Finding]:
    """An unknown token, or one without data behind it, would be printed as a hole."""
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, BrokenToken):
                yield Finding("token", block.message, section.number, section.title, section.anchor, block.token)
    for sentence in content.summary.missing if content.summary else ():
        yield Finding("token", sentence)


def every_section_says_something(placed: list[Placed]) -> Iterator[Finding]:
    """A heading has a text or headings below it."""
    parents = {section.parent_id for _, _, section in placed}
    if not placed:
        yield Finding("empty", "Dokumentet har ingen avsnitt.")
    for number, anchor, section in placed:
        if section.pk not in parents and not richtext.plain(section.body):
            says = "er tomt. Skriv teksten, eller slett avsnittet."
            yield Finding("empty", says, number, section.title, anchor)


def every_section_is_ready(placed: list[Placed]) -> Iterator[Finding]:
    """Who was asked to write a section says when it is done."""
    for number, anchor, section in placed:
        if section.responsible and not section.is_finished:
            says = f"{section.responsible} har ikke satt avsnittet som klart."
            yield Finding("state", says, number, section.title, anchor)


def no_carried_text_is_unconfirmed(document: Document, placed: list[Placed]) -> Iterator[Finding]:
    """What was right in the last document is not known to be so in this one until somebody has said it."""
    for number, anchor, section in placed:
        if section.is_unconfirmed:
            says = "har tekst fra forrige dokument. Endre den, eller bekreft den på tavlen."
            yield Finding("carried", says, number, section.title, anchor)
    for own in (*document.manual_figures.filter(is_carried=True), *document.manual_tables.filter(is_carried=True)):
        told = f"«{own}» er hentet fra forrige dokument. Endre eller bekreft det under Egne tall og tabeller."
        yield Finding("carried", told)


def no_comment_is_open(placed: list[Placed]) -> Iterator[Finding]:
    """Somebody has asked something of the text that nobody has settled."""
    counts = open_counts([section for _, _, section in placed])
    for number, anchor, section in placed:
        if count := counts.get(section.pk):
            comments, them = ("åpen kommentar", "den") if count == 1 else ("åpne kommentarer", "dem")
            says = f"har {count} {comments}. Svar på {them} og merk {them} som avgjort."
            yield Finding("comment", says, number, section.title, anchor)


def every_account_has_its_place(document: Document, content: Content) -> Iterator[Finding]:
    """An imported account that belongs to no type of cost would be missing from the operating result."""
    year = document.accounting_year
    if year is None or not (count := unknown_count(year)):
        return
    if lines_source_name(year) in {source.name for source in content.sources}:
        says = f"{count} konti i regnskapet for {year} mangler type utgift. Koble dem under Økonomi, Konti."
        yield Finding("setup", says)
