"""Critical incidents of the support tickets that the register of incidents does not have yet, and the adding of one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.registers.contents import LONGEST, Kind
from meetings.registers.models import Register, RegisterCell
from meetings.registers.writing import Typed, write
from rorikt.amounts import short_moment
from rorikt.audit.rows import locked
from rorikt.people.models import User
from support.tickets.models import Ticket, TicketQuerySet

NUMBER = "saksnummer"


@dataclass(frozen=True)
class Offered:
    """A ticket as it would stand in the register. It has no names and no subject: tickets keep none."""

    number: int
    title: str
    created_at: datetime
    resolved_at: datetime | None
    municipality: str
    url: str


def offered(register: Register) -> TicketQuerySet:
    """The newest first. One whose row was taken away was not wanted, and is not offered again."""
    there = [int(number) for number in _numbers(register) if number.isascii() and number.isdigit()]
    tickets = Ticket.objects.incidents().critical().exclude(number__in=there)
    return tickets.select_related("category", "municipality").order_by("-created_at", "-number")


@transaction.atomic
def add(register: Register, ticket: Ticket, *, by: User, now: datetime) -> UUID:
    """A row of what the ticket says; its service and its effect a person chooses. Raises PermissionDenied, and
    ValidationError where it is there already."""
    locked(Register.objects.filter(pk=register.pk)).get()  # two who click at once make one row
    if str(ticket.number) in _numbers(register):
        raise ValidationError(f"Sak {ticket.number} er allerede ført i «{register.title}».")
    one, uuid = offer_of(ticket), uuid4()
    told = {
        "hendelse": one.title,
        "gjelder": one.municipality,
        "fra": short_moment(one.created_at),
        "til": short_moment(one.resolved_at) if one.resolved_at else "",
        NUMBER: str(one.number),
    }
    columns = {column.key: column for column in register.columns.standing()}
    typed = [Typed(uuid, columns[key].pk, text) for key, text in told.items() if text and key in columns]
    if faults := write(register, typed, by=by, now=now).faults:
        raise ValidationError(" ".join(faults.values()))
    return uuid


def offer_of(ticket: Ticket) -> Offered:
    title = f"{ticket.category.name}, sak {ticket.number}"
    return Offered(
        number=ticket.number,
        title=title[-LONGEST[Kind.TEXT] :],
        created_at=ticket.created_at,
        resolved_at=ticket.resolved_at,
        municipality=ticket.municipality.name if ticket.municipality else "",
        url=ticket.get_absolute_url(),
    )


def _numbers(register: Register) -> set[str]:
    """Numbers of tickets that rows have, also those taken away."""
    cells = RegisterCell.objects.filter(row__register=register, column__key=NUMBER)
    return {text.strip() for text in cells.values_list("text", flat=True)}
