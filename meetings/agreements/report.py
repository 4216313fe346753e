"""What pages and papers show of agreements: what comes next, what a year costs whom, and what binds after a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from meetings.agreements.binding import Agreement, Coming, coming, faults, standing
from meetings.agreements.charging import Charging, Costed, lacks_of
from meetings.agreements.reading import agreements_for
from rorikt.amounts import kroner, long_date, short_date
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.once import asked_once
from rorikt.figures.values import Cell, Table
from rorikt.people.models import User
from rorikt.people.roles import is_finance

ZERO = Decimal(0)
AHEAD, PRINTED_AHEAD = timedelta(days=365), timedelta(days=180)
MOST_YEARS = 8  # columns; later ones are added up in the last
KRONER_NOTE = "kroner"


@dataclass(frozen=True)
class Warned:
    agreement: Agreement
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """The page of agreements in a year. `own` is the municipality whose share alone is shown, empty for all."""

    year: int
    soon: Table
    costs: Table
    warned: tuple[Warned, ...]
    own: str


@dataclass(frozen=True)
class Binding:
    """What binds after the last day of `year`."""

    year: int
    ending: Table
    by_municipality: Table
    shares: Table
    open_ended: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.ending, self.by_municipality, self.shares, self.open_ended


@asked_once()
def overview(user: User, year: int, today: date, *, may_write: bool = True) -> Overview:
    """What is not in order is told to those who can put it right."""
    agreements, hidden = agreements_for(user)
    charging = Charging()
    looked_at = agreements if may_write else []
    warned = [Warned(one, (*faults(one, today), *_charge_faults(one, charging))) for one in looked_at]
    return Overview(
        year=year,
        soon=replace(soon_table(agreements, today, AHEAD, hidden), source=""),  # the page itself
        costs=cost_table(agreements, year, charging, hidden, own_of(user)),
        warned=tuple(one for one in warned if one.sentences),
        own=charging.names.get(own_of(user), ""),
    )


@asked_once()
def binding(user: User, year: int, today: date) -> Binding:
    agreements, hidden = agreements_for(user)
    charging, own = Charging(), own_of(user)
    ending, without_end = _bound(agreements, year)
    years = _years(ending, year)
    costed = [(one, [charging.cost(one, each) for each in years]) for one in ending]
    return Binding(
        year,
        replace(_ending_table(costed, year, years, today, hidden, "binder-etter"), source=""),
        _municipality_table(costed, year, years, charging, hidden, own),
        _shares_table(costed, year, charging, hidden, own),
        _open_ended_table(without_end, year),
    )


def own_of(user: User) -> str:
    """Whose share a person is shown: a finance officer that of their own municipality, others all of them."""
    return str(user.municipality_id or "") if is_finance(user) else ""


def soon_table(agreements: Sequence[Agreement], day: date, ahead: timedelta, hidden: int = 0) -> Table:
    """In the order of the days, from the day itself."""
    rows = coming(agreements, day, day + ahead)
    return tabulate(
        "tabell:avtaler-utloper",
        f"Avtaler som går ut eller må sies opp innen {long_date(day + ahead)}",
        (
            column("Avtale", lambda one: one.agreement.title, width=24, link=lambda one: one.agreement.url),
            column("Leverandør", lambda one: one.agreement.supplier, width=15),
            column("Dato", lambda one: Cell(short_date(one.day), one.day.isoformat()), width=11),
            column("Hva skjer", lambda one: _told(one, day), width=25),
            column("Opsjoner", lambda one: one.agreement.options, width=12),
            column("Kostnad i året", lambda one: one.agreement.cost, kroner, 13),
        ),
        rows,
        unit_note=KRONER_NOTE,
        note="" if rows else "Ingen avtaler går ut eller må sies opp i denne tiden.",
        lacks=lacks_of((), hidden),
        source=reverse("meetings:agreements"),
        as_of=day,
    )


def _told(one: Coming, day: date) -> str:
    """What the day is, and where it is the last one: what then still stands."""
    if one.day == one.agreement.last and not one.agreement.is_over:
        notice = one.agreement.notice
        is_late = notice is not None and notice < day and not one.agreement.has_given_notice
        return standing(one.agreement, day) if is_late or one.agreement.has_given_notice else one.what
    until = f", ellers binder den ut {short_date(one.agreement.last)}" if one.agreement.last else ""
    return f"{one.what}{until}"


def cost_table(agreements: Iterable[Agreement], year: int, charging: Charging, hidden: int, own: str = "") -> Table:
    """Each that is paid for in the year, and what every municipality bears of it; or the one alone."""
    costed = [charging.cost(one, year) for one in agreements if one.months(year)]
    return tabulate(
        "tabell:avtaler-kostnad",
        f"Hva avtalene koster i {year}",
        (
            column(
                "Avtale", lambda one: one.agreement.title, width=22, total="SUM", link=lambda one: one.agreement.url
            ),
            column("Deles etter", lambda one: one.agreement.charged_to or "Samarbeidsavtalen", width=16),
            column("Måneder", lambda one: len(one.agreement.months(year)), str, 8),
            column("Kostnad", lambda one: one.amount, kroner, 12, total=_sum),
            *_municipality_columns(charging, own),
        ),
        costed,
        unit_note=KRONER_NOTE,
        note="En avtale koster for hver måned den gjelder den første dagen i.",
        lacks=lacks_of(costed, hidden),
    )


def _municipality_columns(charging: Charging, own: str) -> list[ValueColumn[Costed]]:
    def part_of(number: str) -> ValueColumn[Costed]:
        return column(charging.names[number], lambda one: _part(one, number), kroner, total=_sum)

    return [part_of(number) for number in charging.names if not own or number == own]


def _part(one: Costed, number: str) -> Decimal | None:
    """Nothing is known where it could not be split; who has no part in it bears nothing."""
    return None if one.parts is None else one.parts.get(number, ZERO)


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), ZERO)


def _charge_faults(agreement: Agreement, charging: Charging) -> list[str]:
    if charging.is_known(agreement.charged_to):
        return []
    return [
        f"«{agreement.charged_to}» er verken en budsjettlinje eller en tjeneste, så kostnaden deles ikke på kommunene. "
        "Skriv tittelen på en av dem, eller tøm ruten for å dele etter samarbeidsavtalen."
    ]


# What binds after a year


def _bound(agreements: Iterable[Agreement], year: int) -> tuple[list[Agreement], list[Agreement]]:
    """Those with a last day, the first to end first, and those without."""
    binds = [one for one in agreements if one.binds_after(year)]
    ending = sorted((one for one in binds if one.last), key=lambda one: (one.last or date.max, one.title, one.url))
    return ending, [one for one in binds if not one.last]


def _years(ending: Sequence[Agreement], year: int) -> range:
    last = max((one.last.year for one in ending if one.last), default=year)
    return range(year + 1, last + 1)


def _ending_table(
    costed: Sequence[tuple[Agreement, Sequence[Costed]]], year: int, years: range, today: date, hidden: int, key: str
) -> Table:
    def amount_in(*wanted: int) -> Any:
        def amount(row: tuple[Agreement, Sequence[Costed]]) -> Decimal | None:
            amounts = [one.amount for one in row[1] if one.year in wanted]
            return None if None in amounts else _sum(amounts)

        return amount

    return tabulate(
        key,
        f"Avtaler som binder etter 31.12.{year}",
        (
            column("Avtale", lambda row: row[0].title, width=22, total="SUM", link=lambda row: row[0].url),
            column("Leverandør", lambda row: row[0].supplier, width=14),
            column("Binder til", lambda row: _day(row[0].last), width=11),
            column("Slik er den bundet", lambda row: standing(row[0], today), width=18),
            column("Opsjoner", lambda row: row[0].options, width=12),
            *(column(label, amount_in(*wanted), kroner, total=_sum) for label, wanted in _groups(years)),
            column("I alt", amount_in(*years), kroner, total=_sum),
        ),
        costed,
        unit_note=KRONER_NOTE,
        note="" if costed else f"Ingen avtaler med sluttdato binder etter {year}.",
        lacks=lacks_of([one for _, each in costed for one in each if one.amount is None], hidden),
        source=reverse("meetings:agreements-binding") + f"?year={year}",
        as_of=today,
    )


def _groups(years: range) -> list[tuple[str, tuple[int, ...]]]:
    """A column for each year; where they are many, one for all the last ones."""
    if len(years) <= MOST_YEARS:
        return [(str(year), (year,)) for year in years]
    rest = years[MOST_YEARS - 1 :]
    return [*((str(year), (year,)) for year in years[: MOST_YEARS - 1]), (f"{rest[0]}–{rest[-1]}", tuple(rest))]


def _municipality_table(
    costed: Sequence[tuple[Agreement, Sequence[Costed]]],
    year: int,
    years: range,
    charging: Charging,
    hidden: int,
    own: str,
) -> Table:
    every = [one for _, each in costed for one in each]

    def part_in(*wanted: int) -> Any:
        return lambda number: _sum(_part(one, number) for one in every if one.year in wanted)

    return tabulate(
        "binder-kommuner",
        f"Hva det koster hver kommune etter {year}",
        (
            column("Kommune", lambda number: charging.names[number], width=22, total="" if own else "SUM"),
            *(column(label, part_in(*wanted), kroner, total="" if own else _sum) for label, wanted in _groups(years)),
            column("I alt", part_in(*years), kroner, total="" if own else _sum),
        ),
        [number for number in charging.names if not own or number == own] if costed else [],
        unit_note=KRONER_NOTE,
        lacks=lacks_of(every, hidden),
    )


def _shares_table(
    costed: Sequence[tuple[Agreement, Sequence[Costed]]], year: int, charging: Charging, hidden: int, own: str
) -> Table:
    """Each agreement, for all the years it still binds."""
    rows = [_together(agreement, each) for agreement, each in costed]
    return tabulate(
        "binder-andeler",
        f"Hva hver avtale koster kommunene fra {year + 1} til den går ut",
        (
            column(
                "Avtale", lambda one: one.agreement.title, width=22, total="SUM", link=lambda one: one.agreement.url
            ),
            column("I alt", lambda one: one.amount, kroner, 12, total=_sum),
            *_municipality_columns(charging, own),
        ),
        rows,
        unit_note=KRONER_NOTE,
        lacks=lacks_of([one for _, each in costed for one in each], hidden),
    )


def _together(agreement: Agreement, each: Sequence[Costed]) -> Costed:
    """All its years as one; nothing of what one of them lacks."""
    amounts, parts = [one.amount for one in each], [one.parts for one in each]
    whole = None if None in amounts else _sum(amounts)
    if any(part is None for part in parts):
        return Costed(agreement, 0, whole, None)
    added: dict[str, Decimal] = {}
    for part in parts:
        for number, amount in (part or {}).items():
            added[number] = added.get(number, ZERO) + amount
    return Costed(agreement, 0, whole, added)


def _open_ended_table(agreements: Sequence[Agreement], year: int) -> Table:
    return tabulate(
        "binder-uten-slutt",
        f"Avtaler uten sluttdato, som løper videre etter {year} til noen sier dem opp",
        (
            column("Avtale", lambda one: one.title, width=25, link=lambda one: one.url),
            column("Leverandør", lambda one: one.supplier, width=20),
            column("Senest sagt opp", lambda one: _day(one.notice), width=15),
            column("Opsjoner", lambda one: one.options, width=20),
            column("Kostnad i året", lambda one: one.cost, kroner, 20),
        ),
        agreements,
        unit_note=KRONER_NOTE,
        note="Ingen av avtalene er uten sluttdato." if not agreements else "De er ikke med i summene over.",
    )


def _day(day: date | None) -> Cell:
    return Cell(short_date(day), day.isoformat() if day else "")


# For papers


@asked_once()
def public_soon(day: date) -> Table:
    agreements, hidden = agreements_for(None)
    return soon_table(agreements, day, PRINTED_AHEAD, hidden)


@asked_once()
def public_binding(year: int, day: date) -> Table:
    """Those with a last day as rows; those without are named below."""
    agreements, hidden = agreements_for(None)
    ending, without_end = _bound(agreements, year)
    years = _years(ending, year)
    costed = [(one, [_amount(one, each) for each in years]) for one in ending]
    table = _ending_table(costed, year, years, day, hidden, f"tabell:avtaler-binder:{year}")
    titles = ", ".join(f"«{one.title}»" for one in without_end)
    told = [table.note, f"Uten sluttdato, og ikke med i summen: {titles}." if titles else ""]
    return replace(table, note=" ".join(one for one in told if one))


def _amount(agreement: Agreement, year: int) -> Costed:
    """Without the parts: a paper shows none, and does not wait for keys of years to come."""
    amount = agreement.cost_in(year)
    return Costed(agreement, year, amount, {}, "" if amount is not None else "kostnaden mangler")


def public_cost(year: int) -> tuple[Decimal, list[str], int]:
    """NOK of all agreements in a year, the titles of those whose cost is not known, and how many are exempt."""
    agreements, hidden = agreements_for(None)
    of_year = [(one, one.cost_in(year)) for one in agreements if one.months(year)]
    return _sum(cost for _, cost in of_year), [one.title for one, cost in of_year if cost is None], hidden
