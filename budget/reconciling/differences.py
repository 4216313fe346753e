"""Frame, budget, what is shared and what is invoiced of a year held against each other: every difference has a name.

The named differences of each pair always add up to the whole difference, so that nothing is left to be wondered at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rorikt.amounts import kroner

ZERO = Decimal(0)


class Between(StrEnum):
    """Which two are held against each other; the value is what it is called."""

    BUDGET = "Budsjett mot ramme"
    SHARED = "Fordelt mot ramme"
    INVOICED = "Fakturert mot fordelt"


@dataclass(frozen=True)
class Difference:
    """NOK that the first has more than the second, below zero less. `url` is where it is put right."""

    between: Between
    sentence: str
    amount: Decimal
    url: str
    mend: str


@dataclass(frozen=True)
class Named:
    """What explains a part of a difference, in `words`: a change that waits, a regulation, a run."""

    words: str
    amount: Decimal
    url: str
    mend: str


@dataclass(frozen=True)
class Decided:
    """What the frame has of one subject, after all its decisions, NOK."""

    title: str
    amount: Decimal
    url: str


@dataclass(frozen=True)
class Shared:
    """What the run in force for a subject shares, NOK."""

    title: str
    amount: Decimal
    url: str


def of_budget(
    budgeted: Decimal, frame: Decimal, named: Sequence[Named], *, is_adopted: bool, url: str
) -> list[Difference]:
    """Why the budget is another than the frame: what waits for a line, what follows no decision, and the rest."""
    found = [Difference(Between.BUDGET, one.words, one.amount, one.url, one.mend) for one in named if one.amount]
    rest = budgeted - frame - sum((one.amount for one in found), ZERO)
    if rest:
        more = f"{kroner(abs(rest))} kr {'mer' if rest > 0 else 'mindre'}"
        if is_adopted:
            words = f"Budsjettet ble vedtatt med {more} enn rammen det skulle følge."
        else:
            words = f"Budsjettet er ikke registrert som vedtatt, og forslaget er {more} enn rammen."
        found.append(Difference(Between.BUDGET, words, rest, url, "Se budsjettet"))
    return found


def of_shared(
    decided: Mapping[str, Decided], shared: Mapping[str, Shared], drafts: Mapping[str, str], *, charges_url: str
) -> list[Difference]:
    """Subject by subject. `drafts` maps a subject to its run that is not approved yet."""
    found = []
    for subject in dict.fromkeys([*decided, *shared]):
        want, have = decided.get(subject), shared.get(subject)
        amount = (have.amount if have else ZERO) - (want.amount if want else ZERO)
        if not amount:
            continue
        if have is None and want is not None:
            if subject in drafts:
                words = f"«{want.title}» er regnet ut, men fordelingen er et utkast."
                found.append(Difference(Between.SHARED, words, amount, drafts[subject], "Se utkastet"))
            else:
                words = f"«{want.title}» er i rammen, men ikke fordelt på kommunene."
                found.append(Difference(Between.SHARED, words, amount, charges_url, "Fordel"))
        elif have is not None:
            what = f"rammen har {kroner(want.amount)} kr" if want else "rammen har ikke noe vedtak om det"
            words = f"«{have.title}» er fordelt med {kroner(have.amount)} kr, men {what}."
            found.append(Difference(Between.SHARED, words, amount, have.url, "Se fordelingen"))
    return found


def of_invoiced(waiting: Iterable[Named]) -> list[Difference]:
    """What is shared and has no invoice recorded. `amount` of each is what is not invoiced."""
    return [Difference(Between.INVOICED, one.words, -one.amount, one.url, one.mend) for one in waiting]
