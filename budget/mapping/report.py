"""Where each account of a year stands, and why: the rule that holds, and the wider ones it is taken out of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Sum

from budget.ledger.codes import Codes, Rule, enclosing, rules_for
from budget.ledger.models import AccountMapping, AccountTotal
from rorikt.amounts import ORE

MOST_NAMED = 3
Key = tuple[bool, str, str]


@dataclass(frozen=True)
class Placement:
    """An account of the year, NOK. `instead_of` are the other rules that would hold, were there not a nearer one."""

    codes: Codes
    name: str
    amount: Decimal
    mapping: AccountMapping | None
    instead_of: tuple[AccountMapping, ...] = ()


@dataclass(frozen=True)
class Nested:
    """A mapping beside the narrowest wider range that it lies in, and those that lie in it."""

    mapping: AccountMapping
    around: AccountMapping | None
    inside: tuple[AccountMapping, ...]


def nested(mappings: Iterable[AccountMapping]) -> list[Nested]:
    listed = list(mappings)
    rules = [mapping.as_rule for mapping in listed]
    by_key = {_key(mapping.as_rule): mapping for mapping in listed}
    around = [None if rule is None else by_key[_key(rule)] for rule in enclosing(rules)]
    inside: dict[int, list[AccountMapping]] = defaultdict(list)
    for mapping, wider in zip(listed, around, strict=True):
        if wider is not None:
            inside[wider.pk].append(mapping)
    return [Nested(mapping, wider, tuple(inside[mapping.pk])) for mapping, wider in zip(listed, around, strict=True)]


def placements_of(year: int) -> list[Placement]:
    """Every account with entries in the year, in the order of the accounts."""
    mappings = {_key(one.as_rule): one for one in AccountMapping.objects.filter(year=year).select_related("line")}
    rules = [mapping.as_rule for mapping in mappings.values()]
    totals = AccountTotal.objects.for_year(year).in_force().order_by("account", "art")
    found = []
    for account, art, amount, name in totals.values_list("account", "art").annotate(Sum("amount"), Max("name")):
        codes = Codes(account, art)
        holding = [mappings[_key(rule)] for rule in rules_for(codes, rules)]
        first, others = (holding[0], tuple(holding[1:])) if holding else (None, ())
        found.append(Placement(codes, name, amount.quantize(ORE), first, others))
    return found


def told(mapping: AccountMapping) -> str:
    """`Konto 10000–10999 (Lønn)`."""
    return f"{mapping} ({mapping.line.title if mapping.line else 'utenfor driftsresultatet'})"


def told_some(mappings: Iterable[AccountMapping]) -> str:
    listed = list(mappings)
    rest = len(listed) - MOST_NAMED
    return ", ".join([*map(told, listed[:MOST_NAMED]), *([f"og {rest} til"] if rest > 0 else [])])


def _key(rule: Rule) -> Key:
    return rule.by_art, *rule.ends
