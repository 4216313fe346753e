"""What a new year takes from an earlier one: what is missing is made, what is there is left as it is.

Nothing here is stored. Lines are the same where their titles are, whatever their capitals.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from budget.ledger.codes import Rule, would_move_nothing
from rorikt.amounts import KRONE


class Budget(TextChoices):
    AS_IT_WAS = "as_it_was", "Budsjettet som det var"
    RAISED = "raised", "Budsjettet endret med en prosent"
    EMPTY = "empty", "Uten beløp, 0 på hver linje"


@dataclass(frozen=True)
class Choices:
    """`percent` is what each budget is raised by, negative to lower it; only of `Budget.RAISED`."""

    budget: Budget = Budget.AS_IT_WAS
    percent: Decimal = Decimal(0)
    has_lines: bool = True
    has_distribution: bool = True
    has_mappings: bool = True
    has_causes: bool = True


@dataclass(frozen=True)
class YearLine:
    """A line as it is in a year. `percents` are its twelve months, empty where it is even; `causes` slug to title.

    `purpose` is the primary key of what it is for, `None` for the general one.
    """

    title: str
    position: int
    budgeted: Decimal
    percents: tuple[Decimal, ...] = ()
    causes: Mapping[str, str] = field(default_factory=dict)
    purpose: int | None = None

    @property
    def name(self) -> str:
        return name_of(self.title)


@dataclass(frozen=True)
class YearMapping:
    """`title` is that of the line; `None` for what is kept outside the operating result. `label` is its name."""

    rule: Rule
    title: str | None
    label: str

    def is_same_as(self, other: "YearMapping") -> bool:
        """Of the same numbers, whichever line they are on."""
        return self.rule.is_of_kind_of(other.rule) and self.rule.ends == other.rule.ends


@dataclass(frozen=True)
class NewLine:
    title: str
    position: int
    was: Decimal
    budgeted: Decimal
    purpose: int | None = None


@dataclass(frozen=True)
class NewCause:
    line: str
    slug: str
    title: str


@dataclass(frozen=True)
class Plan:
    """What is to be made. The lines that the rest belongs to are named by their titles in the new year.

    `distributions` are title to twelve per cents, `left` sentences on what is not made, and why.
    """

    lines: tuple[NewLine, ...] = ()
    distributions: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    mappings: tuple[YearMapping, ...] = ()
    causes: tuple[NewCause, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.distributions or self.mappings or self.causes)


def name_of(title: str) -> str:
    return " ".join(title.split()).casefold()


def budget_of(was: Decimal, choices: Choices) -> Decimal:
    """NOK. A raised budget is rounded once, to whole kroner, half up."""
    match choices.budget:
        case Budget.EMPTY:
            return Decimal(0)
        case Budget.RAISED:
            return (was * (100 + choices.percent) / 100).quantize(KRONE, ROUND_HALF_UP)
        case _:
            return was


def plan_of(
    before: Collection[YearLine],
    now: Collection[YearLine],
    mapped_before: Iterable[YearMapping],
    mapped_now: Iterable[YearMapping],
    choices: Choices,
) -> Plan:
    """What the year `now` lacks of what the year before has, of the kinds that are chosen."""
    present = {line.name: line for line in now}
    new = [line for line in before if line.name not in present] if choices.has_lines else []
    # What each line of the year before will be called in the new one, where it will be.
    titles = {line.name: line.title for line in (*new, *now)}
    kept = [line for line in before if line.name in titles]
    mappings, unmapped = _mappings(mapped_before, list(mapped_now), titles) if choices.has_mappings else ([], [])
    causes, uncaused = _causes(kept, now, titles) if choices.has_causes else ([], [])
    spread = [line for line in kept if line.percents and not (line.name in present and present[line.name].percents)]
    return Plan(
        lines=tuple(
            NewLine(one.title, one.position, one.budgeted, budget_of(one.budgeted, choices), one.purpose) for one in new
        ),
        distributions={titles[line.name]: line.percents for line in spread} if choices.has_distribution else {},
        mappings=tuple(mappings),
        causes=tuple(causes),
        left=(*unmapped, *uncaused),
    )


def _mappings(
    before: Iterable[YearMapping], now: Collection[YearMapping], titles: Mapping[str, str]
) -> tuple[list[YearMapping], list[str]]:
    """A range is left out where it would take an account from a range that is there."""
    made: list[YearMapping] = []
    left: list[str] = []
    for one in before:
        title = None if one.title is None else titles.get(name_of(one.title))
        over = [present for present in now if not would_move_nothing(one.rule, [present.rule])]
        if any(one.is_same_as(present) for present in over):
            continue
        if over:
            left.append(f"{one.label} kobles ikke: {over[0].label} er koblet i det nye året, og går foran.")
        elif one.title is not None and title is None:
            left.append(f"{one.label} kobles ikke: linjen «{one.title}» finnes ikke i det nye året.")
        else:
            made.append(YearMapping(one.rule, title, one.label))
    return made, left


def _causes(
    before: Iterable[YearLine], now: Iterable[YearLine], titles: Mapping[str, str]
) -> tuple[list[NewCause], list[str]]:
    """A document names a cause by its slug and year, so one that another line has already is left out."""
    taken = {slug: line.name for line in now for slug in line.causes}
    made: list[NewCause] = []
    left: list[str] = []
    for line in before:
        for slug, title in line.causes.items():
            if slug not in taken:
                made.append(NewCause(titles[line.name], slug, title))
            elif taken[slug] != line.name:
                left.append(f"Årsaken «{title}» hentes ikke: en annen linje i det nye året har kortnavnet «{slug}».")
    return made, left
