"""Where a click on a figure of a page leads, in a sentence or a table: to what stands behind it (meetings/behind)."""

import re
from urllib.parse import urlencode

from django.urls import reverse

_PLACE = re.compile(
    r'data-id="(?P<name>[^"]+)"'
    r'|<(?P<tag>a|span) class="figure" data-figure="(?P<key>[^"]+)"[^>]*>(?P<text>.*?)</(?P=tag)>'
)
FROM, EDITION, PUBLIC = "fra", "utgave", "offentlig"
SUM = "sum"  # the row of a table's totals


def figure_url(document: int, sequence: int | None, key: str, **query: str) -> str:
    """`sequence` is that of an approved version, None of the draft. `key` is the token that the figure stands as."""
    if sequence is None:
        return _with(reverse("meetings:document-figure", args=[document, key]), query)
    return _with(reverse("meetings:version-figure", args=[document, sequence, key]), query)


def cell_url(document: int, sequence: int | None, table: str, row: str, column: int, **query: str) -> str:
    """`table` is its name among the paragraphs, `row` its number from 1, or «sum», `column` its number from 1."""
    if sequence is None:
        return _with(reverse("meetings:document-cell", args=[document, table, row, column]), query)
    return _with(reverse("meetings:version-cell", args=[document, sequence, table, row, column]), query)


def _with(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url


class Leads:
    """The links of one page. A figure that stands in several places says which of them it was followed from."""

    def __init__(self, document: int, sequence: int | None, *, is_public: bool = False) -> None:
        """`is_public`: what is shown is the edition without what is exempt."""
        self.document, self.sequence = document, sequence
        self._edition = {EDITION: PUBLIC} if is_public else {}
        self._first: dict[str, str] = {}

    def set_in(self, html: str) -> str:
        """A text whose figures lead to what stands behind them."""
        if 'class="figure"' not in html:
            return html
        name = ""

        def lead(match: re.Match[str]) -> str:
            nonlocal name
            if match["name"]:
                name = match["name"]
                return match[0]
            key = match["key"]
            query = dict(self._edition)
            if self._first.setdefault(key, name) != name:
                query[FROM] = name
            url = figure_url(self.document, self.sequence, key, **query).replace("&", "&amp;")
            return f'<a class="figure" data-figure="{key}" data-behind href="{url}">{match["text"]}</a>'

        return _PLACE.sub(lead, html)

    def cells(self, table: str) -> str:
        """What the address of a cell begins with."""
        return cell_url(self.document, self.sequence, table, "1", 1).removesuffix("1/1/")

    @property
    def ending(self) -> str:
        """What the address of a cell ends with."""
        return f"?{urlencode(self._edition)}" if self._edition else ""
