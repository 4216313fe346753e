"""What a document says: all that its page, its PDF and the packet are printed from, of a draft or of a frozen version.

A version is stored as JSON, whose shape is told in docs/decisions/0004-one-content.md. Only this module knows it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rorikt.figures.values import (
    Chart,
    Definitions,
    Figure,
    Source,
    Table,
    Term,
    chart_from_json,
    figure_from_json,
    table_from_json,
    to_json,
)

SCHEMA = 1
CHECKED_BY, CHANGED, ABOUT_EDITION = "Kvalitetssikret av", "Endret", "Om utgaven"
ONLY_IN_FRONT = (CHECKED_BY, CHANGED, ABOUT_EDITION)  # rows of the control header


@dataclass(frozen=True)
class Text:
    """A run of paragraphs and lists: sanitised HTML with its figures in place, each a link to its rows."""

    html: str


@dataclass(frozen=True)
class BrokenToken:
    """A token that could not be bound, and why; none in an approved version."""

    token: str
    message: str


Block = Text | Table | Chart | Definitions | BrokenToken


@dataclass(frozen=True)
class ExplainedTerm:
    """A term that the document uses, as a page explains it where it stands.

    `forms` are the other ways it is written in; a name (`is_name`) is found only as it is written.
    """

    term: str
    meaning: str
    forms: tuple[str, ...] = ()
    is_name: bool = False


@dataclass(frozen=True)
class NumberedSection:
    """`level` is 1 for a chapter, and `anchor` what links to it lead to. `key` is its own as long as it lives: empty
    where it was approved before sections had one, or is made for the occasion.
    """

    number: str
    level: int
    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    key: str = ""

    @property
    def called(self) -> str:
        """`1.2 Driftsresultat`; without a number, its title alone."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class Publisher:
    """The cooperation as it was named; empty where it was not registered."""

    name: str = ""
    council_name: str = ""


@dataclass(frozen=True)
class Sitting:
    number: str
    held_on: date


@dataclass(frozen=True)
class Case:
    number: str
    title: str


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the page that is read first. `token` is what was chosen, without its month.

    `text` has its unit, `trend` holds it against the last report in a sentence; `section` and `anchor` are where more
    is told of it, empty where nothing is.
    """

    token: str
    figure: Figure
    text: str
    trend: str = ""
    section: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Moved:
    """A figure of a sentence that was another one in the last report."""

    label: str
    was: str
    now: str
    section: str
    anchor: str


@dataclass(frozen=True)
class Summary:
    """The page that is read first. `last` names the report it is held against, or says that there is none; `asked` is
    what the council is asked, with a blank line between paragraphs; `missing` has a sentence for each key figure that
    has no value, none in an approved version; `in_short` is what authors wrote in plain words, empty for nothing."""

    key_figures: tuple[KeyFigure, ...] = ()
    moved: tuple[Moved, ...] = ()
    last: str = ""
    asked: str = ""
    missing: tuple[str, ...] = ()
    in_short: str = ""


@dataclass(frozen=True)
class Content:
    """`control` has the rows of the control header as printed, `figures` every figure of the sentences by its token,
    `sources` the rows behind all of it, `terms` those that it uses, in the order of the alphabet. Minutes have no
    `summary`, nor what was approved before there were any."""

    kind: str
    kind_label: str
    title: str
    file_title: str
    is_draft: bool
    as_of: date
    cooperation: Publisher = Publisher()
    control: tuple[tuple[str, str], ...] = ()
    meeting: Sitting | None = None
    case: Case | None = None
    sections: tuple[NumberedSection, ...] = ()
    figures: tuple[Figure, ...] = ()
    sources: tuple[Source, ...] = ()
    terms: tuple[ExplainedTerm, ...] = ()
    summary: Summary | None = None

    @property
    def running(self) -> tuple[tuple[str, str], ...]:
        """The rows of the control header that stand on every page; the others would fill it."""
        return tuple((label, value) for label, value in self.control if label not in ONLY_IN_FRONT)

    @property
    def errors(self) -> Iterator[str]:
        """One sentence for each token that could not be bound, with the section it stands in."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, BrokenToken):
                    yield f"Avsnitt {section.number} {section.title}: {block.message}"
        yield from self.summary.missing if self.summary else ()

    @property
    def explained(self) -> tuple[ExplainedTerm, ...]:
        """Its terms; of a version from before they were kept, those of its list."""
        listed = (block for section in self.sections for block in section.blocks if isinstance(block, Definitions))
        return self.terms or tuple(ExplainedTerm(one.term, one.meaning) for block in listed for one in block.items)

    @property
    def sha256(self) -> str:
        """Of all it says. A stored version keeps its own: here it has also what was added to the shape since."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        written = to_json(replace(self, sections=(), figures=(), summary=None))
        del written["summary"]  # as contents were written before they had one: what is stored stays the same
        if not self.terms:
            del written["terms"]
        return {
            "schema": SCHEMA,
            **written,
            **({"summary": _filled(to_json(self.summary), "in_short")} if self.summary else {}),
            "sections": [
                {
                    **_filled(to_json(replace(section, blocks=())), "key"),
                    "blocks": [_block_to_json(block) for block in section.blocks],
                }
                for section in self.sections
            ],
            "figures": {figure.key: to_json(figure) for figure in self.figures},
        }


def content_from_json(data: dict[str, Any]) -> Content:
    """What `to_json` was called on, by this release or by an earlier one."""
    meeting, case = data["meeting"], data["case"]
    return Content(
        **{key: data[key] for key in ("kind", "kind_label", "title", "file_title", "is_draft")},
        as_of=date.fromisoformat(data["as_of"]),
        cooperation=Publisher(**data["cooperation"]),
        control=tuple((label, value) for label, value in data["control"]),
        meeting=meeting and Sitting(meeting["number"], date.fromisoformat(meeting["held_on"])),
        case=case and Case(**case),
        sections=tuple(
            NumberedSection(**{**section, "blocks": tuple(map(_block_from_json, section["blocks"]))})
            for section in data["sections"]
        ),
        figures=tuple(map(figure_from_json, data["figures"].values())),
        sources=tuple(Source(**source) for source in data["sources"]),
        terms=tuple(ExplainedTerm(**{**term, "forms": tuple(term["forms"])}) for term in data.get("terms", ())),
        summary=_summary_from_json(data["summary"]) if "summary" in data else None,
    )


def _filled(written: dict[str, Any], name: str) -> dict[str, Any]:  # as it was stored before there was any
    return {key: value for key, value in written.items() if key != name or value}


def _summary_from_json(data: dict[str, Any]) -> Summary:
    keyed = tuple(KeyFigure(**{**one, "figure": figure_from_json(one["figure"])}) for one in data["key_figures"])
    moved, missing = tuple(Moved(**one) for one in data["moved"]), tuple(data["missing"])
    return Summary(keyed, moved, data["last"], data["asked"], missing, data.get("in_short", ""))


def _block_to_json(block: Block) -> dict[str, Any]:
    match block:
        case Text():
            return {"type": "html", **to_json(block)}
        case Table():
            return {"type": "table", "table": to_json(block)}
        case Chart():
            return {"type": "chart", "chart": to_json(block)}
        case Definitions():
            return {"type": "definitions", **to_json(block)}
        case BrokenToken():
            return {"type": "error", **to_json(block)}


def _block_from_json(data: dict[str, Any]) -> Block:
    match data:
        case {"type": "html", "html": html}:
            return Text(html)
        case {"type": "table", "table": table}:
            return table_from_json(table)
        case {"type": "chart", "chart": chart}:
            return chart_from_json(chart)
        case {"type": "definitions", "items": items}:
            return Definitions(tuple(Term(**item) for item in items))
        case {"type": "error", "token": token, "message": message}:
            return BrokenToken(token, message)
    raise ValueError(f"no block of a document is of type {data.get('type')}")
