"""A municipality's year, gathered once for its page, its letter and its workbook, which all say the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from budget.allocations.models import AllocationRun
from budget.balances.models import BalanceConfirmation
from budget.charges.charge_parts import ON_ACCOUNT, ChargedYear
from budget.charges.report import (
    Charge,
    Reason,
    charged_years,
    charges_of,
    charges_table,
    comparison_table,
    history_table,
    missing_table,
    reasons,
    years_of_charges,
)
from budget.memberships.models import Membership
from budget.method.explained import in_words
from budget.money.cells import KRONER_NOTE
from budget.money.reader import Reader
from budget.municipal_year import why
from budget.municipal_year.beside import Beside, Item, beside, signed
from budget.payments.access import sees_payments_of
from budget.payments.owed import Standing
from budget.payments.report import dues_table, owed_table, payments_of, payments_table, standing_of
from budget.posting.models import ON_ACCOUNT as POSTED_ON_ACCOUNT
from budget.posting.report import named_art, suggestions
from budget.posting.suggested import Suggestion, suggested
from rorikt.amounts import NOTHING, kroner
from rorikt.figures.columns import column, tabulate
from rorikt.figures.shown import Shown, shown
from rorikt.figures.values import NotAvailable, Table
from rorikt.people.models import Municipality, User

ZERO = Decimal(0)
Kind = AllocationRun.Kind
DECIDED = (Kind.FRAME, Kind.CASE_COST)


@dataclass(frozen=True)
class MunicipalYear:
    """As one reader may see it on a day. `before` is the year before, `years` all that something is paid in.

    `sees_payments`: what is paid and answered is the municipality's own business, and the cooperation's.
    """

    municipality: Municipality
    year: int
    reader: Reader
    on: date
    sees_payments: bool
    is_member: bool
    charged: ChargedYear
    before: ChargedYear
    years: Mapping[int, ChargedYear]
    charges: list[Charge]
    charges_before: list[Charge]
    standing: Standing

    @property
    def title(self) -> str:
        return f"Hva {self.municipality.name} betaler i {self.year}{self.charged.suffix}, og hvorfor"

    @property
    def file_name(self) -> str:
        return f"{self.municipality.name} betaler {self.year}{self.charged.suffix}"

    @property
    def is_closed(self) -> bool:
        """Whether an amount in it is closed to the reader, so that nothing it could be reckoned from is told."""
        closed = self.charged.hides_sums or self.before.hides_sums
        return closed and self.municipality.pk != self.reader.own

    @cached_property
    def charges_table(self) -> Table:
        return charges_table(self.municipality, self.charged, self.charges, self.reader)

    @cached_property
    def split(self) -> Table | None:
        return why.split_table(self.charges, self.reader) if self.charges else None

    @cached_property
    def missing(self) -> Table | None:
        return shown(missing_table, self.charged).table

    @cached_property
    def dues(self) -> Table | None:
        if self.is_closed or not self.standing.dues:
            return None
        return dues_table(self.standing, self.year, self.on, with_payments=self.sees_payments)

    @cached_property
    def owed(self) -> Table | None:
        if not self.sees_payments or not self.standing.claims:
            return None
        return owed_table(self.standing, self.year, self.on)

    @cached_property
    def payments(self) -> Table | None:
        if not self.sees_payments:
            return None
        rows = list(payments_of(self.municipality, self.year))
        return payments_table(rows, self.municipality, self.year, self.reader) if rows else None

    @cached_property
    def posting(self) -> Table | None:
        """How the cooperation suggests that each charge is posted."""
        rules, runs = suggestions(), {charge.run.pk: charge for charge in self.charges}
        found: list[tuple[str, Suggestion]] = []
        for part in self.charged.parts:
            charge = runs.get(part.run or 0)
            kind, subject = (charge.run.kind, charge.run.subject) if charge else (POSTED_ON_ACCOUNT, "")
            if part.is_missing or not (charge or part.like == ON_ACCOUNT):
                continue
            if rule := suggested(rules, kind=kind, subject=subject, year=self.year):
                found.append((part.title, rule))
        if not found:
            return None
        return tabulate(
            "foring",
            f"Forslag til føring {self.year}",
            (
                column("Hva", lambda row: row[0], width=50),
                column("Art", lambda row: named_art(row[1].art, self.year), width=35),
                column("Funksjon", lambda row: row[1].function, width=15),
            ),
            found,
            note="Samarbeidets forslag. Kommunen avgjør selv hvordan den fører.",
        )

    @cached_property
    def compared(self) -> Shown:
        return shown(comparison_table, self.municipality, self.charged, self.before, self.reader)

    @cached_property
    def beside(self) -> Table | None:
        """Item by item against the year before, with what changed and why."""
        if self.is_closed:
            return None
        rows = beside(
            self._items(self.charged, self.charges),
            self._items(self.before, self.charges_before),
            year=self.year,
            missing={part.like: str(part.state) for part in self.charged.missing},
            was_missing=[part.like for part in self.before.missing],
        )
        return beside_table(rows, self.year, is_whole=self.charged.is_whole and self.before.is_whole) if rows else None

    @cached_property
    def history(self) -> Table:
        return history_table(self.municipality, self.years, self.reader)

    @cached_property
    def reasons(self) -> list[Reason]:
        return reasons(self.charges, self.reader)

    @cached_property
    def causes(self) -> list[Table]:
        """A table for each charge whose causes can be told apart."""
        found = []
        for charge in self.charges:
            try:
                found.append(why.causes_table(charge, self.reader))
            except NotAvailable:
                continue
        return found

    @cached_property
    def kept(self) -> list[Table]:
        """The rows behind every charge, as they were."""
        return [table for charge in self.charges for table in why.kept_tables(charge, self.reader)]

    @property
    def balance(self) -> BalanceConfirmation | None:
        """The newest, for those who see it."""
        rows = BalanceConfirmation.objects.filter(year=self.year, municipality=self.municipality)
        return rows.first() if self.sees_payments else None

    @property
    def tables(self) -> list[Table]:
        """All of it, in the order of the page."""
        compared = (self.beside or self.compared.table, self.history if self.history.rows else None)
        found = (
            self.charges_table, self.missing, self.dues, self.owed, self.payments, self.split, self.posting, *compared,
        )  # fmt: skip
        return [table for table in found if table]

    @property
    def with_rows(self) -> list[Table]:
        """For the workbook: with the causes' own parts, and the rows as they were."""
        return [*self.tables, *self.causes, *self.kept]

    def _items(self, year: ChargedYear, charges: Iterable[Charge]) -> list[Item]:
        of_run = {charge.run.pk: charge for charge in charges}
        return [
            _item(part.like, part.title, part.amount(self.municipality.pk), of_run.get(part.run or 0), self.reader)
            for part in year.parts
            if not part.is_missing
        ]


def municipal_year(
    municipality: Municipality, year: int, reader: Reader, *, on: date, sees_payments: bool
) -> MunicipalYear:
    """All rows are read once, however many years there are."""
    known = years_of_charges()
    years = charged_years({*known, year, year - 1}, reader)
    own = {one: found.of(municipality.pk) for one, found in years.items()}
    periods = list(municipality.memberships.all())
    member_in = {one for one in years if not periods or any(_touches(period, one) for period in periods)}
    charges = charges_of(municipality, year)
    charged, before = (
        own[one] if one in member_in else _charged_alone(own[one], municipality.pk) for one in (year, year - 1)
    )
    return MunicipalYear(
        municipality,
        year,
        reader,
        on,
        sees_payments,
        year in member_in,
        charged,
        before,
        {one: years[one] for one in known if one in member_in or own[one].total(municipality.pk)},
        charges,
        charges_of(municipality, year - 1),
        standing_of(municipality, charged, charges, with_payments=sees_payments),
    )


def year_seen_by(user: User, municipality: Municipality, year: int) -> MunicipalYear:
    """As this person may see it today."""
    return municipal_year(
        municipality,
        year,
        Reader(user),
        on=timezone.localdate(),
        sees_payments=sees_payments_of(user, municipality),
    )


def _touches(period: Membership, year: int) -> bool:
    return period.first_on.year <= year and (period.last_on is None or period.last_on.year >= year)


def _charged_alone(year: ChargedYear, number: str) -> ChargedYear:
    """Of one that is not a member: what is charged all the same. Nothing is expected, and nothing is 0,00."""
    return replace(year, parts=tuple(part for part in year.parts if part.amount(number)))


def _item(like: str, title: str, amount: Decimal, charge: Charge | None, reader: Reader) -> Item:
    if charge is None:
        return Item(like, title, amount)
    run, part, seen = charge.run, charge.part, reader.of_run(charge.run)
    ways = charge.explained
    ratios = [one.ratio for one in ways if one.ratio is not None]
    ratio = ratios[0] if len(ways) == len(ratios) == 1 else (part.amount / run.amount if run.amount else None)
    count = ways[0].count if len(ways) == 1 else in_words(ways)
    return Item(
        like,
        title,
        amount,
        whole=None if seen.hides_amounts else run.amount,
        part=part.amount,
        ratio=ratio,
        count=count,
        measure="Antallet" if run.kind == Kind.CONSUMPTION else "Andelen",
        off=part.amount - amount,
        decision=seen.text(run.basis.get("label", "")) if run.kind in DECIDED else "",
    )


def beside_table(rows: list[Beside], year: int, *, is_whole: bool) -> Table:
    """Its sums only where both years are whole."""
    before = sum((row.before for row in rows if row.before is not None), ZERO)
    now = sum((row.now for row in rows if row.now is not None), ZERO)

    def total(amount: Decimal) -> Decimal | str:
        return amount if is_whole else NOTHING

    return tabulate(
        "endret",
        f"Hva som er endret fra {year - 1} til {year}, og hvorfor",
        (
            column("Hva", lambda row: row.title, width=22, total="SUM"),
            column(str(year - 1), lambda row: row.before, kroner, 14, total=total(before)),
            column(str(year), lambda row: row.now, kroner, 14, total=total(now)),
            column("Endring", lambda row: row.difference, kroner, 14, total=total(now - before)),
            column("Hvorfor", lambda row: row.why, width=36),
        ),
        rows,
        unit_note=KRONER_NOTE,
        note="" if is_whole else _like_with_like(rows),
    )


def _like_with_like(rows: list[Beside]) -> str:
    told = "Et av årene har deler uten beløp, så summene kan ikke sammenlignes."
    both = [row for row in rows if row.before is not None and row.now is not None]
    if not both:
        return told
    difference = sum((row.difference or ZERO for row in both), ZERO)
    return f"{told} For det som har beløp i begge årene, er endringen {signed(difference)}."


def page_of(municipality: Municipality, year: int) -> str:
    return reverse("budget:municipality-charges", args=[year, municipality.pk])
