"""The sections of a document by how far they are, and one person's sections across documents: what is shown of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, QuerySet, Value, When

from meetings.comments.counting import open_counts
from meetings.documents.models import Document, Section, gathering
from meetings.documents.numbering import number_sections, section_number
from meetings.proposing.counting import open_edits
from meetings.tokens import tokens
from rorikt.people.models import User

State = Section.State
TONES = {State.NOT_BEGUN: "neutral", State.DRAFT: "info", State.READY: "success", State.ASSURED: "success"}


@dataclass(frozen=True)
class Card:
    """A section as the board shows it, with its open comments and suggested edits.

    `number` is empty where it stands among those of other documents.
    """

    section: Section
    number: str
    comments: int
    today: date
    edits: int = 0
    may_write: bool = False
    is_chosen: bool = False

    @property
    def is_late(self) -> bool:
        due = self.section.deadline_on
        return due is not None and due < self.today and not self.section.is_finished

    @property
    def can_be_unchanged(self) -> bool:
        """Its text of last time has no figures, and nobody has written another."""
        return can_be_unchanged(self.section)

    @property
    def tone(self) -> str:
        return TONES[State(self.section.state)]


@dataclass(frozen=True)
class Column:
    state: str
    label: str
    cards: list[Card]


def can_be_unchanged(section: Section) -> bool:
    """As last_time.refusal_of, of what is read already."""
    last = section.came_from
    if last is None or not last.body or tokens.find(last.body):
        return False
    return section.carried != Section.Carried.UNCHANGED and (not section.body or bool(section.carried))


# What can be chosen at once, by its name in the address.
CHOICES: dict[str, tuple[str, Callable[[Section], bool]]] = {
    "alle": ("Alle", lambda section: True),
    "ubekreftet": ("Ubekreftet tekst fra forrige", lambda section: section.is_unconfirmed),
    "uendret": ("Kan være uendret", can_be_unchanged),
    **{state.value: (state.label, lambda section, state=state: section.state == state) for state in State},  # type: ignore[misc]
}


def board_of(document: Document, user: User, today: date, choice: str = "", chosen: Iterable[int] = ()) -> list[Column]:
    """Headings that only gather others are not on it. Three queries, however many sections."""
    rows = document.sections.select_related("responsible", "came_from")
    numbered = list(number_sections(rows))
    sections, keys = [one for _, one in numbered], set(chosen)
    left_out = gathering(sections)
    comments, edits = open_counts(sections), open_edits(sections)
    _, is_chosen = CHOICES.get(choice, ("", lambda section: section.pk in keys))
    cards = []
    for number, one in numbered:
        if one.pk in left_out:
            continue
        one.document = document
        may = user.has_perm("meetings.change_section", one)
        said = comments.get(one.pk, 0), today, edits.get(one.pk, 0)
        cards.append(Card(one, section_number(number), *said, may, may and is_chosen(one)))
    return [
        Column(state.value, state.label, [card for card in cards if card.section.state == state]) for state in State
    ]


def sections_of(user: User) -> "QuerySet[Section]":
    """This person's in all drafts: those that are to be done first, the most overdue before all."""
    own = Section.objects.written().filter(responsible=user, document__status=Document.Status.DRAFT)
    is_done = Case(When(state__in=[State.READY, State.ASSURED], then=Value(1)), default=Value(0))
    return (
        own.annotate(is_done=is_done)
        .select_related("document", "came_from")
        .order_by("is_done", F("deadline_on").asc(nulls_last=True), "document", "position", "pk")
    )
