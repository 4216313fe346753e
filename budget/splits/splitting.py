"""How amounts of a year are split: by the keys of what each is for, read in one place, and told in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from budget.keys.models import CostKey
from budget.keys.sharing import Held, NoKey, NotWholeMonths, Sharing, allocate_all, sharing_between
from budget.memberships.members import members_between
from budget.memberships.taking_part import NOT_TAKING_PART
from budget.money.reader import Reader
from budget.purposes.models import KeyPurpose
from rorikt.amounts import NO_BREAK_SPACE, ORE, kroner, percentage, short_date
from rorikt.figures.once import once
from rorikt.figures.values import NotAvailable

ZERO = Decimal(0)


@dataclass(frozen=True)
class KeyInTime:
    """A key for the days it decides, which may be others than it holds today. An empty `last` has no end."""

    key: CostKey
    first: date
    last: date | None


@dataclass(frozen=True)
class KeySharing:
    """The keys of a purpose in a period. `keys` maps primary key to the key."""

    purpose: KeyPurpose
    sharing: Sharing
    keys: Mapping[int, CostKey]

    @property
    def first(self) -> date:
        return self.sharing.spans[0].first

    @property
    def last(self) -> date:
        return self.sharing.spans[-1].last

    def weighed(self, weight: int) -> str:
        """`181 av 366 dager`."""
        unit = "måneder" if self.purpose.by_months else "dager"
        return f"{weight} av {self.sharing.weight} {unit}"

    def note(self, reader: Reader) -> str:
        """By which keys, as the reader may see where they come from, without a full stop."""
        of = "" if self.purpose.is_general else f" for {self.purpose}"
        told = [
            (
                span.weight,
                f"{self.keys[span.key].period} ({reader.of(self.keys[span.key]).text(self.keys[span.key].source)})",
            )
            for span in self.sharing.spans
        ]
        if self.sharing.is_by_one_key:
            return f"nøkkelen{of} som gjelder {told[0][1]}"
        return f"nøklene{of}: " + " og ".join(
            f"{self.weighed(weight)} nøkkelen som gjelder {key}" for weight, key in told
        )


@dataclass(frozen=True)
class Portion:
    """An amount, NOK, of one purpose."""

    amount: Decimal
    by: KeySharing


@dataclass(frozen=True)
class Split:
    """An amount as it is made up by purposes; usually by the general one alone."""

    portions: tuple[Portion, ...]

    @property
    def amount(self) -> Decimal:
        return sum((portion.amount for portion in self.portions), ZERO)

    @property
    def only(self) -> KeySharing | None:
        """The keys that decide alone; `None` where the amount is made up by several purposes."""
        return self.portions[0].by if len(self.portions) == 1 else None

    @property
    def key(self) -> CostKey | None:
        """The one key that all of it is split by, if one is."""
        keys = [key for portion in self.portions for key in portion.by.keys.values()]
        return keys[0] if len(keys) == 1 else None

    @property
    def keys(self) -> list[CostKey]:
        """In the order of purposes and time."""
        return [portion.by.keys[span.key] for portion in self.portions for span in portion.by.sharing.spans]

    @property
    def numbers(self) -> list[str]:
        """Those that take part in any of it."""
        return sorted({number for portion in self.portions for number in portion.by.sharing.numbers})

    @property
    def not_taking_part(self) -> list[str]:
        """Members at some time of the period that none of it is for: they pay exactly nothing."""
        spans = [(portion.by.first, portion.by.last) for portion in self.portions]
        members = members_between(min(first for first, _ in spans), max(last for _, last in spans))
        return sorted(members - set(self.numbers))

    def parts(self, unit: Decimal = ORE) -> dict[str, Decimal]:
        """Municipality number to its part; they add up to the amount."""
        return allocate_all([(portion.amount, portion.by.sharing) for portion in self.portions], unit)

    def percents(self) -> dict[str, Decimal | None]:
        """The share in the one key; `None` where several decided."""
        sharing = self.only.sharing if self.only else None
        return {number: sharing.percent(number) if sharing else None for number in self.numbers}

    def printed_share(self, number: str) -> str:
        """`45,87 %`; with four decimals where several keys follow each other; in words where purposes do."""
        if number not in self.numbers:
            return NOT_TAKING_PART
        if self.only is None:
            return "etter formål"
        percent = self.only.sharing.percent(number)
        return percentage(percent) if percent is not None else percentage(self.only.sharing.portion(number), 4)

    def note(self, reader: Reader) -> str:
        """How it is split, in sentences, as the reader may see it."""
        if self.only:
            return f"Fordelt etter {self.only.note(reader)}."
        told = [f"{kroner(one.amount)}{NO_BREAK_SPACE}kr etter {one.by.note(reader)}" for one in self.portions]
        return f"Fordelt etter formål: {'; '.join(told)}."

    def as_json(self, unit: Decimal = ORE) -> dict[str, Any]:
        """The arithmetic in plain values, for what has to be read when the keys have changed."""
        return {
            "method": "key" if self.key else "keys",
            "measure": "andel i fordelingsnøkkelen",
            "portions": [_portion_json(portion, unit) for portion in self.portions],
            "not_taking_part": self.not_taking_part,
        }


def _portion_json(portion: Portion, unit: Decimal) -> dict[str, Any]:
    by = portion.by
    return {
        "purpose": by.purpose.title,
        "purpose_id": by.purpose.pk,
        "amount": str(portion.amount.quantize(ORE)),
        "counts_by": by.purpose.counts_by,
        "spans": [
            {
                "key": span.key,
                "period": by.keys[span.key].period,
                "first": span.first.isoformat(),
                "last": span.last.isoformat(),
                "weight": span.weight,
                "of": by.sharing.weight,
                "shares": {number: str(percent) for number, percent in sorted(span.shares.items())},
            }
            for span in by.sharing.spans
        ],
        "parts": {number: str(part) for number, part in by.sharing.allocate(portion.amount, unit).items()},
    }


def split_of_year(
    amounts: Mapping[int | None, Decimal], year: int, *, first: date | None = None, keys: Iterable[KeyInTime] = ()
) -> Split:
    """Amounts of a year, by the primary key of their purpose (`None`: the general one), with the keys of each.

    From `first` on, for what begins inside the year. `keys` are those to use for their purposes, for just their days,
    instead of the keys that hold now. Raises NotAvailable where keys are missing.
    """
    general = KeyPurpose.general().pk
    found: dict[int, Decimal] = {}
    for purpose, amount in amounts.items():
        found[purpose or general] = found.get(purpose or general, ZERO) + amount
    own: dict[int, list[KeyInTime]] = {}
    for used in keys:
        own.setdefault(used.key.purpose_id or general, []).append(used)
    return Split(
        tuple(
            Portion(amount, sharing_of(year, purpose, first, tuple(own.get(purpose, ()))))
            for purpose, amount in sorted(
                (found or {general: ZERO}).items(), key=lambda one: (one[0] != general, one[0])
            )
        )
    )


@once
def sharing_of(
    year: int,
    purpose: int | None = None,
    first: date | None = None,
    keys: tuple[KeyInTime, ...] = (),
    last: date | None = None,
) -> KeySharing:
    """The whole keys of a year for a purpose (`None`: the general one), from `first` on and to `last` where given.

    Raises NotAvailable, with what is missing, where a day has no key or a key is not whole.
    """
    of = KeyPurpose.general() if purpose is None else KeyPurpose.objects.get(pk=purpose)
    start, end = first or date(year, 1, 1), last or date(year, 12, 31)
    if keys:
        start, end = min(used.first for used in keys), max(used.last or end for used in keys)
    else:
        current = CostKey.objects.current().of_purpose(of).overlapping(start, end).prefetch_related("shares")
        keys = tuple(KeyInTime(key, key.valid_from, key.valid_to) for key in current)
    held = {used.key.pk: used.key for used in keys}
    try:
        plain = [Held(used.key.pk, used.first, used.last, used.key.checked_percentages()) for used in keys]
        sharing = sharing_between(start, end, plain, by_months=of.by_months)
    except NoKey as missing:
        raise NotAvailable(_missing_key(of, year, missing.first, missing.last)) from missing
    except NotWholeMonths as fault:
        raise NotAvailable(
            f"Beløp for «{of}» deles etter hele måneder, men {short_date(fault.day)} er ikke den første eller siste "
            "dagen i en måned. Del etter dager, eller la nøkkelen begynne den første i en måned."
        ) from fault
    except ValidationError as error:
        raise NotAvailable(" ".join(error.messages)) from error
    used = {span.key: held[span.key] for span in sharing.spans}
    return KeySharing(of, sharing, used)


def _missing_key(purpose: KeyPurpose, year: int, first: date, last: date) -> str:
    of = "" if purpose.is_general else f" for «{purpose}»"
    if (first, last) == (date(year, 1, 1), date(year, 12, 31)):
        return f"Det finnes ingen fordelingsnøkkel{of} som gjelder for {year}."
    return f"Det finnes ingen fordelingsnøkkel{of} som gjelder fra {short_date(first)} til {short_date(last)}."
