"""Papers for the checks: sections of typed HTML, read as a composed document is."""

from meetings.claims.reading import read
from meetings.documents.content import NumberedSection, Text
from meetings.papers import compose
from meetings.review.all_checks import review
from meetings.tokens import tokens
from meetings.tokens.catalogue import catalogue
from rorikt.figures.values import Definitions
from tests import factories


def paper(*sections, offered=(), terms=(), names=(), figures=()):
    """Each section is its HTML, or its heading («7 Kostnader 2025») and its HTML; a block stands as it is."""
    numbered = []
    for place, section in enumerate(sections, start=1):
        heading, *blocks = section if isinstance(section, tuple) else (f"{place} Avsnitt", section)
        number, _, title = heading.partition(" ")
        made = tuple(Text(block) if isinstance(block, str) else block for block in blocks)
        numbered.append(NumberedSection(number, number.count(".") + 1, f"avsnitt-{number}", title, made))
    content = factories.make_content(sections=tuple(numbered), figures=tuple(figures))
    return read(content, offered=offered, terms=terms, names=names)


def found(*sections, is_page=lambda path: True, **known):
    """The findings as (check, quote)."""
    return [(one.check, one.quote) for one in review(paper(*sections, **known), is_page)]


def said(*sections, check, **known):
    return [one.says for one in review(paper(*sections, **known), lambda path: True) if one.check == check]


def table(caption, head, *rows):
    """Typed by hand; the first row of cells is the head, those after it the rows."""
    heads = "".join(f"<th>{cell}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def offers_of(document):
    """All that the parameters of a document give."""
    binder = tokens.Binder(document)
    values = [binder.bind(one.token[2:-2]) for group in catalogue(document) for one in group.entries]
    return [value for value in values if not isinstance(value, Definitions)]


def content_of(document):
    return compose.compose(document)
