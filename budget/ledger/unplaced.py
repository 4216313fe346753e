"""What a sum of the accounts lacks: accounts that belong to no type of cost."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Unplaced:
    """Accounts that belong to no type of cost: how many, and the sum of their entries in NOK. A sum lacks them."""

    count: int = 0
    amount: Decimal = Decimal(0)

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def accounts(self) -> str:
        return "1 konto" if self.count == 1 else f"{self.count} konti"

    def without(self, show: Callable[[Decimal], str]) -> str:
        """What a figure in a sentence has after it, where something is missing."""
        return f"uten {show(self.amount)} på {self.accounts} som mangler type utgift"

    def sentence(self, show: Callable[[Decimal], str]) -> str:
        """What a sum has beside it; empty where nothing is missing."""
        if not self:
            return ""
        return f"Ikke med i summene: {show(self.amount)} på {self.accounts} uten type utgift."
