"""What the page of uptime and papers show: each service in each month, and the incidents that count nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from meetings.registers.access import hidden_from, rows_for
from meetings.registers.models import Register
from meetings.registers.sheet import begun, lines_of
from meetings.registers.standard import Standard
from meetings.uptime.downtime import Incident, Measured, fault, measure, together
from rorikt.amounts import NOTHING, month_name, month_span, number, percentage, short_moment
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Table
from rorikt.people.models import User

MOST_MONTHS = 4  # of a paper, with a column for each; a longer period is told as a whole
DECIMALS = 3  # of a per cent: a minute of a month is seen
NOTE = (
    "Målt er regnet av det som er ført i driftshendelsene, også når bare noen av kommunene var rammet. Hendelser som "
    "overlapper, er regnet én gang. Ustabil tid og planlagt vedlikehold er ikke trukket fra."
)


@dataclass(frozen=True)
class Service:
    pk: int
    title: str
    url: str
    agreed: Decimal | None


@dataclass(frozen=True)
class Faulty:
    """An incident that counts nowhere, and why."""

    title: str
    url: str
    why: str


@dataclass(frozen=True)
class Known:
    """What one person, or the public, may read of services and their incidents."""

    services: tuple[Service, ...]
    incidents: tuple[Incident, ...]
    faulty: tuple[Faulty, ...]
    going_on: tuple[tuple[str, str, str], ...]
    lacks: str

    def measured(self, months: Iterable[date], now: datetime) -> list[tuple[Service, list[Measured]]]:
        """In the order of the services; months that have not begun are left out."""
        own: dict[int, list[Incident]] = {}
        for one in self.incidents:
            own.setdefault(one.service, []).append(one)
        wanted = list(months)
        found = []
        for service in self.services:
            each = (measure(own.get(service.pk, ()), service.pk, month, now) for month in wanted)
            found.append((service, [one for one in each if one]))
        return found


def registers_of_uptime() -> tuple[Register | None, Register | None]:
    """Of services and of incidents."""
    return begun(Standard.SERVICES), begun(Standard.INCIDENTS)


def known_to(user: User | None) -> Known:
    of_services, of_incidents = registers_of_uptime()
    services, incidents, faulty, going_on = [], list[Incident](), list[Faulty](), list[tuple[str, str, str]]()
    hidden = 0
    if of_services:
        for line in lines_of(of_services, rows_for(user, of_services), user):
            url = line.row.get_absolute_url()
            services.append(Service(line.row.pk, str(line.row), url, line["avtalt"].number))
        hidden += hidden_from(user, of_services)
    if of_incidents:
        for line in lines_of(of_incidents, rows_for(user, of_incidents), user):
            state = line.state("virkning")
            effect = state.key if state else ""
            first, last, service = line["fra"].moment, line["til"].moment, line["tjeneste"].row
            url = line.row.get_absolute_url()
            why = fault(first, last, service, effect)
            if why or first is None or service is None:
                faulty.append(Faulty(str(line.row), url, why))
                continue
            incidents.append(Incident(service, effect, first, last))
            if last is None:
                going_on.append((str(line.row), url, short_moment(first)))
        hidden += hidden_from(user, of_incidents)
    told = ["Det som er unntatt offentlighet, er ikke med."] if hidden else []
    if faulty:
        which = "Én hendelse" if len(faulty) == 1 else f"{number(len(faulty))} hendelser"
        told.append(f"{which} er ført uten det som trengs, og teller ikke med.")
    return Known(tuple(services), tuple(incidents), tuple(faulty), tuple(going_on), " ".join(told))


Of = tuple[Service, Measured]


def monthly_table(known: Known, months: Sequence[date], now: datetime) -> Table:
    """A row for each service and month."""
    rows = [(service, one) for service, each in known.measured(months, now) for one in each]
    return tabulate(
        "oppetid-maneder",
        f"Oppetid {month_span(months[0], months[-1])}",
        (
            column("Tjeneste", lambda of: of[0].title, width=28, link=lambda of: of[0].url),
            column("Måned", lambda of: _month(of[1]), width=18),
            column("Nede", lambda of: of[1].down, minutes, 12),
            column("Ustabil", lambda of: of[1].unstable, minutes, 12),
            column("Avtalt", lambda of: of[0].agreed, percentage, 10),
            column("Målt", lambda of: of[1].percent, _percent, 10),
            column("Holdt", lambda of: kept(*of), width=10),
        ),
        rows,
        note=NOTE,
        lacks=known.lacks,
    )


def period_table(known: Known, months: Sequence[date], now: datetime) -> Table:
    """A row for each service, as a paper prints it: each month where they are few, and the whole period."""
    rows = [(service, each) for service, each in known.measured(months, now) if each]
    columns: list[ValueColumn[Any]] = [
        column("Tjeneste", lambda row: row[0].title, width=26, link=lambda row: row[0].url),
        column("Avtalt", lambda row: row[0].agreed, percentage, 10),
    ]
    if 1 < len(months) <= MOST_MONTHS:
        columns += [_of_month(month) for month in months]
    columns += [
        column("I perioden", lambda row: _whole(row).percent, _percent, 12),
        column("Nede", lambda row: _whole(row).down, minutes, 12),
        column("Ustabil", lambda row: _whole(row).unstable, minutes, 12),
        column("Holdt", lambda row: kept(row[0], _whole(row)), width=10),
    ]
    is_whole = all(one.is_whole for _, each in rows for one in each)
    so_far = "" if is_whole else f" Siste måned er ikke over: tallene er regnet fram til {short_moment(now)}."
    return tabulate(
        "tabell:oppetid",
        f"Oppetid {month_span(months[0], months[-1])}",
        columns,
        rows,
        note=NOTE + so_far,
        lacks=known.lacks,
        source=f"{reverse('meetings:uptime')}?first={months[0]:%Y-%m}&last={months[-1]:%Y-%m}",
    )


def _of_month(month: date) -> ValueColumn[Any]:
    def percent(row: tuple[Service, list[Measured]]) -> Decimal | None:
        return next((one.percent for one in row[1] if one.month == month), None)

    return column(month_name(month).split()[0].capitalize(), percent, _percent)


def _whole(row: tuple[Service, list[Measured]]) -> Measured:
    found = together(row[1])
    if found is None:
        raise ValueError(f"{row[0]} is not measured")
    return found


def kept(service: Service, measured: Measured) -> str:
    """`Ja`, `Nei`, or «–» where nothing is agreed; of what has been so far where it is not over."""
    answer = measured.keeps(service.agreed)
    if answer is None:
        return NOTHING
    return ("Ja" if answer else "Nei") + ("" if measured.is_whole else " så langt")


def _month(one: Measured) -> Cell:
    so_far = "" if one.is_whole else " så langt"
    return Cell(f"{month_name(one.month)}{so_far}", f"{one.month:%Y-%m}")


def _percent(value: Decimal | None) -> str:
    return percentage(value, DECIMALS)


def minutes(value: int) -> str:
    """`2 t 05 min`."""
    hours, rest = divmod(value, 60)
    return f"{number(hours)} t {rest:02} min" if hours else f"{rest} min"
