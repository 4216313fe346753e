"""From a document's sections to its content.

The content of a draft is composed again each time; approval stores it, and from then on nothing is computed again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from lxml import html

from meetings.documents import numbering
from meetings.documents.content import (
    Block,
    BrokenToken,
    Case,
    Content,
    ExplainedTerm,
    NumberedSection,
    Publisher,
    Sitting,
    Text,
)
from meetings.documents.models import Document, Section
from meetings.key_figures.gathering import summary_of
from meetings.terms.marking import texts_of
from meetings.terms.registered import registered_terms
from meetings.terms.written import used
from meetings.tokens import tokens
from rorikt import amounts
from rorikt.figures.once import asked_once
from rorikt.figures.values import Definitions, Figure, Term
from rorikt.people.models import Cooperation, UnchangedSections
from rorikt.texts import richtext

DEFINITIONS = "definisjoner"
# Of these the control header has the title; of the others their kind says enough.
TITLED = {Document.Kind.CASE_PAPER, Document.Kind.PERIOD_REPORT}
NONE_USED = "teksten bruker ingen av begrepene under Definisjoner. Legg til de som trengs, eller slett avsnittet."
# What is printed before a text that the last document had too.
UNCHANGED_LINE = r"<p><em>Uendret siden \d\d\.\d\d\.\d{4}\.</em></p>"


@dataclass(frozen=True)
class Approval:
    """What the control header says of an approved version; `label` is its «Versjon»."""

    label: str
    approved_on: date
    approved_by: str


@asked_once()
def compose(
    document: Document,
    approval: Approval | None = None,
    withheld: Mapping[int, tuple[str, str]] | None = None,
    binder: tokens.Binder | None = None,
    *,
    with_sources: bool = True,
) -> Content:
    """All that is printed of the document. Without `approval` it is marked as a draft.

    `binder` is given by who wants to know afterwards what was asked for. `withheld` are sections by their keys whose
    title and text are replaced, and all below them left out. Without sources it cannot be kept: reading the rows behind
    the figures takes longer than the figures.
    """
    binder = binder or tokens.Binder(document)
    item, cooperation = document.agenda_item, Cooperation.objects.first()
    printing = UnchangedSections(cooperation.unchanged_sections) if cooperation else UnchangedSections.MARKED
    shown = list(_shown(numbering.number_sections(document.sections.all()), withheld or {}))
    numbered, left_out = _without_unchanged(shown, printing)
    sections = tuple(_section(number, one, binder, printing) for number, one in numbered)
    terms = used([document.title, *(text for one in sections for text in texts_of(one))], registered_terms())
    summary = None if withheld else summary_of(document, sections, binder)
    meeting = document.minutes_of or (item.meeting if item else None)
    return Content(
        kind=document.kind,
        kind_label=document.get_kind_display(),
        title=document.title,
        file_title=document.printed_file_title,
        is_draft=approval is None,
        as_of=document.as_of,
        cooperation=Publisher(cooperation.name, cooperation.council_name) if cooperation else Publisher(),
        control=(*_control(document, approval), *left_out),
        meeting=Sitting(meeting.number, meeting.held_on) if meeting else None,
        case=Case(item.number, item.title) if item and not document.minutes_of else None,  # their own meeting's
        sections=tuple(replace(one, blocks=_with_used_terms(one.blocks, terms)) for one in sections),
        figures=tuple(binder.figures.values()),
        sources=tuple(binder.sources()) if with_sources else (),
        terms=terms,
        summary=summary,
    )


def _shown(
    numbered: Iterable[tuple[tuple[int, ...], Section]], withheld: Mapping[int, tuple[str, str]]
) -> Iterator[tuple[tuple[int, ...], Section]]:
    closed: list[tuple[int, ...]] = []
    for number, section in numbered:
        if any(number[: len(above)] == above for above in closed):
            continue
        if section.pk in withheld:
            closed.append(number)
            section = copy(section)  # the row itself says what it says
            section.title, section.body = withheld[section.pk]
        yield number, section


Numbered = list[tuple[tuple[int, ...], Section]]


def _without_unchanged(numbered: Numbered, printing: UnchangedSections) -> tuple[Numbered, list[tuple[str, str]]]:
    """The sections that are printed, and a row of the control header that names those that are not.

    The others keep their numbers. A heading stays while anything below it is printed.
    """
    if printing != UnchangedSections.LEFT_OUT:
        return numbered, []
    told = {number for number, one in numbered if one.carried != Section.Carried.UNCHANGED}
    above = {number[:length] for number in told for length in range(1, len(number) + 1)}
    left = [
        f"{numbering.section_number(number)} {one.title} (siden {amounts.short_date(one.unchanged_since)})"
        for number, one in numbered
        if number not in told
    ]
    return [one for one in numbered if one[0] in above], [("Uendret, ikke gjengitt", ", ".join(left))] if left else []


def section_blocks(body: str, binder: tokens.Binder) -> list[Block]:
    """The blocks of one text: runs of paragraphs and lists, and between them tables, charts, definitions and errors."""
    blocks: list[Block] = []
    for element in richtext.elements(body):
        token = tokens.alone(element)
        if token is not None and binder.is_block(token):
            blocks.append(_block(token, binder))
            continue
        failures = _bind_inline(element, binder) or _broken_tokens(element)
        text = richtext.to_html(element)
        if blocks and isinstance(last := blocks[-1], Text):
            blocks[-1] = Text(last.html + text)
        else:
            blocks.append(Text(text))
        blocks += failures
    return blocks


def blocks_of(body: str, document: Document) -> tuple[Block, ...]:
    """One text as `document` prints it. The whole is composed only for a text that has the list of definitions."""
    blocks = section_blocks(body, tokens.Binder(document))
    if not any(isinstance(block, Definitions) for block in blocks):
        return tuple(blocks)
    return _with_used_terms(blocks, compose(document).terms)


def _with_used_terms(blocks: Iterable[Block], terms: Sequence[ExplainedTerm]) -> tuple[Block, ...]:
    """A list of definitions holds those that the document uses. An empty one is an error, as of every empty token."""
    listed: Block = Definitions(tuple(Term(one.term, one.meaning) for one in terms))
    if not terms:
        listed = BrokenToken(DEFINITIONS, f"[[{DEFINITIONS}]] kan ikke settes inn: {NONE_USED}")
    return tuple(listed if isinstance(block, Definitions) else block for block in blocks)


def _section(
    number: tuple[int, ...], section: Section, binder: tokens.Binder, printing: UnchangedSections
) -> NumberedSection:
    is_left_out = section.unchanged_since is not None and printing == UnchangedSections.LEFT_OUT
    body = "" if is_left_out else section.body  # of a heading whose parts are printed
    return NumberedSection(
        number=numbering.section_number(number),
        level=len(number),
        anchor=anchor_of(number),
        title=section.title,
        blocks=(*_carried_mark(section, printing), *section_blocks(body, binder)),
        key=f"s{section.pk}",
    )


def _carried_mark(section: Section, printing: UnchangedSections) -> list[Block]:
    """A line before a text that was in the last document. What is not confirmed is in no approved version."""
    if section.is_unconfirmed:
        return [Text(f"<p><em>{section.get_carried_display()}.</em></p>")]
    if section.unchanged_since and printing == UnchangedSections.MARKED:
        return [Text(f"<p><em>Uendret siden {amounts.short_date(section.unchanged_since)}.</em></p>")]
    return []


def anchor_of(number: tuple[int, ...]) -> str:
    return "avsnitt-" + "-".join(map(str, number))


def _block(token: str, binder: tokens.Binder) -> Block:
    try:
        return binder.bind_block(token)
    except tokens.Unbound as error:
        return BrokenToken(token, str(error))


def _bind_inline(element: html.HtmlElement, binder: tokens.Binder) -> list[BrokenToken]:
    """Put the figures into the texts of `element`; what cannot be bound is left standing and returned as errors."""
    failures = []
    for node in list(element.iter()):
        if node.text and "[[" in node.text:
            failures += _replace(node, node.text, binder, into_tail=False)
        if node is not element and node.tail and "[[" in node.tail:
            failures += _replace(node, node.tail, binder, into_tail=True)
    return failures


def _broken_tokens(element: html.HtmlElement) -> list[BrokenToken]:
    """A token without its end, or with bold or a link in its middle, would be printed as it stands."""
    text = element.text_content()
    if "[[" not in text and "]]" not in text:
        return []
    start = max(min(text.find(bracket) for bracket in ("[[", "]]") if bracket in text) - 10, 0)
    message = (
        f"«{text[start : start + 40].strip()}» har en kode som er brutt. Skriv den i ett, uten formatering: [[kode]]."
    )
    return [BrokenToken("", message)]


def _replace(node: html.HtmlElement, text: str, binder: tokens.Binder, *, into_tail: bool) -> list[BrokenToken]:
    """Take the text of `node`, or the text after it, apart at its tokens."""
    failures: list[BrokenToken] = []
    before, made = "", list[html.HtmlElement]()
    for piece, token in tokens.split(text):
        if token is None:
            before, made = _append(before, made, piece)
            continue
        try:
            figure = binder.bind_figure(token)
        except tokens.Unbound as error:
            failures.append(BrokenToken(token, str(error)))
            before, made = _append(before, made, piece)
        else:
            made.append(_figure_element(figure))
    if into_tail:
        node.tail = before
        parent, start = node.getparent(), node.getparent().index(node) + 1
    else:
        node.text = before
        parent, start = node, 0
    for index, new in enumerate(made):
        parent.insert(start + index, new)
    return failures


def _append(before: str, made: list[html.HtmlElement], text: str) -> tuple[str, list[html.HtmlElement]]:
    if made:
        made[-1].tail = (made[-1].tail or "") + text
        return before, made
    return before + text, made


def _figure_element(figure: Figure) -> html.HtmlElement:
    """A link to the rows; `render` makes it plain text for print."""
    element = html.Element("a" if figure.link else "span")
    element.set("class", "figure")
    element.set("data-figure", figure.key)
    if figure.link:
        element.set("href", figure.link)
    element.text = figure.text
    return element


def _control(document: Document, approval: Approval | None) -> tuple[tuple[str, str], ...]:
    return (
        ("Tittel", document.title if document.kind in TITLED else document.get_kind_display()),
        ("Versjon", approval.label if approval else "Utkast"),
        ("Status", "Godkjent" if approval else "Kvalitetssikret" if document.is_checked else "Utkast"),
        ("Godkjent dato", amounts.short_date(approval.approved_on if approval else None)),
        ("Godkjent av", approval.approved_by if approval else amounts.NOTHING),
        ("Dok. ansvarlig", document.document_owner),
    )
