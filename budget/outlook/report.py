"""What a coming year may cost each municipality, gathered from what is decided, proposed and estimated so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from budget.allocations.models import AllocationRun
from budget.charges.charge_parts import ON_ACCOUNT, ChargePart, Kind, State
from budget.charges.report import charged_year
from budget.estimates.models import CostEstimate
from budget.estimates.report import sum_of_lines
from budget.forecasts.report import forecast_of
from budget.frame.models import FrameChange
from budget.instalments.report import planned_on_account
from budget.lines.models import BudgetLine
from budget.memberships.members import members_in
from budget.money.cells import FORMS, KRONER_NOTE
from budget.money.fields import sums
from budget.money.reader import Reader
from budget.outlook.foreseen import Foreseen, Outlook, certain, either, unknown
from budget.outlook.models import IssuedOutlook
from budget.projects.models import PaymentOnAccount
from budget.splits.splitting import sharing_of, split_of_year
from rorikt.amounts import kroner
from rorikt.figures.columns import column, tabulate
from rorikt.figures.once import once
from rorikt.figures.values import NotAvailable, Table
from rorikt.people.models import Municipality

ZERO = Decimal(0)
LONGEST_LOOK_BACK = 5


@dataclass(frozen=True)
class Keys:
    """What amounts of a year are split by. `told` says which year's keys are assumed, empty where it has its own.

    `year` is `None` where there are no keys at all.
    """

    year: int | None
    told: str = ""

    def part(self, amount: Decimal, number: str, purpose: int | None = None) -> Decimal:
        """Raises NotAvailable where what it is for has no key."""
        if self.year is None:
            raise NotAvailable(self.told)
        return split_of_year({purpose: amount}, self.year).parts().get(number, ZERO)


@once
def keys_for(year: int) -> Keys:
    """The keys of the year; while they are not set, those of the newest year before it, which is said."""
    for earlier in range(year, year - LONGEST_LOOK_BACK, -1):
        try:
            sharing = sharing_of(earlier)
        except NotAvailable:
            continue
        if earlier == year:
            return Keys(year)
        told = f"Nøkkelen for {year} er ikke fastsatt; {sharing.note(Reader())} er lagt til grunn."
        return Keys(earlier, told)
    return Keys(None, f"Ingen nøkkel er fastsatt for {year}.")


def outlook_of(municipality: Municipality, year: int) -> Outlook:
    """As the municipality may read it: without drafts, and in the public words of what is exempt.

    Nothing is expected of one that is not a member in the year; what is charged all the same is told.
    """
    reader, number, keys = Reader(own=municipality.pk), municipality.pk, keys_for(year)
    charged = charged_year(year, reader).of(number)
    gather = _Gather(year, number, keys, reader)
    is_member = number in members_in(year)
    return Outlook([gather.item(part) for part in charged.parts if is_member or part.amount(number)])


class _Gather:
    """Of one municipality and year. The sums of all are read once, when the first item asks for them."""

    def __init__(self, year: int, number: str, keys: Keys, reader: Reader) -> None:
        self.year, self.number, self.keys, self.reader = year, number, keys, reader

    def item(self, part: ChargePart) -> Foreseen:
        try:
            return self._item(part)
        except NotAvailable as missing:
            return unknown(part.like, part.title, str(missing))

    def _item(self, part: ChargePart) -> Foreseen:
        if not part.is_missing:
            return certain(part.like, part.title, part.amount(self.number), f"{str(part.state).capitalize()}.")
        if part.like == f"{Kind.FRAME}-0":
            return self._frame(part)
        if part.like == ON_ACCOUNT:
            return self._on_account(part)
        if part.like.startswith("proposal-"):
            return self._estimate(part)
        if part.like == f"{Kind.RESULT}-1":
            return self._result(part)
        if part.state == State.DECIDED:
            return self._change(part)
        return unknown(part.like, part.title, part.note or "Ikke fastsatt.")

    def _split(self, amount: Decimal, purpose: int | None = None) -> Decimal:
        return self.keys.part(amount, self.number, purpose)

    def _told(self, text: str) -> str:
        return f"{text} {self.keys.told}".strip()

    def _frame(self, part: ChargePart) -> Foreseen:
        bases = FrameChange.objects.filter(kind=FrameChange.Kind.BASE, replaced_by__isnull=True, year=self.year - 1)
        last = bases.values_list("amount", flat=True).first()
        lines = BudgetLine.objects.for_year(self.year)
        proposed = sums(lines, "budgeted")["budgeted"]
        if proposed:
            told = f"Foreslått årsbudsjett på {FORMS['ore'](proposed)}, ikke vedtatt."
            others = []
            if last is not None:
                told += f" Med rammen for {self.year - 1} på {FORMS['ore'](last)} blir det det andre beløpet."
                others = [self._split(last)]
            return either(part.like, part.title, self._split(proposed), others, self._told(told))
        if last is None:
            return unknown(part.like, part.title, part.note)
        told = f"Ingen ramme er foreslått ennå; rammen for {self.year - 1} på {FORMS['ore'](last)} er lagt til grunn."
        return certain(part.like, part.title, self._split(last), self._told(told))

    def _on_account(self, part: ChargePart) -> Foreseen:
        planned = planned_on_account(self.year - 1).get(self.year - 1, {}).get(self.number)
        paid = PaymentOnAccount.objects.for_year(self.year - 1).filter(municipality=self.number)
        last = planned if planned is not None else paid.values_list("amount", flat=True).first()
        if last is None:
            return unknown(part.like, part.title, part.note)
        return certain(part.like, part.title, last, f"Ikke fastsatt; akonto for {self.year - 1} er lagt til grunn.")

    def _estimate(self, part: ChargePart) -> Foreseen:
        """Not decided: not in the best figure, but in how high it may come."""
        own, amount, found = ZERO, ZERO, False
        for estimate in CostEstimate.objects.filter(declined__isnull=True).prefetch_related("lines", "tiers"):
            if part.like != f"proposal-{self.reader.of_estimate(estimate).text(estimate.title)}":
                continue
            if self.reader.of_estimate(estimate).hides_amounts:
                return unknown(part.like, part.title, "Ikke vedtatt. Beløpet er unntatt offentlighet.")
            lines = [line for line in estimate.lines.all() if _counts(line.year, line.is_yearly, self.year)]
            cost, found = sum_of_lines(estimate, lines), True
            amount, own = amount + cost, own + self._split(cost, estimate.purpose_id)
        if not found:
            return unknown(part.like, part.title, part.note)
        told = f"Kostnadsoverslag på {FORMS['ore'](amount)}, ikke vedtatt: ikke med i beste anslag."
        return either(part.like, part.title, ZERO, [own], self._told(told))

    def _change(self, part: ChargePart) -> Foreseen:
        """Decided and not shared yet, or shared by an older decision."""
        change = FrameChange.objects.lasting().filter(subject=part.like).first()
        if change is None:
            return unknown(part.like, part.title, part.note)
        runs = AllocationRun.objects.in_force().filter(subject=part.like, year=self.year)
        shared = sum((run.amount for run in runs), ZERO)
        return certain(
            part.like, part.title, self._split(change.amount - shared, change.purpose_id), self._told(part.note)
        )

    def _result(self, part: ChargePart) -> Foreseen:
        found = forecast_of(self.year - 1)
        if not found.rows or found.variance is None:
            return unknown(part.like, part.title, part.note)
        amount = keys_for(self.year - 1).part(-found.variance, self.number)
        if found.state.is_closed:
            told = f"Regnskapet for {self.year - 1} er avsluttet med {_spent(-found.variance)}, ikke fordelt ennå."
            return certain(part.like, part.title, amount, told)
        told = f"Prognosen for {self.year - 1} gir {_spent(-found.variance)}; uten avvik er det ingenting å betale."
        return either(part.like, part.title, amount, [ZERO], told)


def _counts(year: int, is_yearly: bool, wanted: int) -> bool:
    return year == wanted or (is_yearly and year < wanted)


def _spent(overspend: Decimal) -> str:
    word = "mindreforbruk" if overspend < 0 else "merforbruk"
    return f"et {word} på {FORMS['ore'](abs(overspend))}"


def issued_items(issued: IssuedOutlook, number: str) -> list[Foreseen] | None:
    """What a municipality was told; `None` where it was not among those that were."""
    told = issued.figures.get(number)
    return None if told is None else [Foreseen.from_json(item) for item in told]


# Tables


def outlook_table(items: Iterable[Foreseen], municipality: Municipality, year: int) -> Table:
    found = Outlook(list(items))
    return tabulate(
        "neste-ar",
        f"Hva {municipality.name} kan komme til å betale i {year}",
        (
            column("Hva", lambda item: item.title, width=20, total="SUM av det som er anslått"),
            column("Beste anslag", lambda item: item.best, kroner, 14, total=found.best),
            column("Lavest", lambda item: item.low, kroner, 14, total=found.low),
            column("Høyest", lambda item: item.high, kroner, 14, total=found.high),
            column("Bygger på", lambda item: item.rests_on, width=38),
        ),
        found.items,
        unit_note=KRONER_NOTE,
        note=found.sentence,
    )


def all_outlooks_table(outlooks: Mapping[Municipality, Outlook], year: int) -> Table:
    is_open = any(one.unknown for one in outlooks.values())
    return tabulate(
        "neste-ar-alle",
        f"Hva kommunene kan komme til å betale i {year}",
        (
            column("Kommune", lambda one: one[0].name, total="SUM av det som er anslått" if is_open else "SUM"),
            column("Beste anslag", lambda one: one[1].best, kroner, total=sum),
            column("Lavest", lambda one: one[1].low, kroner, total=sum),
            column("Høyest", lambda one: one[1].high, kroner, total=sum),
            column("Ikke anslått", lambda one: ", ".join(one[1].unknown) or "–"),
        ),
        list(outlooks.items()),
        unit_note=KRONER_NOTE,
        note="Det som ikke er anslått, er ikke med i beløpene og kommer i tillegg." if is_open else "",
    )
