"""From a document's sections to its content: plain JSON that the web page, the PDF and the packet are all printed from.

The content of a draft is composed again each time; approval stores it, and from then on nothing is computed again.
Its shape is told in docs/decisions/0004-one-content.md.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import html

from meetings.documents import numbering
from meetings.documents.models import Document, Section
from meetings.tokens import tokens
from rorikt import amounts
from rorikt.figures.values import Chart, Figure, Table, to_json
from rorikt.pages import richtext
from rorikt.people.models import Cooperation

SCHEMA = 1


@dataclass(frozen=True)
class Approval:
    """What the control header says of an approved version; `label` is its «Versjon»."""

    label: str
    approved_on: date
    approved_by: str


def compose(document: Document, approval: Approval | None = None) -> dict[str, Any]:
    """All that is printed of the document. Without `approval` it is marked as a draft."""
    binder = tokens.Binder(document)
    sections = [
        _section(number, section, binder) for number, section in numbering.number_sections(document.sections.all())
    ]
    return {
        "schema": SCHEMA,
        "kind": document.kind,
        "kind_label": document.get_kind_display(),
        "title": document.title,
        "file_title": document.printed_file_title,
        "is_draft": approval is None,
        "as_of": document.as_of.isoformat(),
        "cooperation": _cooperation(),
        "control": _control(document, approval),
        "meeting": _meeting(document),
        "case": _case(document),
        "sections": sections,
        "figures": {figure.key: to_json(figure) for figure in binder.figures.values()},
        "sources": [to_json(source) for source in binder.sources()],
    }


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def errors(content: dict[str, Any]) -> list[str]:
    """One sentence for each token that could not be bound, with the section it stands in."""
    return [
        f"Avsnitt {section['number']} {section['title']}: {block['message']}"
        for section in content["sections"]
        for block in section["blocks"]
        if block["type"] == "error"
    ]


def section_blocks(body: str, binder: tokens.Binder) -> list[dict[str, Any]]:
    """The blocks of one text: runs of paragraphs and lists, and between them tables, charts, definitions and errors."""
    blocks: list[dict[str, Any]] = []
    for element in richtext.elements(body):
        token = tokens.alone(element)
        if token is not None and binder.is_block(token):
            blocks.append(_block(token, binder))
            continue
        failures = _bind_inline(element, binder) or _broken_tokens(element)
        if blocks and blocks[-1]["type"] == "html":
            blocks[-1]["html"] += richtext.to_html(element)
        else:
            blocks.append({"type": "html", "html": richtext.to_html(element)})
        blocks += failures
    return blocks


def _section(number: tuple[int, ...], section: Section, binder: tokens.Binder) -> dict[str, Any]:
    return {
        "number": numbering.section_number(number),
        "level": len(number),
        "anchor": "avsnitt-" + "-".join(map(str, number)),
        "title": section.title,
        "blocks": section_blocks(section.body, binder),
    }


def _block(token: str, binder: tokens.Binder) -> dict[str, Any]:
    try:
        value = binder.bind(token)
    except tokens.Unbound as error:
        return _error(token, error)
    if isinstance(value, Table):
        return {"type": "table", "table": to_json(value)}
    if isinstance(value, Chart):
        return {"type": "chart", "chart": to_json(value)}
    return {"type": "definitions", "items": value}


def _error(token: str, error: tokens.Unbound) -> dict[str, Any]:
    return {"type": "error", "token": token, "message": str(error)}


def _bind_inline(element: html.HtmlElement, binder: tokens.Binder) -> list[dict[str, Any]]:
    """Put the figures into the texts of `element`; what cannot be bound is left standing and returned as errors."""
    failures = []
    for node in list(element.iter()):
        if node.text and "[[" in node.text:
            failures += _replace(node, node.text, binder, into_tail=False)
        if node is not element and node.tail and "[[" in node.tail:
            failures += _replace(node, node.tail, binder, into_tail=True)
    return failures


def _broken_tokens(element: html.HtmlElement) -> list[dict[str, Any]]:
    """A token without its end, or with bold or a link in its middle, would be printed as it stands."""
    text = element.text_content()
    if "[[" not in text and "]]" not in text:
        return []
    start = max(min(text.find(bracket) for bracket in ("[[", "]]") if bracket in text) - 10, 0)
    message = (
        f"«{text[start : start + 40].strip()}» har en kode som er brutt. Skriv den i ett, uten formatering: [[kode]]."
    )
    return [{"type": "error", "token": "", "message": message}]


def _replace(node: html.HtmlElement, text: str, binder: tokens.Binder, *, into_tail: bool) -> list[dict[str, Any]]:
    """Take the text of `node`, or the text after it, apart at its tokens."""
    failures: list[dict[str, Any]] = []
    before, made = "", list[html.HtmlElement]()
    for piece, token in tokens.split(text):
        if token is None:
            before, made = _append(before, made, piece)
            continue
        try:
            figure = binder.bind_figure(token)
        except tokens.Unbound as error:
            failures.append(_error(token, error))
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


def _cooperation() -> dict[str, str]:
    cooperation = Cooperation.objects.first()
    return {
        "name": cooperation.name if cooperation else "",
        "council_name": cooperation.council_name if cooperation else "",
    }


def _control(document: Document, approval: Approval | None) -> list[list[str]]:
    return [
        ["Tittel", document.get_kind_display() if document.kind != Document.Kind.CASE_PAPER else document.title],
        ["Versjon", approval.label if approval else "Utkast"],
        ["Status", "Godkjent" if approval else "Utkast"],
        ["Godkjent dato", amounts.short_date(approval.approved_on if approval else None)],
        ["Godkjent av", approval.approved_by if approval else amounts.NOTHING],
        ["Dok. ansvarlig", document.document_owner],
    ]


def _meeting(document: Document) -> dict[str, str] | None:
    if document.agenda_item is None:
        return None
    meeting = document.agenda_item.meeting
    return {"number": meeting.number, "held_on": meeting.held_on.isoformat()}


def _case(document: Document) -> dict[str, str] | None:
    item = document.agenda_item
    return None if item is None else {"number": item.number, "title": item.title}
