"""The registers that a person may open, with how many rows they read there, and the standard ones not begun."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.urls import reverse

from meetings.designing.starts import STARTS
from meetings.registers.access import readable_by, visible_to
from meetings.registers.models import Register, RegisterRow
from meetings.registers.standard import OWN_PAGES, Standard
from rorikt.people.models import User


@dataclass(frozen=True)
class ListedRegister:
    """`changed_at` is the last of what this person may read."""

    register: Register
    rows: int
    changed_at: datetime | None

    @property
    def own_page(self) -> str:
        """The page that shows what it amounts to; empty where there is none."""
        return own_page(self.register)


@dataclass(frozen=True)
class Waiting:
    """A standard register that is not taken into use."""

    standard: Standard
    lead: str


def own_page(register: Register) -> str:
    name = OWN_PAGES.get(Standard(register.standard)) if register.standard else None
    return reverse(name) if name else ""


def begun_and_not(user: User) -> tuple[list[ListedRegister], list[Waiting]]:
    registers = readable_by(user).filter(is_active=True).order_by("title", "pk")
    rows = visible_to(user, RegisterRow.objects.standing().filter(register__in=registers)).order_by()
    counted = rows.values_list("register").annotate(count=Count("pk"), last=Max("changed_at"))
    found = {register: (count, last) for register, count, last in counted}
    there = [ListedRegister(register, *found.get(register.pk, (0, None))) for register in registers]
    begun = set(Register.objects.exclude(standard="").values_list("standard", flat=True))
    return there, [Waiting(one, start.lead) for one, start in STARTS.items() if one.value not in begun]
