"""What the page behind a figure shows, as far as the person may: what it is, how it is counted, its rows, what it was
before, and what it is for the person's own municipality.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import Resolver404, resolve

from budget.method.explained import Explained, explained
from meetings.behind.earlier import Then, earlier_versions, trend_chart
from meetings.behind.subjects import Subject
from meetings.documents.content import Content, ExplainedTerm
from meetings.documents.models import Document, DocumentVersion
from meetings.municipal.division import division_in
from meetings.municipal.shares import part_of, printed_part
from meetings.municipal.whose import municipality_of
from meetings.terms.written import used
from meetings.tokens.tokens import Unbound, resolve_name
from rorikt.amounts import kroner, number
from rorikt.figures.offers import counted, owners
from rorikt.figures.values import Chart, Source
from rorikt.people.models import User

OWN = "document"


@dataclass(frozen=True)
class Own:
    """The share of the person's municipality, and how it came out. `ways` is empty where the key does not tell."""

    name: str
    part: str
    ways: tuple[Explained, ...]


@dataclass(frozen=True)
class Behind:
    """`exact` is empty where the text is the exact value. `told` says how it is counted, label and words.

    `rows_url` is empty where the person may not see the rows, `has_rows`: there are some. `sources` are what is frozen
    of the rows behind the whole document.
    """

    subject: Subject
    exact: str
    told: tuple[tuple[str, str], ...]
    terms: tuple[ExplainedTerm, ...]
    rows_url: str
    has_rows: bool
    sources: tuple[Source, ...]
    own: Own | None
    trend: tuple[Then, ...]
    chart: Chart | None


def behind(
    subject: Subject,
    content: Content,
    document: Document,
    user: User,
    then: Callable[[DocumentVersion, Content], Then | None],
    now: Then,
) -> Behind:
    """`then` tells what an earlier version said of the same, `now` is what this document says."""
    trend = [*_before(document, user, then), now]
    unit = subject.unit or ("kr" if _is_in_kroner(subject) else "")
    return Behind(
        subject=subject,
        exact=exact_text(subject),
        told=tuple(_counted(subject, document, user)),
        terms=used([subject.label, *(words for _, words in subject.facts)], content.explained),
        rows_url=subject.source if may_open(user, subject.source) else "",
        has_rows=bool(subject.source),
        sources=content.sources,
        own=_own(subject, content, user),
        trend=tuple(trend) if len(trend) > 1 else (),
        chart=trend_chart(subject.label, unit, trend),
    )


def may_open(user: User, url: str) -> bool:
    """Whether the page that has the rows is for this person; it looks itself at which of them."""
    try:
        view = resolve(url.partition("#")[0].partition("?")[0]).func
    except Resolver404:
        return False
    permission = getattr(view, "needs", "")
    return bool(permission) and user.has_perm(permission)


def _before(document: Document, user: User, then: Callable[[DocumentVersion, Content], Then | None]) -> Iterator[Then]:
    """In the order of time."""
    sees_exempt = user.has_perm("meetings.view_exempt")
    for version in reversed(earlier_versions(document, user)):
        if found := then(version, version.frozen if sees_exempt else version.frozen_public):
            yield found


def exact_text(subject: Subject) -> str:
    """As a Norwegian reads it, with all its decimals; empty where the text says as much."""
    if not subject.value:
        return ""
    try:
        value = Decimal(subject.value)
    except ArithmeticError:
        return ""
    if _is_in_kroner(subject):
        exact = f"{kroner(value)}\u00a0kr"
    else:
        decimals = max(-int(value.normalize().as_tuple().exponent), 0)  # «8,0000 år» says no more than «8 år»
        exact = f"{number(value, min(decimals, 6))}{f' {subject.unit}' if subject.unit else ''}".replace(" ", "\u00a0")
    return "" if "".join(exact.split()) in "".join(subject.text.split()) else exact


def _counted(subject: Subject, document: Document, user: User) -> Iterator[tuple[str, str]]:
    """What it is offered as, and by whom; of the document's own figures where they are from, for those who write it."""
    if not subject.token:
        return
    try:
        offer, arguments = resolve_name(subject.token)
    except Unbound:
        return
    yield "Hva som telles", offer.label
    if offer.name in counted():
        yield "Slik telles det", counted()[offer.name]
    yield "Hvor tallet kommer fra", owners()[offer.owner].label
    if offer.owner == OWN and arguments and user.has_perm("meetings.view_draft"):
        for origin in document.manual_figures.filter(slug=arguments[0]).values_list("origin", flat=True):
            yield "Kilde", origin


def _own(subject: Subject, content: Content, user: User) -> Own | None:
    municipality, total = municipality_of(user), subject.total
    if municipality is None or total is None:
        return None
    division = division_in(content)
    part = part_of(total, division, municipality.number, municipality.name)
    if part is None:
        return None
    ways = explained(division.arithmetic(total.year), municipality.number)
    return Own(municipality.name, printed_part(part), ways)


def _is_in_kroner(subject: Subject) -> bool:
    return subject.unit == "kr" or "kr" in dict(subject.facts).get("Enhet i tabellen", "")
