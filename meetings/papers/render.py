"""From content to what a template prints. The web page and the PDF are made in the same way."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from meetings.documents.content import Block, BrokenToken, Content, NumberedSection, Text
from meetings.paragraphs import paragraphs
from meetings.paragraphs.leading import Leads
from meetings.paragraphs.paragraphs import Marks, Place
from meetings.pictures.pictures import as_background, as_data
from meetings.terms.marking import Explainer, SectionExplainer
from rorikt.figures.values import Chart, Definitions, Table
from rorikt.pdf import joining
from rorikt.texts.written import Written

# The link was made by compose._figure_element; on paper there is no site to follow it to.
FIGURE_LINK = re.compile(r'<a class="figure"[^>]*>(.*?)</a>')
ANCHOR_LINK = re.compile(r'href="#([^"]+)"')


# The address of a picture, by its hash.
Picture = Callable[[str], str]


def page_context(
    content: Content, document: int, marks: Marks | None = None, leads: Leads | None = None
) -> dict[str, Any]:
    """`document` is the primary key of the one whose pictures are shown, `marks` what stands before its paragraphs.

    With `leads` its figures lead to what stands behind them, else straight to their rows.
    """
    explainer = Explainer(content.explained)
    names = paragraphs.names_of(content.sections)
    sections = _shown(content.sections, names, pictures_of(document), explainer, marks=marks, leads=leads)
    shown = {"content": content, "sections": sections, "explained": explainer.explained}
    return {**shown, "show_sources": True, "for_print": False}


def pictures_of(document: int) -> Picture:
    return lambda sha256: reverse("meetings:picture", args=[document, sha256])


def document_html(content: Content) -> str:
    """The whole of a short document."""
    return _print(content, content.sections, is_front=True, contents=content.sections, leads=joining.CONTENTS)


def front_html(content: Content) -> str:
    """Title, control header and contents, whose lines get their pages when the parts are joined."""
    return _print(content, [], is_front=True, contents=content.sections, leads=joining.CONTENTS)


def chapter_html(content: Content, sections: Sequence[NumberedSection]) -> str:
    """Some sections, from which links to the others lead out of the part. The control header is no part of it."""
    outside = {section.anchor for section in content.sections} - {section.anchor for section in sections}

    def lead(match: re.Match[str]) -> str:
        return f'href="{joining.ELSEWHERE}{match[1]}"' if match[1] in outside else match[0]

    return ANCHOR_LINK.sub(lead, _print(content, sections))


def margins_html(content: Content) -> str:
    return render_to_string("print/margins.html", {"content": content})


def shown_blocks(
    blocks: Iterable[Block],
    picture: Picture,
    *,
    level: int = 1,
    anchor: str = "avsnitt",
    for_print: bool = False,
    terms: SectionExplainer | None = None,
    names: Mapping[Place, str] | None = None,
    marks: Marks | None = None,
    leads: Leads | None = None,
) -> list[dict[str, Any]]:
    """Those of one section, as document/block.html takes them, with its notes at the end and its `terms` explained.

    With `names`, those of its tables and charts, every paragraph can be linked to.
    """
    written = Written(anchor, level, picture, as_background if for_print else None)
    shown = [_shown_block(block, written, for_print=for_print) for block in blocks]
    if notes := written.notes():
        shown.append({"html": notes})
    if terms:
        shown = [{**block, "html": terms.explained(block["html"])} if "html" in block else block for block in shown]
    if names is None:
        return shown
    named = [_named(block, names.get((anchor, index), ""), marks, leads) for index, block in enumerate(shown)]
    return [block for placed in named for block in placed]


def _named(block: dict[str, Any], name: str, marks: Marks | None, leads: Leads | None) -> list[dict[str, Any]]:
    """The block with the ids that links to it lead to, after what is marked before it."""
    if "html" in block:
        text = leads.set_in(block["html"]) if leads else block["html"]
        text = marks.set_in(text) if marks else text
        return [{"html": paragraphs.with_dom_ids(text)}]
    before = marks.of(name) if marks and name else ""
    placed = {**block, "id": paragraphs.dom_id(name), "name": name} if name else block
    if leads and name:
        placed |= {"behind": leads.cells(name), "behind_ending": leads.ending}
    return [{"html": before}, placed] if before else [placed]


def _print(content: Content, sections: Iterable[NumberedSection], **context: Any) -> str:
    shown = _shown(sections, paragraphs.names_of(content.sections), as_data, for_print=True)
    return render_to_string("print/document.html", {"content": content, "sections": shown, **context})


def _shown(
    sections: Iterable[NumberedSection],
    names: Mapping[Place, str],
    picture: Picture,
    explainer: Explainer | None = None,
    *,
    for_print: bool = False,
    marks: Marks | None = None,
    leads: Leads | None = None,
) -> list[dict[str, Any]]:
    def blocks_of(one: NumberedSection) -> list[dict[str, Any]]:
        return shown_blocks(
            one.blocks,
            picture,
            level=one.level,
            anchor=one.anchor,
            for_print=for_print,
            terms=explainer.section() if explainer else None,
            names=names,
            marks=marks,
            leads=leads,
        )

    def marked(one: NumberedSection) -> dict[str, str]:
        return {"before": marks.of(one.anchor), "after": marks.of(paragraphs.end_of(one))} if marks else {}

    return [{**vars(one), "blocks": blocks_of(one), **marked(one)} for one in sections]


def _shown_block(block: Block, written: Written, *, for_print: bool) -> dict[str, Any]:
    match block:
        case Text(html):
            shown = FIGURE_LINK.sub(r'<span class="figure">\1</span>', html) if for_print else html
            return {"html": written.shown(shown)}
        case Table():
            return {"table": block}
        case Chart():
            return {"chart": block}
        case Definitions():
            return {"definitions": block.items}
        case BrokenToken():
            return {"broken": block}
