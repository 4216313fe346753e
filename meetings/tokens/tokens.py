"""Tokens in a text: `[[merforbruk]]` in a sentence becomes a figure, `[[tabell:driftsresultat]]` alone a table.

A token is a name and perhaps arguments, set apart by colons. What stands behind a name is offered by the rooms.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from lxml import html

from meetings.documents.models import Document
from rorikt.figures.offers import Asked, Offer, Value, offers, owners
from rorikt.figures.values import Chart, Definitions, Figure, NotAvailable, Source, Table

# Brackets that are opened and not closed do not reach into the next token.
ANY = re.compile(r"\[\[((?:(?!\[\[).)*?)\]\]", re.DOTALL)
_WELL_FORMED = re.compile(r"[a-z0-9-]+(?::[a-z0-9-]+)*")


class Unbound(Exception):
    """A token that cannot become a figure or a table; the message says in Norwegian why and what to do."""


def find(text: str) -> list[str]:
    """The tokens of a text, in order, without their brackets."""
    return [match[1].strip() for match in ANY.finditer(text)]


def split(text: str) -> Iterator[tuple[str, str | None]]:
    """The text in pieces: each a run of plain text with `None`, or a token as written with its inside."""
    end = 0
    for match in ANY.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], None
        yield match[0], match[1].strip()
        end = match.end()
    if end < len(text):
        yield text[end:], None


def alone(element: html.HtmlElement) -> str | None:
    """The token of a paragraph that holds one token and nothing else."""
    if element.tag != "p":
        return None
    match = ANY.fullmatch(element.text_content().strip())
    return match[1].strip() if match else None


def resolve(token: str) -> tuple[Offer, list[str]]:
    """The offer behind a token and its arguments. Raises Unbound for a name that nothing stands behind."""
    offer, arguments = resolve_name(token)
    if not offer.required <= len(arguments) <= offer.allowed:
        raise Unbound(f"[[{token}]] har feil antall ledd. Skriv den som {offer.pattern}.")
    return offer, arguments


def resolve_name(token: str) -> tuple[Offer, list[str]]:
    """As `resolve`, however many arguments there are."""
    if not _WELL_FORMED.fullmatch(token):
        raise Unbound(f"[[{token}]] er ikke en gyldig kode. Velg en kode fra listen.")
    parts = token.split(":")
    for length in range(len(parts), 0, -1):
        offer = offers().get(":".join(parts[:length]))
        if offer is not None:
            return offer, parts[length:]
    raise Unbound(f"[[{token}]] finnes ikke. Rett skrivemåten, eller velg en kode fra listen.")


class Binder:
    """Binds the tokens of one document, each once, and remembers what the figures rest on."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.figures: dict[str, Figure] = {}
        self._values: dict[str, Value] = {}
        self._used: dict[str, list[list[str]]] = {}

    def is_block(self, token: str) -> bool:
        """A token of unknown name counts as one, so that its error stands where the table would have stood."""
        try:
            return resolve(token)[0].is_block
        except Unbound:
            return True

    def bind(self, token: str) -> Value:
        """The figure, table, chart or definitions of a token. Raises Unbound."""
        if token not in self._values:
            offer, arguments = resolve(token)
            try:
                self._values[token] = offer.make(self.asked, *arguments)
            except NotAvailable as error:
                raise Unbound(f"[[{token}]] kan ikke settes inn: {error}") from error
            self._used.setdefault(offer.owner, []).append(arguments)
        return self._values[token]

    def bind_block(self, token: str) -> Table | Chart | Definitions:
        """As `bind`, for a token that stands alone."""
        value = self.bind(token)
        if isinstance(value, Figure):
            raise ValueError(f"{token} is a block but gave a figure")
        return value

    def bind_figure(self, token: str) -> Figure:
        """As `bind`, for a token inside a sentence."""
        if resolve(token)[0].is_block:
            raise Unbound(f"[[{token}]] er en tabell eller et diagram og må stå alene i et avsnitt.")
        figure = self.bind(token)
        if not isinstance(figure, Figure):
            raise ValueError(f"{token} is bound inline but gave {type(figure).__name__}")
        self.figures[token] = replace(figure, key=token)
        return self.figures[token]

    def sources(self) -> list[Source]:
        """The rows behind everything bound so far."""
        return [
            source
            for owner, arguments in sorted(self._used.items())
            for source in owners()[owner].sources(self.asked, arguments)
        ]

    @property
    def used(self) -> dict[str, list[list[str]]]:
        """The arguments of everything bound so far, by the key of its owner."""
        return self._used

    @cached_property
    def asked(self) -> Asked:
        document = self.document
        return Asked(
            as_of=document.as_of,
            accounting_year=document.accounting_year,
            period_from=document.period_from,
            period_to=document.period_to,
            find_estimate=lambda: document.cost_estimate,
            threshold=document.threshold,
            document=document,
        )
