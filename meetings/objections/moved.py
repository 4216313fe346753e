"""Figures that moved since their sentences were written: «var 595, er 612».

A sentence that is changed is written anew, with the figures of now; one that is not keeps those it was written with,
whatever else is stored of its section, until somebody says that it was read.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from html import escape

from django.db import transaction

from meetings.claims.findings import Finding
from meetings.claims.words import sentences
from meetings.documents.models import Document, Section
from meetings.objections.models import WrittenFigures
from meetings.tokens import tokens
from rorikt.audit.rows import locked
from rorikt.figures.once import asked_once
from rorikt.figures.values import Figure
from rorikt.texts import richtext

_FIGURE = re.compile(r'<(a|span) class="figure" data-figure="([^"]+)"[^>]*>.*?</\1>')
# By the hash of a sentence, the printed value of each of its tokens.
Written = dict[str, dict[str, str]]


def sentences_of(body: str) -> Iterator[tuple[str, str, list[str]]]:
    """Each sentence with tokens in it: its hash, its words as they are written, and its tokens."""
    for element in richtext.elements(body):
        if tokens.alone(element):
            continue
        text = " ".join(element.text_content().split())
        for start, end in sentences(text):
            sentence = text[start:end].strip()
            if found := tokens.find(sentence):
                yield hashlib.sha256(sentence.encode()).hexdigest(), sentence, found


def written_now(body: str, figures: Mapping[str, Figure]) -> dict[str, tuple[str, dict[str, str]]]:
    """Each sentence with figures, by its hash: its words as they are written, and what its tokens say now."""
    found = {}
    for key, sentence, named in sentences_of(body):
        if said := {token: figures[token].text for token in named if token in figures}:
            found[key] = sentence, said
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
        now = {key: said for key, (_, said) in written_now(section.body, figures).items()}
        if any(now.get(key, {}).keys() != before.get(key, {}).keys() for key in {*now, *before}):
            _keep(section, now, gone=before.keys() - now.keys())


def remember_new(section: Section) -> None:
    """What the new sentences of a section say as it is saved: their figures may move before it is checked."""
    before = written_of([section]).get(section.pk, {})
    new = {key: named for key, _, named in sentences_of(section.body) if key not in before}
    figures = _bound({token for named in new.values() for token in named}, section.document)
    said = {key: {token: figures[token] for token in named if token in figures} for key, named in new.items()}
    if any(said.values()):
        _keep(section, {key: values for key, values in said.items() if values})


@asked_once()
def _bound(named: Iterable[str], document: Document) -> dict[str, str]:
    """What each token says now; those that say nothing are left out."""
    binder, found = tokens.Binder(document), {}
    for token in named:
        with suppress(tokens.Unbound):
            found[token] = binder.bind_figure(token).text
    return found


@transaction.atomic
def _keep(section: Section, said: Written, gone: Collection[str] = ()) -> None:
    """Of a sentence that is kept already the values stand, and nothing is forgotten of a text saved meanwhile."""
    revision = Section.objects.filter(pk=section.pk).values_list("revision", flat=True).first()
    if revision is None:
        return
    WrittenFigures.objects.get_or_create(section=section)
    row = locked(WrittenFigures.objects.filter(section=section)).get()
    forgotten = gone if revision == section.revision else ()
    kept = {key: values for key, values in row.figures.items() if key not in forgotten}
    kept |= {key: values | kept.get(key, {}) for key, values in said.items()}
    if row.figures != kept:
        row.figures = kept
        row.save(update_fields=["figures"])
