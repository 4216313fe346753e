"""The account of a critical event."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from rorikt.audit.rows import store_row
from rorikt.people.models import User
from rorikt.people.permissions import require
from support.sla.models import Priority
from support.tickets.models import CriticalEvent, Ticket


@transaction.atomic
def describe_critical_event(ticket: Ticket, *, what: str, outcome: str, by: User, now: datetime) -> CriticalEvent:
    """Write or rewrite the account of a critical ticket. Raises ValidationError for any other ticket."""
    require(by, "support.change_critical_event")
    if ticket.priority != Priority.CRITICAL:
        raise ValidationError("Bare saker med prioritet kritisk kan beskrives som kritiske hendelser.")
    event = CriticalEvent.objects.select_for_update().filter(ticket=ticket).first() or CriticalEvent(ticket=ticket)
    event.what, event.outcome = what, outcome
    store_row(event, by=by, now=now, is_figure=False)
    return event
