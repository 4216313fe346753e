"""What an author is told of a token, and of all that can be put into the texts of a document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from meetings.documents.models import Document
from meetings.tokens.tokens import Binder, Unbound, resolve
from rorikt.amounts import short_date
from rorikt.figures.offers import Offer, Value, offers, owners
from rorikt.figures.once import asked_once
from rorikt.figures.values import Chart, Definitions, Figure, NotAvailable, Table


@dataclass(frozen=True)
class Entry:
    """A token as it is bound now: `inside` is what stands between its brackets, `arguments` those of its offer."""

    inside: str
    offer: Offer
    arguments: tuple[str, ...]
    value: Value

    @property
    def token(self) -> str:
        """As it is written."""
        return f"[[{self.inside}]]"

    @property
    def is_block(self) -> bool:
        """It stands in a paragraph of its own."""
        return self.offer.is_block

    @property
    def kind(self) -> str:
        match self.value:
            case Figure():
                return "tall"
            case Chart():
                return "diagram"
            case Table():
                return "tabell"
        return "liste"

    @property
    def label(self) -> str:
        """What it counts: of whom, of what and when, as far as its value says it."""
        match self.value:
            case Figure(label=said) | Chart(title=said) | Table(caption=said):
                return said
        return self.offer.label

    @property
    def example(self) -> str:
        """How it would print now; of a table or a chart what it is."""
        return self.value.text if isinstance(self.value, Figure) else self.kind

    @property
    def unit(self) -> str:
        match self.value:
            case Figure(unit=unit) | Chart(unit=unit) | Table(unit_note=unit):
                return unit
        return ""

    @property
    def as_of(self) -> str:
        """As it is printed; empty where the value belongs to no day."""
        day = None if isinstance(self.value, Definitions) else self.value.as_of
        return short_date(day) if day else ""

    @property
    def source(self) -> str:
        match self.value:
            case Figure(link=link):
                return link
            case Chart(source=source) | Table(source=source):
                return source
        return ""

    def to_json(self) -> dict[str, Any]:
        """For the editor, which draws the token by it."""
        return {
            "token": self.token,
            "title": self.offer.label,
            "label": self.label,
            "kind": self.kind,
            "text": self.example,
            "unit": self.unit,
            "asOf": self.as_of,
            "source": self.source,
            "isBlock": self.is_block,
            "name": self.offer.name,
            "arguments": self.arguments,
            "parameters": [
                {
                    "label": name.capitalize(),
                    "isRequired": place < self.offer.required,
                    "words": self.offer.words.get(name, ()),
                }
                for place, name in enumerate(self.offer.arguments)
            ],
        }


@dataclass(frozen=True)
class Group:
    label: str
    entries: tuple[Entry, ...]


@asked_once()
def catalogue(document: Document) -> list[Group]:
    """All that can be put into the texts of this document now. What lacks data is left out."""
    binder = Binder(document)
    return [
        Group(owner.label, tuple(entries(binder, [one for one in offers().values() if one.owner == owner.key])))
        for owner in owners().values()
    ]


def bound(binder: Binder, inside: str) -> Entry:
    """Raises Unbound, which says why there is no value."""
    offer, arguments = resolve(inside)
    return Entry(inside, offer, tuple(arguments), binder.bind(inside))


def entries(binder: Binder, owned: Iterable[Offer]) -> Iterator[Entry]:
    """All that these offers have for the document; what lacks data is left out."""
    for offer in owned:
        try:
            choices = list(offer.choices(binder.asked))
        except NotAvailable:
            continue
        for arguments in choices:
            try:
                yield bound(binder, ":".join([offer.name, *arguments]))
            except Unbound:
                continue
