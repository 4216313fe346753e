"""What is new in a paper, as the pieces of HTML that stand in its text, and the lines of the list that leads there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.template.loader import render_to_string

from meetings.news.changed import News, ParagraphNews, SectionNews

_COUNTED = (("changed", "endret"), ("new", "nytt"), ("moved", "flyttet hit"), ("gone", "tatt ut"))


@dataclass(frozen=True)
class NewsLine:
    """A section with what has become of it; `target` is the id of the first of its marks."""

    name: str
    told: str
    target: str


def marks_of(news: News) -> dict[str, Sequence[str]]:
    """By the names they are set before. Of a new section only the whole is marked, not each paragraph."""
    marks: dict[str, list[str]] = defaultdict(list)
    for marked in _marked(news):
        if marked.whole:
            context = {"section": marked.section, "target": marked.whole}
            marks[marked.section.before].append(render_to_string("meetings/news/section_mark.html", context))
        for one, target in marked.paragraphs:
            marks[one.before].append(render_to_string("meetings/news/mark.html", {"news": one, "target": target}))
    return dict(marks)


def lines_of(news: News) -> list[NewsLine]:
    """One for each section that is told of."""
    return [NewsLine(one.section.name, _told(one.section), one.first) for one in _marked(news)]


def told_in_short(news: News) -> str:
    """«2 avsnitt og 1 tall er endret»; empty where nothing that is read is another."""
    counts = [(len(news.sections), "avsnitt", "avsnitt"), (len(news.figures), "tall", "tall")]
    counts.append((len(news.facts), "opplysning", "opplysninger"))
    told = [f"{count} {one if count == 1 else more}" for count, one, more in counts if count]
    return f"{' og '.join(filter(None, [', '.join(told[:-1]), told[-1]]))} er endret" if told else ""


@dataclass(frozen=True)
class _Marked:
    """A section with the ids of its marks; `whole` is that of the section itself, empty where only parts are told."""

    section: SectionNews
    whole: str
    paragraphs: list[tuple[ParagraphNews, str]]

    @property
    def first(self) -> str:
        return self.whole or self.paragraphs[0][1]


def _marked(news: News) -> Iterator[_Marked]:
    """In the order they are read, and numbered in it."""
    ids = (f"nytt-{number}" for number in count(1))
    for section in news.sections:
        whole = next(ids) if section.kind or section.was or section.is_reordered else ""
        parts = () if section.kind == "gone" else section.paragraphs
        told = [one for one in parts if not (section.kind == "new" and one.kind == "new")]
        yield _Marked(section, whole, [(one, next(ids)) for one in told])


def _told(section: SectionNews) -> str:
    if section.kind:
        return "nytt avsnitt" if section.kind == "new" else "tatt ut"
    told = [f"overskriften var «{section.was}»"] if section.was else []
    counts = [(sum(one.kind == kind for one in section.paragraphs), word) for kind, word in _COUNTED]
    told += [f"{count} {word}" for count, word in counts if count]
    return ", ".join([*told, *(["annen rekkefølge"] if section.is_reordered else [])])
