"""What the page of claims and papers show: open claims, their sum by supplier, and the vouchers of those settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum
from django.urls import reverse

from budget.ledger.models import AccountEntry, AccountTotal
from budget.vouchers.models import voucher_url
from meetings.registers.access import hidden_from, rows_for
from meetings.registers.models import Register
from meetings.registers.sheet import Line, begun, lines_of
from meetings.registers.standard import Standard
from meetings.supplier_claims.settling import Booked, Claim, booked_of, by_supplier, warning
from rorikt.amounts import NOTHING, kroner, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Cell, Table
from rorikt.people.models import User

ZERO = Decimal(0)
SETTLED_FIRST = 2000  # no accounts are older


@dataclass(frozen=True)
class Settled:
    """A claim with what the accounts have of its voucher."""

    claim: Claim
    booked: Booked | None
    voucher_url: str
    warning: str

    @property
    def credited(self) -> Decimal | None:
        return self.booked.credited if self.booked else None


@dataclass(frozen=True)
class Claims:
    suppliers: Table
    open: Table
    settled: Sequence[Claim]
    lacks: str


def register_of_claims() -> Register | None:
    return begun(Standard.CLAIMS)


def claims_for(user: User | None) -> tuple[list[Claim], int]:
    """In their order, and how many are left out since they are exempt. `None` is the public."""
    register = register_of_claims()
    if register is None:
        return [], 0
    found = [_claim(line) for line in lines_of(register, rows_for(user, register), user)]
    return found, hidden_from(user, register)


def overview(user: User, today: date) -> Claims:
    claims, hidden = claims_for(user)
    still = [claim for claim in claims if not claim.is_settled]
    still.sort(key=lambda one: (one.raised or date.max, one.title, one.url))
    booked = vouchers_of(still, today)
    lacks = _lacks(still, hidden)
    return Claims(
        suppliers=_suppliers_table(claims, lacks),
        open=_open_table(still, [warning(one, booked_of(one, booked)) for one in still], today, lacks),
        settled=[claim for claim in claims if claim.is_settled],
        lacks=lacks,
    )


def settled_of(claims: Sequence[Claim], user: User, today: date) -> list[Settled]:
    """These of a page, with their vouchers asked for at once."""
    vouchers, may_open = vouchers_of(claims, today), user.has_perm("budget.view_entry")
    found = []
    for claim in claims:
        booked = booked_of(claim, vouchers)
        url = voucher_url(booked.year, booked.number) if booked and may_open else ""
        found.append(Settled(claim, booked, url, warning(claim, booked)))
    return found


def vouchers_of(claims: Iterable[Claim], today: date) -> dict[str, list[Booked]]:
    """By number, each year whose accounts have it. What is credited is what it takes off accounts of the operating
    result; off any account, where none of its accounts belongs to that."""
    numbers = {claim.voucher for claim in claims if claim.voucher}
    if not numbers:
        return {}
    first = min((claim.raised.year for claim in claims if claim.voucher and claim.raised), default=SETTLED_FIRST)
    total = AccountTotal.objects.filter(
        account_import=OuterRef("account_import"),
        year=OuterRef("year"),
        month=OuterRef("month"),
        account=OuterRef("account"),
        art=OuterRef("art"),
        line__isnull=False,
    )
    is_cost, is_credit = Q(Exists(total)), Q(amount__lt=0)
    entries = AccountEntry.objects.filter(voucher__in=numbers, year__in=range(first, today.year + 1)).in_force()
    sums = (
        entries.order_by()
        .annotate(is_cost=is_cost)
        .values("voucher", "year", "is_cost")
        .annotate(credited=Sum("amount", filter=is_credit, default=ZERO))
    )
    by_kind: dict[tuple[str, int], dict[bool, Decimal]] = {}
    for one in sums:
        by_kind.setdefault((one["voucher"] or "", one["year"]), {})[one["is_cost"]] = -one["credited"]
    found: dict[str, list[Booked]] = {}
    for (number, year), credited in sorted(by_kind.items()):
        found.setdefault(number, []).append(Booked(year, number, credited.get(True, credited.get(False, ZERO))))
    return found


def open_sum(claims: Iterable[Claim]) -> Decimal:
    return sum((one.amount for one in claims if not one.is_settled and one.amount is not None), ZERO)


def _suppliers_table(claims: Sequence[Claim], lacks: str) -> Table:
    return tabulate(
        "krav-leverandorer",
        "Åpne krav per leverandør",
        (
            column("Leverandør", lambda one: one.supplier, width=40, total="SUM"),
            column("Krav", lambda one: one.count, str, 15, total=sum),
            column("Sum", lambda one: one.amount, kroner, 25, total=lambda amounts: sum(amounts, ZERO)),
            column("Eldste reist", lambda one: _day(one.oldest), width=20),
        ),
        by_supplier(claims),
        unit_note="kroner",
        lacks=lacks,
    )


def _open_table(claims: Sequence[Claim], warnings: Sequence[str], today: date, lacks: str) -> Table:
    def age(row: tuple[Claim, str]) -> Cell:
        days = row[0].age(today)
        return Cell(NOTHING) if days is None else Cell(f"{days} {'dag' if days == 1 else 'dager'}", str(days))

    return tabulate(
        "krav-apne-liste",
        "Åpne krav",
        (
            column("Krav", lambda row: row[0].title, width=26, total="SUM", link=lambda row: row[0].url),
            column("Leverandør", lambda row: row[0].supplier, width=16),
            column("Beløp", lambda row: row[0].amount, kroner, 12,
                   total=lambda amounts: sum((one for one in amounts if one is not None), ZERO)),
            column("Reist", lambda row: _day(row[0].raised), width=10),
            column("Alder", age, width=10, kind="number"),
            column("Status", lambda row: row[0].state_label or NOTHING, width=12),
            column("Merk", lambda row: row[1], width=14),
        ),
        list(zip(claims, warnings, strict=True)),
        unit_note="kroner",
        lacks=lacks,
    )  # fmt: skip


def _lacks(still: Iterable[Claim], hidden: int) -> str:
    unknown = ", ".join(f"«{one.title}»" for one in still if one.amount is None)
    told = [f"Uten beløp, og ikke med i summen: {unknown}."] if unknown else []
    if hidden:
        told.append("Krav som er unntatt offentlighet, er ikke med.")
    return " ".join(told)


def _day(day: date | None) -> Cell:
    return Cell(short_date(day), day.isoformat() if day else "")


def _claim(line: Line) -> Claim:
    state = line.state("status")
    return Claim(
        title=str(line.row),
        url=reverse("meetings:register-row", args=[line.row.uuid]),
        supplier=line["leverandor"].text,
        amount=line["belop"].number,
        raised=line["reist"].day,
        state=state.key if state else "",
        state_label=state.label if state else "",
        tone=state.tone if state else "neutral",
        voucher=line["bilag"].text,
        is_settled=line.is_settled,
    )
