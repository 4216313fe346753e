"""What a reader finds: the places that say what was asked for, as far as this person may read them now.

Both databases find the newest places that match, so many at most, and all else is done with those: one order, one
count. What is closed to the person is left out by the query itself, so neither a count, a filter, a suggestion nor the
time that it takes tells of it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from meetings.agenda.closed import title_for
from meetings.agenda.finding import may_see
from meetings.agenda.models import AgendaItem
from meetings.search.matching import matching
from meetings.search.models import Entry, EntryQuerySet, ListedWord, Reach
from meetings.search.ranking import Candidate, in_order, score
from meetings.search.storing import APART
from rorikt.people.models import User
from rorikt.words import spelling
from rorikt.words.asking import Query, Wanted, parse
from rorikt.words.marking import Piece, excerpt

MOST = 1_000  # places that are looked at; of more, those that were indexed last
GROUPS_ON_A_PAGE, HITS_IN_A_GROUP = 10, 3
MOST_TRIED = 5  # words that a misspelt one may have been meant to be
FIELDS = ("pk", "kind", "words", "more", "reach", "is_title", "day", "year", "item", "document", "source")


@dataclass(frozen=True)
class Hit:
    entry: Entry
    pieces: Sequence[Piece]
    label: str

    @property
    def kind(self) -> str:
        return self.entry.get_kind_display()


@dataclass(frozen=True)
class Group:
    """All that was found in one case, or in what belongs to none; `more` counts what is not shown."""

    title: str
    url: str
    day: date | None
    hits: list[Hit]
    more: int
    item: int | None = None


@dataclass(frozen=True)
class Found:
    """`query` is what was searched for in the end: `instead` has words it was changed to, by the words as typed.

    `is_any`: no place has all the words, and these have some of them. `is_cut`: there are more than could be counted.
    `nearest` is what might have been meant where nothing was found.
    """

    query: Query
    groups: list[Group]
    count: int
    page: int
    pages: int
    kinds: list[tuple[str, str, int]]
    years: list[tuple[int, int]]
    is_cut: bool = False
    is_any: bool = False
    instead: Mapping[str, str] = field(default_factory=dict)
    nearest: str = ""


@dataclass(frozen=True)
class _Row:
    candidate: Candidate
    year: int | None
    group: tuple[str, int]


Narrowing = Callable[[EntryQuerySet], EntryQuerySet]


def search(
    user: User,
    typed: str,
    *,
    narrow: Narrowing = lambda entries: entries,
    mentioning: str = "",
    by_date: bool = False,
    page: int = 1,
    hits_in_a_group: int = HITS_IN_A_GROUP,
    today: date,
) -> Found:
    """`narrow` takes away what the reader does not want; `mentioning` is a name that stands there too.

    Raises rorikt.words.asking.NotAsked.
    """
    query = parse(typed)
    search = _Search(user, query, narrow, mentioning)
    rows = search.rows(query)
    instead: dict[str, str] = {}
    if not rows:
        instead = search.corrections()
        query = _corrected(query, instead)
        rows = search.rows(query) if instead else []
    is_any = not rows and len(query.wanted) > 1
    if is_any:
        rows = search.rows(query, is_any=True)
    found = _laid_out(user, query, rows, by_date, page, hits_in_a_group, today)
    nearest = "" if rows else search.nearest()
    return replace(found, instead=instead if rows else {}, is_any=is_any and bool(rows), nearest=nearest)


def places_since(user: User, typed: str, narrow: Narrowing, mentioning: str) -> QuerySet[Entry]:
    """All that the person may read of a saved search, as it was typed."""
    query = parse(typed)
    return _Search(user, query, narrow, mentioning).entries(query)


class _Search:
    """One question of one reader, as it is put to the index again and again."""

    def __init__(self, user: User, query: Query, narrow: Narrowing, mentioning: str) -> None:
        self.user, self.query, self.narrow = user, query, narrow
        self.reaches = Reach.within(user)
        self.visible = Entry.objects.visible_to(user)
        self.also = parse(f'"{mentioning}"').wanted if mentioning else ()

    def entries(self, query: Query, *, is_any: bool = False) -> EntryQuerySet:
        entries = self.narrow(self.visible)
        if self.also:
            entries = matching(entries, Query(self.also), self.reaches)
        return matching(entries, query, self.reaches, is_any=is_any)

    def rows(self, query: Query, *, is_any: bool = False) -> list[_Row]:
        """The newest that match, one more than is looked at where there are more."""
        found = self.entries(query, is_any=is_any).order_by("-pk").values(*FIELDS)[: MOST + 1]
        return [_row(values) for values in found]

    def corrections(self) -> dict[str, str]:
        """By each word that stands nowhere, one a letter away that does."""
        found = {}
        for wanted in self.query.wanted:
            if not wanted.is_phrase and not self._stands(wanted):
                meant = self._first_that_stands(self._near(wanted.forms[0]))
                if meant:
                    found[wanted.typed] = meant
        return found

    def nearest(self) -> str:
        """Of the first word that stands nowhere, what it is most like."""
        for wanted in self.query.wanted:
            if not wanted.is_phrase and not self._stands(wanted):
                return self._first_that_stands(self._like(wanted.forms[0]))
        return ""

    def _stands(self, wanted: Wanted) -> bool:
        return matching(self.visible, Query((wanted,)), self.reaches).exists()

    def _first_that_stands(self, words: Iterable[str]) -> str:
        return next((word for word in words if self._stands(Wanted(word, (word,)))), "")

    def _near(self, form: str) -> list[str]:
        return self._listed(ListedWord.objects.filter(word__in=spelling.near(form)))

    def _listed(self, words: QuerySet[ListedWord]) -> list[str]:
        """Of the lists that this person's words are in, those that most have."""
        counted = words.filter(reach__in=self.reaches).values("word").annotate(all=Sum("count"))
        return list(counted.order_by("-all", "word").values_list("word", flat=True)[:MOST_TRIED])

    def _like(self, form: str) -> list[str]:
        """What is two letters away, or as like as that: by trigrams where PostgreSQL has them."""
        if not spelling.SHORTEST <= len(form) <= spelling.LONGEST:
            return []
        listed = ListedWord.objects.filter(reach__in=self.reaches)
        if connection.vendor == "postgresql" and has_trigrams():
            like = listed.extra(  # the operator that the index of the migration serves
                where=["word %% %s"], params=[form], select={"apart": "word <-> %s"}, select_params=[form]
            )
            words = list(like.order_by("apart", "word").values_list("word", flat=True)[: 4 * MOST_TRIED])
        else:
            sizes = range(len(form) - 2, len(form) + 3)
            begins = listed.filter(word__startswith=form[:2]).values_list("word", flat=True)
            words = [word for word in begins.order_by("word") if len(word) in sizes]
        apart = sorted((spelling.distance(form, word, 2), word) for word in dict.fromkeys(words))
        return [word for distance, word in apart if distance <= 2][:MOST_TRIED]


def has_trigrams() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def _row(values: dict[str, Any]) -> _Row:
    item, document = values["item"], values["document"]
    group = ("case", item) if item else ("document", document) if document else ("source", values["source"])
    told = {name: values[name] for name in ("pk", "kind", "words", "more", "is_title", "day")}
    return _Row(Candidate(**told, apart=APART[Reach(values["reach"])]), values["year"], group)


def _corrected(query: Query, instead: Mapping[str, str]) -> Query:
    wanted = (
        Wanted(instead[one.typed], (instead[one.typed],)) if one.typed in instead else one for one in query.wanted
    )
    return replace(query, wanted=tuple(wanted))


def _laid_out(
    user: User, query: Query, rows: Sequence[_Row], by_date: bool, page: int, hits_in_a_group: int, today: date
) -> Found:
    is_cut = len(rows) > MOST
    rows = rows[:MOST]
    by_pk = {row.candidate.pk: row for row in rows}
    scores = {pk: score(query, row.candidate, today) for pk, row in by_pk.items()}
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for one in in_order(scores, [row.candidate for row in rows], by_date=by_date):
        groups[by_pk[one.pk].group].append(one.pk)  # in the order of the best of each
    pages = max(1, -(-len(groups) // GROUPS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    shown = list(groups.values())[(page - 1) * GROUPS_ON_A_PAGE : page * GROUPS_ON_A_PAGE]
    kinds = Counter(row.candidate.kind for row in rows)
    years = Counter(row.year for row in rows if row.year)
    return Found(
        query=query,
        groups=_shown(user, query, shown, hits_in_a_group),
        count=len(rows),
        page=page,
        pages=pages,
        kinds=[(kind.value, kind.label, kinds[kind]) for kind in Entry.Kind if kinds[kind]],
        years=sorted(years.items(), reverse=True),
        is_cut=is_cut,
    )


def _shown(user: User, query: Query, groups: Sequence[Sequence[int]], hits_in_a_group: int) -> list[Group]:
    """Two queries, however many there are."""
    wanted = [pk for group in groups for pk in group[:hits_in_a_group]]
    entries = Entry.objects.in_bulk(wanted)
    items = AgendaItem.objects.select_related("meeting").in_bulk(
        {one.item_id for one in entries.values() if one.item_id}
    )
    terms = {term for one in query.wanted for term in one.any_terms}
    sees_full = user.has_perm("meetings.view_exempt")
    found = []
    for group in groups:
        hits = [
            Hit(entry, excerpt(entry.text, terms), entry.label if sees_full else entry.public_label)
            for entry in (entries[pk] for pk in group[:hits_in_a_group] if pk in entries)
        ]
        if hits:
            found.append(_group(user, hits, len(group) - len(hits), items))
    return found


def _group(user: User, hits: list[Hit], more: int, items: Mapping[int, AgendaItem]) -> Group:
    first = hits[0].entry
    item = items.get(first.item_id) if first.item_id else None
    if item and may_see(item, user):
        title = f"{item.number} {title_for(item, user)}".strip()
        return Group(title, item.get_absolute_url(), first.day, hits, more, item.pk)
    return Group(first.title, first.address.partition("#")[0], first.day, hits, more)
