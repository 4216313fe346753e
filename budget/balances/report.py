"""What a municipality is asked to confirm: the charges of a year, what was invoiced and paid of them by a day."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from budget.balances.models import BalanceConfirmation
from budget.charges.report import charged_year, charges_of
from budget.money.cells import KRONER_NOTE
from budget.money.reader import Reader
from budget.payments.report import standing_of
from rorikt.amounts import NOTHING, kroner, short_date, short_moment
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table
from rorikt.people.models import Municipality


def figures_of(municipality: Municipality, year: int, as_of: date) -> dict[str, Any]:
    """In plain values, and in words that the municipality may read."""
    reader = Reader(own=municipality.pk)
    charged = charged_year(year, reader).of(municipality.pk)
    standing = standing_of(municipality, charged, charges_of(municipality, year), until=as_of)
    rows = [
        {
            "title": claim.title,
            "step": str(claim.step),
            "invoice": claim.invoice,
            "charged": str(claim.charged),
            "paid": str(claim.paid),
        }
        for claim in standing.claims
        if claim.is_decided
    ]
    if standing.unplaced:
        title = "Innbetalt uten at kravet er oppgitt"
        rows.append({"title": title, "step": "", "invoice": "", "charged": "0.00", "paid": str(standing.unplaced)})
    return {
        "rows": rows,
        "charged": str(standing.charged),
        "invoiced": str(standing.invoiced),
        "paid": str(standing.paid),
        "left": str(standing.left),
        "notes": [*standing.notes, *([charged.so_far] if charged.so_far else [])],
    }


def hash_of(year: int, municipality: str, as_of: date, figures: Mapping[str, Any]) -> str:
    content = json.dumps([year, municipality, as_of.isoformat(), figures], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def balance_table(balance: BalanceConfirmation) -> Table:
    """From what was issued, never from the rows of today."""
    figures = balance.figures

    def left(row: Mapping[str, str]) -> Decimal:
        return Decimal(row["charged"]) - Decimal(row["paid"])

    return tabulate(
        "saldo",
        f"{balance.municipality.name}: saldo per {short_date(balance.as_of)} på det som betales i {balance.year}",
        (
            column("Krav", lambda row: row["title"], width=34, total="SUM"),
            column("Steg", lambda row: row["step"] or NOTHING, width=12),
            column("Faktura", lambda row: row["invoice"] or NOTHING, width=12),
            column("Krevd", lambda row: Decimal(row["charged"]), kroner, 14, total=Decimal(figures["charged"])),
            column("Betalt", lambda row: Decimal(row["paid"]), kroner, 14, total=Decimal(figures["paid"])),
            column("Gjenstår", left, kroner, 14, total=Decimal(figures["left"])),
        ),
        figures["rows"],
        unit_note=KRONER_NOTE,
        note=" ".join(["Under null har kommunen til gode.", *figures["notes"]]),
    )


def facts_of(balance: BalanceConfirmation) -> list[tuple[str, str]]:
    figures = balance.figures
    answer = balance.get_answer_display()
    if balance.answered_by and balance.answered_at:
        answer += f" {short_moment(balance.answered_at)} av {balance.answered_by.printed_title}"
    return [
        ("Kommune", balance.municipality.name),
        ("År", str(balance.year)),
        ("Saldo per", short_date(balance.as_of)),
        ("Krevd", f"{kroner(Decimal(figures['charged']))} kr"),
        ("Fakturert", f"{kroner(Decimal(figures['invoiced']))} kr"),
        ("Betalt", f"{kroner(Decimal(figures['paid']))} kr"),
        ("Gjenstår", f"{kroner(Decimal(figures['left']))} kr"),
        ("Svar", answer),
        *([("Merknad fra kommunen", balance.answer_text)] if balance.answer_text else []),
        ("Utgave", str(balance.version)),
        ("Kontrollsum (SHA-256)", balance.sha256),
    ]
