"""What is not yet in order in a draft: what is missing in it, and what the checks say of its words and figures."""

from collections.abc import Collection, Iterator

from django.urls import reverse

from budget.accounts.report import unknown_count
from budget.money.offers import OWNER
from meetings.claims.findings import Finding
from meetings.claims.reading import read
from meetings.comments.counting import open_counts
from meetings.documents import numbering
from meetings.documents.content import BrokenToken, Content
from meetings.documents.models import Document, Section, gathering
from meetings.objections import known, moved
from meetings.objections.standing import stopping, waived_in
from meetings.papers import compose
from meetings.papers.last_text import texts_before
from meetings.papers.period_checks import period_findings
from meetings.proposing.counting import open_edits
from meetings.review.all_checks import review
from meetings.review.leftovers import twice, unchanged
from meetings.terms.registered import registered_terms
from meetings.tokens import tokens
from rorikt import amounts
from rorikt.figures.once import asked_once
from rorikt.people.models import Cooperation
from rorikt.texts import richtext
from support.statistics.offers import OWNER as TICKETS
from support.tickets.reach import ends_before

# Number, anchor and the section itself.
Placed = tuple[str, str, Section]


def document_problems(document: Document) -> Iterator[str]:
    """One Norwegian sentence for each thing that stops the approval; none where it is in order."""
    for finding in stopping(findings_of(document), waived_in(document)):
        yield finding.told


@asked_once()
def findings_of(document: Document, *, is_written: bool = False) -> list[Finding]:
    """All that the checks say of a draft, what may stand among it too.

    `is_written` keeps what its figures are now as what they were when new sentences were written.
    """
    binder, placed = tokens.Binder(document), placed_sections(document)
    content = compose.compose(document, binder=binder, with_sources=False)
    printed = set(binder.used)
    figures = {figure.key: figure for figure in content.figures}
    sections = [section for _, _, section in placed]
    if is_written:
        moved.remember(sections, figures)
    offered = list(known.offered(binder))
    terms = [form for one in registered_terms() for form in (one.term, *one.forms)]
    paper = read(content, offered=offered, terms=terms, names=known.names())
    return [
        *the_cooperation_is_named(),
        *every_token_is_bound(content),
        *every_section_says_something(document, placed),
        *every_account_has_its_place(document, printed),
        *the_tickets_reach_its_days(document, printed),
        *period_findings(document),
        *every_section_is_ready(placed),
        *no_carried_text_is_unconfirmed(document, placed),
        *no_text_is_of_last_time(placed),
        *no_comment_is_open(placed),
        *no_edit_is_open(placed),
        *moved.findings(placed, figures, moved.written_of(sections)),
        *review(paper, known.is_page),
        *(() if document.minutes_of_id else twice(paper)),  # minutes repeat what was proposed where it was decided
    ]


def placed_sections(document: Document) -> list[Placed]:
    """In order, each as the composed document numbers it."""
    rows = document.sections.select_related("responsible", "came_from__document")
    numbered = numbering.number_sections(rows)
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


def every_section_says_something(document: Document, placed: list[Placed]) -> Iterator[Finding]:
    """A heading has a text or headings below it."""
    parents = {section.parent_id for _, _, section in placed}
    if not placed:
        outline = reverse("meetings:document-outline", args=[document.pk])
        yield Finding("empty", "Dokumentet har ingen avsnitt. Lag dem under Disposisjon.", mended_on=outline)
    for number, anchor, section in placed:
        if section.pk not in parents and not (richtext.plain(section.body) or richtext.pictures(section.body)):
            says = "er tomt. Skriv teksten, eller slett avsnittet."
            yield Finding("empty", says, number, section.title, anchor)


def every_section_is_ready(placed: list[Placed]) -> Iterator[Finding]:
    """Who was asked to write a section says when it is done. A heading that only gathers others is not on the board."""
    left_out = gathering(section for _, _, section in placed)
    for number, anchor, section in placed:
        if section.pk not in left_out and section.responsible and not section.is_finished:
            says = f"{section.responsible} har ikke satt avsnittet som klart."
            board = reverse("meetings:document-board", args=[section.document_id])
            yield Finding("state", says, number, section.title, anchor, mended_on=board)


def no_carried_text_is_unconfirmed(document: Document, placed: list[Placed]) -> Iterator[Finding]:
    """What was right in the last document is not known to be so in this one until somebody has said it."""
    board, own_data = (reverse(f"meetings:{name}", args=[document.pk]) for name in ("document-board", "document-data"))
    for number, anchor, section in placed:
        if section.is_unconfirmed:
            says = "har tekst fra forrige dokument. Endre den, eller bekreft den på tavlen."
            yield Finding("carried", says, number, section.title, anchor, mended_on=f"{board}?velg=ubekreftet")
    for own in (*document.manual_figures.filter(is_carried=True), *document.manual_tables.filter(is_carried=True)):
        told = f"«{own}» er hentet fra forrige dokument. Endre eller bekreft det under Egne tall og tabeller."
        yield Finding("carried", told, quote=str(own), mended_on=own_data)


def no_text_is_of_last_time(placed: list[Placed]) -> Iterator[Finding]:
    """A paragraph that says what the last document said, where nobody has said that it should.

    A text that was carried over is marked as what it is, and that of a standing section is meant to be the same.
    """
    written = [section for _, _, section in placed if not (section.carried or section.is_standing)]
    before = texts_before(written)
    for number, anchor, section in placed:
        if same := unchanged(section.body, before.get(section.pk, "")):
            places = f", {len(same)} steder" if len(same) > 1 else ""
            is_whole = section.says_the_same(before[section.pk])
            way = "merk teksten som uendret" if is_whole else "begrunn at det kan stå"
            says = f"har tekst som er ordrett som forrige gang{places}. Skriv den på nytt, eller {way}."
            yield Finding("unchanged", says, number, section.title, anchor, same[0], "\n".join(same))


def no_comment_is_open(placed: list[Placed]) -> Iterator[Finding]:
    """Somebody has asked something of the text that nobody has settled."""
    counts = open_counts([section for _, _, section in placed])
    for number, anchor, section in placed:
        if count := counts.get(section.pk):
            what, them = ("åpen kommentar", "den") if count == 1 else ("åpne kommentarer", "dem")
            says = f"har {count} {what}. Svar på {them} og merk {them} som avgjort."
            comments = reverse("meetings:section-comments", args=[section.pk])
            yield Finding("comment", says, number, section.title, anchor, mended_on=comments)


def no_edit_is_open(placed: list[Placed]) -> Iterator[Finding]:
    """Somebody has suggested another text that has been neither taken nor refused."""
    counts = open_edits([section for _, _, section in placed])
    for number, anchor, section in placed:
        if count := counts.get(section.pk):
            edits, them = ("åpent forslag", "det") if count == 1 else ("åpne forslag", "dem")
            says = f"har {count} {edits} til endring. Ta {them} inn eller avslå {them}."
            waiting = reverse("meetings:section-edits", args=[section.pk])
            yield Finding("edit", says, number, section.title, anchor, mended_on=waiting)


def every_account_has_its_place(document: Document, owners: Collection[str]) -> Iterator[Finding]:
    """An imported account that belongs to no type of cost would be missing from the operating result.

    `owners` are those whose figures are printed.
    """
    year = document.accounting_year
    if year is not None and OWNER in owners and (count := unknown_count(year)):
        says = f"{count} konti i regnskapet for {year} mangler type utgift. Koble dem under Økonomi, Konti."
        yield Finding("setup", says, mended_on=reverse("budget:account-mappings", args=[year]))


def the_tickets_reach_its_days(document: Document, owners: Collection[str]) -> Iterator[Finding]:
    """A month that no ticket was read in of would be printed as one without tickets, and as fewer than the last."""
    end = ends_before(document.as_of) if TICKETS in owners else None
    if end:
        says = (
            f"Siste sak i systemet er fra {amounts.short_date(end)}, men dokumentet viser tall fra brukerstøtten per "
            f"{amounts.short_date(document.as_of)}. Hent inn sakene som mangler, eller rett datoen."
        )
        yield Finding("tickets", says, mended_on=reverse("support:ticket-imports"))
