"""What a decided cost is split by: the amount, the rows it comes from, and the key."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budget.keys.models import CostKey
from budget.keys.report import key_of
from budget.money.cells import source_of_rows
from rorikt.figures.values import Source, to_json


@dataclass(frozen=True)
class Basis:
    """`label` says in words what the amount is, `url` is where its rows are shown."""

    title: str
    label: str
    amount: Decimal
    key: CostKey
    url: str
    sources: tuple[Source, ...]
    paid: dict[str, Decimal] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The key is frozen with the run; its name and hash stand here, so that a reader need not follow the link."""
        key = source_of_rows(
            f"Fordelingsnøkkel {self.key.period}",
            self.key.shares.all(),
            shares={number: str(percent) for number, percent in self.key.percentages().items()},
        )
        return {
            "label": self.label,
            "url": self.url,
            "sources": [to_json(source) for source in (*self.sources, key)],
        }


def decision_basis(*, title: str, amount: Decimal, year: int, decision: str, case_number: str, url: str) -> Basis:
    """A basis without rows: the council decided the amount. Raises NotAvailable for a year without a whole key."""
    label = f"{decision} ({case_number})" if case_number else decision
    return Basis(title=title, label=label, amount=amount, key=key_of(year), url=url, sources=())
