"""Figures that moved since their sentences were written: «var 595, er 612».

A sentence that is changed is written anew, with the figures of now; one that is not keeps those it was written with,
whatever else is stored of its section, until somebody says that it was read.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from meetings.claims.findings import Finding
from meetings.claims.words import sentences
from meetings.documents.models import Section
from meetings.objections.models import WrittenFigures
from meetings.tokens import tokens
from rorikt.figures.values import Figure
from rorikt.texts import richtext

_FIGURE = re.compile(r'<(a|span) class="figure" data-figure="([^"]+)"[^>]*>.*?</\1>')
# By the hash of a sentence, the printed value of each of its tokens.
Written = dict[str, dict[str, str]]


def written_now(body: str, figures: Mapping[str, Figure]) -> dict[str, tuple[str, dict[str, str]]]:
    """Each sentence with figures, by its hash: its words as they are written, and what its tokens say now."""
    found = {}
    for element in richtext.elements(body):
        if tokens.alone(element):
            continue
        text = " ".join(element.text_content().split())
        for start, end in sentences(text):
            sentence = text[start:end].strip()
            said = {token: figures[token].text for token in tokens.find(sentence) if token in figures}
            if said:
                found[hashlib.sha256(sentence.encode()).hexdigest()] = sentence, said
    return found


def moved(body: str, figures: Mapping[str, Figure], written: Written) -> Iterator[tuple[str, str, str, str, str]]:
    """Sentence, its hash, token, what it was and what it is, of each that is not what it was."""
    for key, (sentence, said) in written_now(body, figures).items():
        for token, now in said.items():
            before = written.get(key, {}).get(token, now)
            if before != now:
                yield sentence, key, token, before, now


def findings(
    placed: Iterable[tuple[str, str, Section]], figures: Mapping[str, Figure], written: Mapping[int, Written]
) -> Iterator[Finding]:
    """`placed` are number, anchor and section."""
    for number, anchor, section in placed:
        for sentence, key, token, before, now in moved(section.body, figures, written.get(section.pk, {})):
            says = f"{figures[token].label} var {before}, er {now}. Les på nytt: «{_said(sentence, figures)}»"
            yield Finding(
                check="moved",
                says=says,
                section=number,
                title=section.title,
                anchor=anchor,
                quote=token,
                block=sentence,
                values=(key, before, now),
                source=figures[token].link,
            )


def _said(sentence: str, figures: Mapping[str, Figure]) -> str:
    """As it is printed."""
    pieces = tokens.split(sentence)
    return "".join(figures[token].text if token and token in figures else piece for piece, token in pieces)


def marked(html: str, was: Mapping[str, str]) -> str:
    """A printed text with what its figures were, by their tokens, beside those that are another now."""

    def with_old(found: re.Match[str]) -> str:
        before = was.get(found[2])
        return f'{found[0]} <mark class="moved">(var {escape(before)})</mark>' if before else found[0]

    return _FIGURE.sub(with_old, html) if was else html


def written_of(sections: Iterable[Section]) -> dict[int, Written]:
    """By the keys of the sections."""
    rows = WrittenFigures.objects.filter(section__in=[section.pk for section in sections])
    return dict(rows.values_list("section", "figures"))


def remember(sections: Iterable[Section], figures: Mapping[str, Figure]) -> None:
    """Keep what new sentences say, and forget those that are gone."""
    kept = list(sections)
    written = written_of(kept)
    for section in kept:
        before = written.get(section.pk, {})
        after = {
            key: {token: before.get(key, {}).get(token, now) for token, now in said.items()}
            for key, (_, said) in written_now(section.body, figures).items()
        }
        if after != before:
            WrittenFigures.objects.update_or_create(section=section, defaults={"figures": after})
