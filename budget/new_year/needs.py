"""What a year needs before it can be worked with, and what of it is missing: a function for each, gathered in `NEEDS`.

Nobody is stopped by any of it. Each function says how far it is, with numbers and why, and where it is put right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property

from django.urls import reverse

from budget.accounts.report import unknown_count
from budget.charges.report import unallocated_changes
from budget.frame.frames import Following
from budget.frame.report import frame_and_budget
from budget.keys.models import CostKey, InhabitantCount
from budget.ledger.models import AccountMapping
from budget.lines.models import BudgetLine
from budget.memberships.members import members_in
from budget.money.reader import Reader
from budget.new_year.copying import Choices, Plan
from budget.new_year.report import plan_for, year_before
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.purposes.models import KeyPurpose
from budget.services.models import PriceList, Service, ServiceCount
from budget.years.models import AccountingYear
from rorikt.amounts import how_many, kroner, short_date

MOST_NAMED = 4
FIRST_MONTH = 10  # of the preparing of a year to come
INHABITANTS = "Innbyggere"  # how the calculator calls that part of a key
Status = InvestmentProject.Status
Over = frozenset({Status.COMPLETED, Status.CANCELLED})
ONE_DAY = timedelta(days=1)


class State(Enum):
    """Label and tone, as a tag has them."""

    READY = "På plass", "success"
    PARTLY = "Delvis", "warning"
    MISSING = "Mangler", "danger"
    NOT_NEEDED = "Ikke aktuelt", "neutral"

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]

    @property
    def is_ready(self) -> bool:
        return self in (State.READY, State.NOT_NEEDED)


@dataclass(frozen=True)
class Need:
    """`url` leads to where it is seen, `act_url` to where it is put right by those who may, under the words `act`."""

    title: str
    state: State
    said: str
    url: str
    act: str = ""
    act_url: str = ""


@dataclass(frozen=True)
class Seen:
    """A year as this reader may see it, beside the year it is begun from; `before` is `None` for the first of all."""

    year: int
    reader: Reader

    @cached_property
    def before(self) -> int | None:
        return year_before(self.year)

    @cached_property
    def lines(self) -> list[BudgetLine]:
        return list(BudgetLine.objects.for_year(self.year).prefetch_related("month_shares", "month_amounts"))

    @cached_property
    def lacking(self) -> Plan:
        """What the year before has of lines and what belongs to them, and this one has not."""
        return plan_for(self.year, self.before, Choices()) if self.before else Plan()

    @cached_property
    def members(self) -> frozenset[str]:
        """The numbers of the municipalities that are members on any day of the year."""
        return members_in(self.year)

    @property
    def first_and_last(self) -> tuple[date, date]:
        return date(self.year, 1, 1), date(self.year, 12, 31)

    def page(self, name: str) -> str:
        return reverse(f"budget:{name}", args=[self.year])


def budget_lines(seen: Seen) -> Need:
    url, act_url = seen.page("operating-result"), seen.page("new-year-copy") if seen.before else seen.page("line-new")
    act = f"Hent fra {seen.before}" if seen.before else "Legg inn den første"
    missing = [line.title for line in seen.lacking.lines]
    if not seen.lines:
        had = f" {seen.before} har {how_many(len(missing), 'linje', 'linjer')}." if seen.before else ""
        return Need("Budsjettlinjer", State.MISSING, f"Ingen linjer er lagt inn.{had}", url, act, act_url)
    has = f"{how_many(len(seen.lines), 'linje', 'linjer')}."
    if missing:
        said = f"{has} Fra {seen.before} er ikke med: {_named(missing)}. Er de falt bort, er dette i orden."
        return Need("Budsjettlinjer", State.PARTLY, said, url, act, act_url)
    return Need("Budsjettlinjer", State.READY, has, url)


def budgets(seen: Seen) -> Need:
    url = seen.page("operating-result")
    if not seen.lines:
        return Need("Årsbudsjett", State.MISSING, "Legges inn når linjene er på plass.", url)
    empty = [line.title for line in seen.lines if not line.budgeted]
    total = kroner(sum((line.budgeted for line in seen.lines), Decimal(0)))
    act = ("Legg inn budsjettet", seen.page("new-year-budgets"))
    if len(empty) == len(seen.lines):
        return Need("Årsbudsjett", State.MISSING, "Ingen av linjene har et beløp.", url, *act)
    if empty:
        said = f"Til sammen {total} kr. Uten beløp: {_named(empty)}."
        return Need("Årsbudsjett", State.PARTLY, said, url, *act)
    return Need("Årsbudsjett", State.READY, f"Til sammen {total} kr.", url, "Juster budsjettet", act[1])


def distribution(seen: Seen) -> Need:
    """Even is an answer too, so only what the year before had otherwise is asked for."""
    url, missing = seen.page("forecast"), list(seen.lacking.distributions)
    spread = sum(bool(line.month_shares.all() or line.month_amounts.all()) for line in seen.lines)
    if not seen.lines:
        return Need("Budsjettet på måneder", State.MISSING, "Legges inn når linjene er på plass.", url)
    said = f"{spread} av {len(seen.lines)} linjer har egen fordeling; resten er likt på alle månedene."
    if not spread:
        said = "Alle linjer er fordelt likt på månedene."
    if missing:
        said = f"{said} I {seen.before} hadde disse egen fordeling: {_named(missing)}."
        act = (f"Hent fra {seen.before}", seen.page("new-year-copy"))
        return Need("Budsjettet på måneder", State.PARTLY, said, url, *act)
    return Need("Budsjettet på måneder", State.READY, said, url)


def account_mappings(seen: Seen) -> Need:
    url, missing = seen.page("account-mappings"), len(seen.lacking.mappings)
    count, unknown = AccountMapping.objects.filter(year=seen.year).count(), unknown_count(seen.year)
    copy = (f"Hent fra {seen.before}", seen.page("new-year-copy"))
    by_hand = ("Koble konti", url)
    if not count:
        had = f" {how_many(missing, 'kobling', 'koblinger')} kan hentes fra {seen.before}." if missing else ""
        act = copy if missing else by_hand
        return Need("Kontokoblinger", State.MISSING, f"Ingen konti er koblet til en type utgift.{had}", url, *act)
    said = [f"{how_many(count, 'kobling', 'koblinger')}."]
    if missing:
        said.append(f"{missing} av dem i {seen.before} er ikke med.")
    if unknown:
        said.append(f"{how_many(unknown, 'konto', 'konti')} i regnskapet mangler kobling.")
    if missing or unknown:
        return Need("Kontokoblinger", State.PARTLY, " ".join(said), url, *(by_hand if unknown else copy))
    return Need("Kontokoblinger", State.READY, " ".join(said), url)


def cost_keys(seen: Seen) -> Need:
    """A key, or several after each other, for every day of the year: for all, and for each purpose that had one."""
    url, act = reverse("budget:cost-keys"), ("Legg inn en nøkkel", reverse("budget:cost-key-new"))
    title, (first, last) = "Fordelingsnøkler", seen.first_and_last
    by_purpose = {purpose: list[CostKey]() for purpose in KeyPurpose.objects.filter(is_general=True)}
    # One that ended before the year before is over is not asked for.
    for key in CostKey.objects.overlapping(first - ONE_DAY, last).select_related("purpose").order_by("valid_from"):
        by_purpose.setdefault(key.purpose, []).append(key)
    gaps = {purpose: _gaps(keys, first, last) for purpose, keys in by_purpose.items()}
    lacking = [f"{_said_of(found)} for «{purpose}»" for purpose, found in gaps.items() if found]
    if lacking:
        said = f"Ingen nøkkel gjelder {', '.join(lacking)}."
        is_missing = all(found == [(first, last)] for found in gaps.values())
        return Need(title, State.MISSING if is_missing else State.PARTLY, said, url, *act)
    if not by_purpose:
        return Need(title, State.MISSING, "Ingen nøkkel er lagt inn.", url, *act)
    said = "; ".join(f"{purpose}: {' og '.join(key.period for key in keys)}" for purpose, keys in by_purpose.items())
    return Need(title, State.READY, f"{said}.", url)


def inhabitants(seen: Seen) -> Need:
    """Of a key that is made of them: counted for all at the beginning of the year before, or later."""
    url, act = reverse("budget:inhabitants"), ("Legg inn innbyggertall", reverse("budget:inhabitants-new"))
    keys = CostKey.objects.current().of_purpose(None).filter(valid_from__lte=seen.first_and_last[1])
    key = keys.select_related("calculation").first()
    calculation = getattr(key, "calculation", None)
    parts = [part["title"] for part in calculation.components] if calculation else []
    if not any(title.startswith(INHABITANTS) for title in parts):
        return Need("Innbyggertall", State.NOT_NEEDED, "Nøkkelen er ikke regnet ut av innbyggertall.", url)
    counts = InhabitantCount.objects.filter(counted_on__lte=seen.first_and_last[1])
    newest = counts.order_by("-counted_on").values_list("counted_on", flat=True).first()
    counted = counts.filter(counted_on=newest, municipality__in=seen.members).count() if newest else 0
    members = len(seen.members)
    if newest is None or newest.year < seen.year - 1:
        had = f"De nyeste er fra {short_date(newest)}." if newest else "Ingen er lagt inn."
        return Need("Innbyggertall", State.MISSING, f"Nøkkelen bygger på innbyggertall. {had}", url, *act)
    said = f"{counted} av {members} kommuner per {short_date(newest)}."
    if counted < members:
        return Need("Innbyggertall", State.PARTLY, said, url, *act)
    return Need("Innbyggertall", State.READY, said, url)


def frame(seen: Seen) -> Need:
    """Where an amount is closed to the reader, nothing is told of how the budget stands to the frame."""
    url, found = seen.page("frame"), frame_and_budget(seen.year, seen.reader)
    act = ("Registrer vedtaket", seen.page("frame-change-new"))
    if not found.frame.is_set:
        return Need("Vedtatt ramme", State.MISSING, "Rådets vedtak om rammen er ikke registrert.", url, *act)
    if not found.is_closed and found.following in (Following.NOT_REGULATED, Following.DIFFERS):
        act = ("Juster budsjettet", seen.page("new-year-budgets"))
        return Need("Vedtatt ramme", State.PARTLY, found.of_budget, url, *act)
    return Need("Vedtatt ramme", State.READY, f"Rammen er registrert. {found.of_budget}", url)


def yearly_changes(seen: Seen) -> Need:
    """What the council decided for every year has to be shared between the municipalities each year."""
    url, title = seen.page("charges"), "Årlige endringer fra før"
    waiting = len(unallocated_changes(seen.year))
    if not waiting:
        return Need(title, State.NOT_NEEDED, "Ingen årlige rammeendringer venter på å fordeles.", url)
    said = f"{how_many(waiting, 'endring', 'endringer')} fra tidligere år er ikke fordelt på kommunene for {seen.year}."
    return Need(title, State.MISSING, said, url, "Fordel dem", seen.page("frame-changes-allocate"))


def service_prices(seen: Seen) -> Need:
    """A price list for each service that had one the year before."""
    url, title = f"{reverse('budget:services')}?year={seen.year}", "Tjenester og priser"
    before = seen.year - 1
    lists = PriceList.objects.filter(year__in=[before, seen.year]).order_by("service__title")
    priced = {one: dict[int, str]() for one in (before, seen.year)}
    for year, service, name in lists.values_list("year", "service", "service__title"):
        priced[year][service] = name
    lacking = [name for service, name in priced[before].items() if service not in priced[seen.year]]
    if lacking:
        said = f"Hadde pris i {before}, men ikke i {seen.year}: {_named(lacking)}."
        state = State.PARTLY if priced[seen.year] else State.MISSING
        return Need(title, state, said, url, "Legg inn prisene", url)
    if not priced[seen.year]:
        return Need(title, State.NOT_NEEDED, f"Ingen tjenester har pris i {before} eller {seen.year}.", url)
    return Need(title, State.READY, f"{how_many(len(priced[seen.year]), 'tjeneste', 'tjenester')} har pris.", url)


def service_counts(seen: Seen) -> Need:
    """Of the services that are charged by a count, in the year itself: how many of them are counted at all."""
    url, title = f"{reverse('budget:services')}?year={seen.year}", "Tellinger"
    charged = Service.objects.filter(price_lists__year=seen.year)
    counted = charged.exclude(unit__in=[Service.Unit.FIXED, Service.Unit.INHABITANT])
    names = dict(counted.values_list("pk", "title"))
    if not names:
        return Need(title, State.NOT_NEEDED, f"Ingen tjeneste med pris i {seen.year} betales etter antall.", url)
    rows = ServiceCount.objects.filter(service__in=names, counted_on__year=seen.year, replaced_by__isnull=True)
    there = set(rows.order_by().values_list("service", flat=True).distinct())
    lacking = [name for service, name in names.items() if service not in there]
    if lacking:
        said = f"{len(there)} av {len(names)} tjenester er telt i {seen.year}. Mangler: {_named(lacking)}."
        return Need(title, State.PARTLY if there else State.MISSING, said, url, "Legg inn antall", url)
    return Need(title, State.READY, f"Alle {len(names)} tjenester som telles, er telt i {seen.year}.", url)


def payments_on_account(seen: Seen) -> Need:
    url, title = seen.page("settlement"), "Akontoplan"
    act = ("Legg inn akonto", seen.page("payments"))
    stored, members = PaymentOnAccount.objects.for_year(seen.year).count(), len(seen.members)
    if not InvestmentProject.objects.for_year(seen.year).exists() and not stored:
        said = f"Ingen investeringsprosjekter er lagt inn for {seen.year}, så det er ingenting å betale akonto for."
        return Need(title, State.NOT_NEEDED, said, url)
    said = f"{stored} av {members} kommuner har akonto for investeringene."
    if stored < members:
        return Need(title, State.PARTLY if stored else State.MISSING, said, url, *act)
    return Need(title, State.READY, said, url)


def projects(seen: Seen) -> Need:
    """Money that projects of the year before have not used, once that year is closed and shows what is left."""
    url, title = seen.page("investments"), "Investeringer og overføringer"
    here = InvestmentProject.objects.for_year(seen.year).count()
    has = f"{how_many(here, 'prosjekt', 'prosjekter')} i {seen.year}."
    before = seen.year - 1
    if not AccountingYear.objects.filter(year=before, closed_on__isnull=False).exists():
        earlier = InvestmentProject.objects.for_year(before).count()
        if not here and not earlier:
            return Need(title, State.NOT_NEEDED, f"Ingen prosjekter i {before} eller {seen.year}.", url)
        said = f"{has} Hva som kan overføres fra {before}, vises når det året er avsluttet."
        return Need(title, State.READY if here else State.NOT_NEEDED, said, url)
    left = [
        project
        for project in InvestmentProject.objects.for_year(before).with_disposal()
        if project.status not in Over and project.pk not in seen.reader.projects and project.disposal.unused > 0
    ]
    if left:
        said = f"{has} {how_many(len(left), 'prosjekt', 'prosjekter')} fra {before} har penger å overføre."
        investments = reverse("budget:investments", args=[before])
        return Need(title, State.PARTLY, said, url, f"Se prosjektene i {before}", investments)
    return Need(title, State.READY if here else State.NOT_NEEDED, f"{has} Ingenting venter på å overføres.", url)


# In the order of the page. What another room knows of a new year is a function more.
NEEDS: tuple[Callable[[Seen], Need], ...] = (
    budget_lines,
    budgets,
    distribution,
    account_mappings,
    cost_keys,
    inhabitants,
    service_prices,
    service_counts,
    frame,
    yearly_changes,
    payments_on_account,
    projects,
)


def needs_of(year: int, reader: Reader | None = None) -> list[Need]:
    """As anybody may see it where no reader is given."""
    seen = Seen(year, reader or Reader())
    return [need(seen) for need in NEEDS]


def to_prepare(today: date) -> tuple[int, list[str]] | None:
    """The year that has to be made ready now, and what it lacks to be worked with; nothing while no year has lines.

    From October it is the year to come. Of several years without lines it is the first.
    """
    newest = BudgetLine.objects.order_by("-year").values_list("year", flat=True).first()
    due = today.year + (today.month >= FIRST_MONTH)
    if newest is None or newest > due:
        return None
    year = min(newest + 1, due)
    if year > newest:
        return year, ["budsjettlinjer"]  # all the rest comes after them
    first_and_last = date(year, 1, 1), date(year, 12, 31)
    has = {
        "kontokoblinger": AccountMapping.objects.filter(year=year).exists(),
        "fordelingsnøkkel": CostKey.objects.of_purpose(None).overlapping(*first_and_last).exists(),
    }
    lacking = [what for what, is_there in has.items() if not is_there]
    return (year, lacking) if lacking else None


def _gaps(keys: list[CostKey], first: date, last: date) -> list[tuple[date, date]]:
    """The days of a period on which no key holds. `keys` are in the order of their beginnings."""
    gaps, day = [], first
    for key in keys:
        if key.valid_from > day:
            gaps.append((day, key.valid_from - ONE_DAY))
        if key.valid_to is None:
            return gaps
        day = max(day, key.valid_to + ONE_DAY)
    return [*gaps, (day, last)] if day <= last else gaps


def _said_of(gaps: list[tuple[date, date]]) -> str:
    return " og ".join(f"{short_date(first)}–{short_date(last)}" for first, last in gaps)


def _named(titles: list[str]) -> str:
    rest = len(titles) - MOST_NAMED
    named = [f"«{title}»" for title in titles[:MOST_NAMED]]
    return ", ".join([*named, *([f"og {rest} til"] if rest > 0 else [])])
