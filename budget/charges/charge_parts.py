"""What a municipality's year is made of: the parts that are expected, how far each is, and whether the sum is whole.

In a year the municipalities pay the frame, what the council has put on top of it, and something for the investments: on
account, or a contribution that a settlement is offset against. They settle the result and the investments of the year
before. What none of these has an amount for yet is a missing part, and a sum with a missing part is only «så langt».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)
ON_ACCOUNT = "on-account"  # what is paid on account, as `Part.like` names it


class State(StrEnum):
    """How far a part has come. The value is what it is called."""

    NOT_SET = "ikke fastsatt"
    PROPOSED = "foreslått"
    DECIDED = "vedtatt, ikke fordelt"
    PLANNED = "planlagt"
    ALLOCATED = "fordelt"
    INVOICED = "fakturert"
    PAID = "betalt"

    @property
    def is_missing(self) -> bool:
        return self in (State.NOT_SET, State.PROPOSED, State.DECIDED)


class Kind(StrEnum):
    """As `AllocationRun.Kind`, whose values these are."""

    RESULT = "operating_result"
    SETTLEMENT = "investment"
    CONTRIBUTION = "offset"
    FRAME = "frame"
    CASE_COST = "case_cost"
    CONSUMPTION = "consumption"


@dataclass(frozen=True)
class Run:
    """A stored allocation in plain values. `booked` maps municipality number to NOK; a draft moves nothing yet.

    `invoiced` are the numbers of those whose invoice is sent. `offset_in` is the title of the approved run that takes
    this one over. `corrects_charged` is the year that the corrected run is paid in. `is_hidden`: who reads may see what
    their own municipality pays, and no other amount.
    """

    pk: int
    kind: Kind
    title: str
    year: int
    charged_year: int
    is_approved: bool
    booked: Mapping[str, Decimal] = field(default_factory=dict)
    invoiced: frozenset[str] = frozenset()
    subject: str = ""
    amount: Decimal = ZERO
    url: str = ""
    offset_in: str = ""
    is_correction: bool = False
    corrects_charged: int | None = None
    is_hidden: bool = False

    @property
    def like(self) -> str:
        """What the same thing is called in another year; a name of its own for what happens once."""
        if self.is_correction and self.corrects_charged != self.charged_year:
            return f"run-{self.pk}"
        if self.kind == Kind.CASE_COST:
            return self.subject
        offset = "-offset" if self.offset_in else ""
        return f"{self.kind}-{self.charged_year - self.year}{offset}"


@dataclass(frozen=True)
class Change:
    """What comes every year from `year` on by the newest decision, NOK."""

    subject: str
    title: str
    year: int
    amount: Decimal
    url: str = ""


@dataclass(frozen=True)
class Proposal:
    """What an estimate says that `year` costs, once or every year from then on; the council has not decided."""

    title: str
    year: int
    is_yearly: bool
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """All that is stored of what is paid, whatever the year.

    `members` maps a year to those who have a share in it, `paid` a year to what each has paid on account, `planned` to
    what each is to pay so. `budgeted` are the years that have a budget, `known` those of which anything is stored.
    `unconsumed` says of a year what of the services that have a price in it no approved run charges.
    """

    runs: Sequence[Run] = ()
    changes: Sequence[Change] = ()
    proposals: Sequence[Proposal] = ()
    paid: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)
    members: Mapping[int, frozenset[str]] = field(default_factory=dict)
    budgeted: frozenset[int] = frozenset()
    known: frozenset[int] = frozenset()
    unconsumed: Mapping[int, str] = field(default_factory=dict)
    planned: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True)
class ChargePart:
    """One part of a year. `amounts` maps municipality number to the NOK that count in the sum.

    `lacking` are those without an amount though the others have one, `invoiced` those whose invoice is sent. `note`
    says what is missing, or why it counts as it does. `run` is the allocation behind it. `is_hidden` as in `Run`.
    """

    like: str
    title: str
    state: State
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset()
    invoiced: frozenset[str] = frozenset()
    note: str = ""
    url: str = ""
    run: int | None = None
    is_hidden: bool = False

    @property
    def is_missing(self) -> bool:
        return self.state.is_missing or bool(self.lacking)

    @property
    def printed_state(self) -> str:
        """Of all municipalities: with those it is missing for, where it has come further for others."""
        if self.lacking:
            return f"{self.state}, mangler for {len(self.lacking)}"
        return f"{self.state}, fakturert for {len(self.invoiced)}" if self.invoiced else str(self.state)

    def amount(self, number: str) -> Decimal:
        return self.amounts.get(number, ZERO)


@dataclass(frozen=True)
class ChargedYear:
    """What is paid in a year, by all or by the one municipality it was narrowed to."""

    year: int
    parts: tuple[ChargePart, ...]

    @property
    def missing(self) -> tuple[ChargePart, ...]:
        return tuple(part for part in self.parts if part.is_missing)

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def hides_sums(self) -> bool:
        """A sum from which a closed amount could be worked out is closed too."""
        return any(part.is_hidden for part in self.parts)

    def total(self, number: str) -> Decimal:
        """Of what has an amount: the whole only if `is_whole`."""
        return sum((part.amount(number) for part in self.parts), ZERO)

    def of(self, number: str) -> "ChargedYear":
        """As it is for one municipality: only what is missing for that one is missing."""
        return replace(self, parts=tuple(_of_one(part, number) for part in self.parts))

    @property
    def suffix(self) -> str:
        """What a heading and a file name say after the year."""
        return "" if self.is_whole else ", så langt"

    @property
    def so_far(self) -> str:
        """Empty for a whole sum, else what it lacks, in words."""
        if self.is_whole:
            return ""
        parts = "1 forventet del" if len(self.parts) == 1 else f"{len(self.parts)} forventede deler"
        lacks = "; ".join(f"{part.title} ({part.printed_state})" for part in self.missing)
        return f"Summen er foreløpig. {len(self.missing)} av {parts} mangler beløp: {lacks}."


@dataclass(frozen=True)
class Compared:
    """A part that two years both have, NOK of one municipality."""

    title: str
    before: Decimal
    now: Decimal

    @property
    def difference(self) -> Decimal:
        return self.now - self.before


def charged_year(year: int, facts: Facts) -> ChargedYear:
    """Every part that is expected in a year, those with an amount first."""
    shared = [_shared(run) for run in facts.runs if run.is_approved and run.charged_year == year]
    missing = [
        *_frame(year, facts),
        *_changes(year, facts),
        *_consumption(year, facts),
        *_investments(year, facts),
        *_of_year_before(year, facts, Kind.RESULT, "Mer- eller mindreforbruk"),
        *_of_year_before(year, facts, Kind.SETTLEMENT, "Avregning av investeringer"),
        *_proposals(year, facts),
    ]
    named = {part.run for part in missing}
    drafts = [run for run in facts.runs if not run.is_approved and run.charged_year == year and run.pk not in named]
    return ChargedYear(year, (*shared, *sorted(missing, key=lambda part: part.is_missing), *map(_draft, drafts)))


def compare(now: ChargedYear, before: ChargedYear, number: str) -> list[Compared]:
    """Like with like: only what both years have an amount for, in the order of the later year."""
    sums, earlier = _sums_of_like(now, number), _sums_of_like(before, number)
    titles = {part.like: part.title for part in reversed(now.parts)}
    return [Compared(titles[like], earlier[like], amount) for like, amount in sums.items() if like in earlier]


def _sums_of_like(year: ChargedYear, number: str) -> dict[str, Decimal]:
    unknown = {part.like for part in year.missing}
    found: dict[str, Decimal] = {}
    for part in year.parts:
        if part.like not in unknown:
            found[part.like] = found.get(part.like, ZERO) + part.amount(number)
    return found


def _of_one(part: ChargePart, number: str) -> ChargePart:
    if number in part.lacking:
        return replace(
            part, state=State.NOT_SET, lacking=frozenset(), note="Ikke registrert for kommunen, men for andre."
        )
    state = State.INVOICED if number in part.invoiced else part.state
    return replace(part, state=state, lacking=frozenset(), invoiced=frozenset())


def _shared(run: Run) -> ChargePart:
    """What another run takes over counts there."""
    owed = frozenset(number for number, amount in run.booked.items() if amount)
    is_invoiced = bool(owed) and owed <= run.invoiced
    return ChargePart(
        run.like,
        run.title,
        State.INVOICED if is_invoiced else State.ALLOCATED,
        {} if run.offset_in else run.booked,
        invoiced=frozenset() if is_invoiced else run.invoiced,
        note=f"Gjøres opp i «{run.offset_in}»." if run.offset_in else "",
        url=run.url,
        run=run.pk,
        is_hidden=run.is_hidden,
    )


def _draft(run: Run, like: str = "") -> ChargePart:
    return ChargePart(
        like or run.like, run.title, State.PROPOSED, note="Fordelingen er et utkast.", url=run.url, run=run.pk
    )


def _runs(facts: Facts, kind: Kind, year: int, subject: str = "") -> list[Run]:
    return [run for run in facts.runs if (run.kind, run.year, run.subject) == (kind, year, subject or run.subject)]


def _waiting(runs: Iterable[Run]) -> Iterator[ChargePart]:
    """The first draft of something that no approved run has an amount for."""
    yield from (_draft(run) for run in list(runs)[:1])


def _frame(year: int, facts: Facts) -> Iterator[ChargePart]:
    runs = _runs(facts, Kind.FRAME, year)
    if any(run.is_approved for run in runs):
        return
    title, like = f"Driftsramme {year}", f"{Kind.FRAME}-0"
    if runs:
        yield from _waiting(runs)
    elif year in facts.budgeted:
        yield ChargePart(
            like,
            title,
            State.PROPOSED,
            note="Årsbudsjettet er lagt inn, men rådets vedtak om rammen er ikke registrert.",
        )
    else:
        yield ChargePart(like, title, State.NOT_SET, note="Rådets vedtak om rammen er ikke registrert.")


def _changes(year: int, facts: Facts) -> Iterator[ChargePart]:
    """What comes every year, where it is not shared for this year, or shared by an older decision."""
    for change in facts.changes:
        if change.year >= year:
            continue
        runs = _runs(facts, Kind.CASE_COST, year, change.subject)
        shared = [run for run in runs if run.is_approved]
        if not shared and change.amount:
            waiting = list(_waiting(runs))
            note = f"Vedtatt fra og med {change.year}, men ikke fordelt for {year}."
            yield from waiting or [ChargePart(change.subject, change.title, State.DECIDED, note=note, url=change.url)]
        elif shared and shared[-1].amount != change.amount and all(run.is_approved for run in runs):
            note = f"Rådet har endret beløpet etter at {year} ble fordelt. Fordelingen må korrigeres."
            yield ChargePart(change.subject, f"{change.title}, endring", State.DECIDED, note=note, url=change.url)


def _consumption(year: int, facts: Facts) -> Iterator[ChargePart]:
    """Services that are charged by count: expected for every month that they have a price and no run charges."""
    if not (note := facts.unconsumed.get(year)):
        return
    runs = _runs(facts, Kind.CONSUMPTION, year)
    drafts = [run for run in runs if not run.is_approved and not run.is_correction]
    rest = ", resten" if any(run.is_approved for run in runs) else ""
    waiting = list(_waiting(drafts))
    yield from waiting or [
        ChargePart(f"{Kind.CONSUMPTION}-0-rest", f"Forbruk av tjenester {year}{rest}", State.NOT_SET, note=note)
    ]


def _investments(year: int, facts: Facts) -> Iterator[ChargePart]:
    """A contribution that is shared takes the place of what is paid on account for it."""
    runs = _runs(facts, Kind.CONTRIBUTION, year)
    if any(run.is_approved for run in runs):
        return
    if runs:
        yield from _waiting(runs)
        return
    title, like = f"Akonto for investeringer {year}", ON_ACCOUNT
    paid, planned = facts.paid.get(year, {}), facts.planned.get(year, {})
    if planned and not any(run.is_approved for run in _runs(facts, Kind.SETTLEMENT, year)):
        # Until it is settled the plan is what is owed; after that what was not paid is owed by the settlement.
        lacking = facts.members.get(year, frozenset()) - planned.keys()
        note = "Etter planen for akonto. Avregnes mot utgiftene etter årets slutt."
        yield ChargePart(like, title, State.PLANNED, planned, lacking, note=note)
        return
    if not paid:
        yield ChargePart(like, title, State.NOT_SET, note="Verken akonto eller investeringstilskudd er registrert.")
        return
    lacking = facts.members.get(year, frozenset()) - paid.keys()
    yield ChargePart(
        like, title, State.PAID, paid, lacking, note="Registrert som betalt. Avregnes mot utgiftene etter årets slutt."
    )


def _of_year_before(year: int, facts: Facts, kind: Kind, title: str) -> Iterator[ChargePart]:
    """Nothing is missing where it is settled already, in whatever year it is paid."""
    before = year - 1
    runs = _runs(facts, kind, before)
    if any(run.is_approved for run in runs):
        return
    if here := [run for run in runs if run.charged_year == year]:
        yield from _waiting(here)
        return
    unknown = f"Ingen tall for {before} er lagt inn, så det er ikke kjent om noe skal betales."
    note = f"Ikke fordelt for {before}." if before in facts.known else unknown
    yield ChargePart(f"{kind}-1", f"{title} {before}", State.NOT_SET, note=note)


def _proposals(year: int, facts: Facts) -> Iterator[ChargePart]:
    for proposal in facts.proposals:
        if proposal.year == year or (proposal.is_yearly and proposal.year < year):
            note = "Kostnadsoverslag som ikke er registrert i rammen."
            yield ChargePart(f"proposal-{proposal.title}", proposal.title, State.PROPOSED, note=note, url=proposal.url)
