"""From content to what a template prints. The web page and the PDF take the same road."""

import re
from typing import Any

from django.template.loader import render_to_string

from meetings.models import Document
from rorikt import charts
from rorikt.figures import chart_from_json, table_from_json

# The link was made by compose._figure_element; on paper there is no site to follow it to.
FIGURE_LINK = re.compile(r'<a class="figure"[^>]*>(.*?)</a>')


def page_context(content: dict[str, Any]) -> dict[str, Any]:
    return {"content": _with_objects(content), "show_sources": True, "for_print": False}


def document_html(content: dict[str, Any]) -> str:
    context = {"content": _with_objects(content, for_print=True), "show_sources": False, "for_print": True}
    return render_to_string("print/document.html", context)


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
        return {**block, "chart": chart, "svg": charts.svg(chart)}
    if block["type"] == "html" and for_print:
        return {**block, "html": FIGURE_LINK.sub(r'<span class="figure">\1</span>', block["html"])}
    return block
