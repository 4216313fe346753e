"""From content to what a template prints. The web page and the PDF are made in the same way."""

import re
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from meetings.documents.models import Document
from rorikt.figures.charts import svg
from rorikt.figures.values import chart_from_json, table_from_json
from rorikt.pdf import joining

# The link was made by compose._figure_element; on paper there is no site to follow it to.
FIGURE_LINK = re.compile(r'<a class="figure"[^>]*>(.*?)</a>')
ANCHOR_LINK = re.compile(r'href="#([^"]+)"')


def page_context(content: dict[str, Any]) -> dict[str, Any]:
    return {"content": _with_objects(content), "show_sources": True, "for_print": False}


def document_html(content: dict[str, Any]) -> str:
    """The whole of a short document."""
    return _print("document", content, is_front=True, contents=content["sections"], leads=joining.CONTENTS)


def front_html(content: dict[str, Any]) -> str:
    """Title, control header and contents, whose lines get their pages when the parts are joined."""
    contents = [_listed(section) for section in content["sections"]]
    return _print("document", {**content, "sections": []}, is_front=True, contents=contents, leads=joining.CONTENTS)


def chapter_html(content: dict[str, Any], sections: Sequence[dict[str, Any]]) -> str:
    """Some sections, from which links to the others lead out of the part. The control header is no part of it."""
    outside = {section["anchor"] for section in content["sections"]} - {section["anchor"] for section in sections}

    def lead(match: re.Match[str]) -> str:
        return f'href="{joining.ELSEWHERE}{match[1]}"' if match[1] in outside else match[0]

    return ANCHOR_LINK.sub(lead, _print("document", {**content, "sections": list(sections)}))


def margins_html(content: dict[str, Any]) -> str:
    return render_to_string("print/margins.html", {"content": content})


def _print(template: str, content: dict[str, Any], **context: Any) -> str:
    return render_to_string(
        f"print/{template}.html", {"content": _with_objects(content, for_print=True), "for_print": True, **context}
    )


def _listed(section: dict[str, Any]) -> dict[str, Any]:
    return {key: section[key] for key in ("number", "level", "anchor", "title")}


def _with_objects(content: dict[str, Any], *, for_print: bool = False) -> dict[str, Any]:
    sections = [
        {**section, "blocks": [_block(block, for_print=for_print) for block in section["blocks"]]}
        for section in content["sections"]
    ]
    return {**content, "sections": sections, "is_report": content["kind"] == Document.Kind.ACTIVITY_REPORT}


def _block(block: dict[str, Any], *, for_print: bool) -> dict[str, Any]:
    if block["type"] == "table":
        return {**block, "table": table_from_json(block["table"])}
    if block["type"] == "chart":
        chart = chart_from_json(block["chart"])
        return {**block, "chart": chart, "svg": svg(chart)}
    if block["type"] == "html" and for_print:
        return {**block, "html": FIGURE_LINK.sub(r'<span class="figure">\1</span>', block["html"])}
    return block
