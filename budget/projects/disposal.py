"""What an investment project may use in a year, and what of it is left."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self


@dataclass(frozen=True)
class Disposal:
    """NOK with VAT, of one project in one year or of several. Carried amounts are positive both ways."""

    budgeted: Decimal
    revisions: Decimal
    carried_in: Decimal
    carried_out: Decimal
    actual: Decimal
    committed: Decimal

    @property
    def revised(self) -> Decimal:
        return self.budgeted + self.revisions

    @property
    def available(self) -> Decimal:
        return self.revised + self.carried_in - self.carried_out

    @property
    def remaining(self) -> Decimal:
        """«Rest til disposisjon»: neither spent nor committed. Negative where more is."""
        return self.available - self.actual - self.committed

    @property
    def unused(self) -> Decimal:
        """What may be carried over to a later year: not spent, though it may be committed."""
        return self.available - self.actual

    @classmethod
    def of_all(cls, disposals: Iterable["Disposal"]) -> Self:
        rows = list(disposals)
        return cls(**{one.name: sum((getattr(row, one.name) for row in rows), Decimal(0)) for one in fields(cls)})
