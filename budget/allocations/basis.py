"""What a decided cost is split by: the amount, the rows it comes from, and the key."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budget.keys.models import CostKey
from budget.keys.report import key_of
from budget.money.cells import HeldRows, hold_rows
from rorikt.figures.values import Source, to_json


@dataclass(frozen=True)
class Basis:
    """`label` says in words what the amount is, `url` is where its rows are shown."""

    title: str
    label: str
    amount: Decimal
    key: CostKey
    url: str
    sources: tuple[Source | HeldRows, ...]
    paid: dict[str, Decimal] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """With the rows themselves, which may change; and with the key, so that a reader need not follow the link."""
        key = hold_rows(
            f"Fordelingsnøkkel {self.key.period}",
            self.key.shares.all(),
            shares={number: str(percent) for number, percent in self.key.percentages().items()},
        )
        return {
            "label": self.label,
            "url": self.url,
            "sources": [
                to_json(source) if isinstance(source, Source) else source.as_json() for source in (*self.sources, key)
            ],
        }


def without_rows(basis: dict[str, Any]) -> dict[str, Any]:
    """What older runs keep: of each source how many rows, and their hash, which tells as well whether they changed."""
    bare = [
        {key: told for key, told in one.items() if key not in {"kind", "labels", "values"}} for one in basis["sources"]
    ]
    return {**basis, "sources": bare}


def decision_basis(*, title: str, amount: Decimal, year: int, decision: str, case_number: str, url: str) -> Basis:
    """A basis without rows: the council decided the amount. Raises NotAvailable for a year without a whole key."""
    label = f"{decision} ({case_number})" if case_number else decision
    return Basis(title=title, label=label, amount=amount, key=key_of(year), url=url, sources=())
