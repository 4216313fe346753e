"""Tickets, the SLA policies and work calendar they are measured by, and accounts of critical events."""

# At the end, since they refer to what stands above.
from support.imports.models import ImportedTicket  # noqa: F401
from support.sla.models import Holiday as Holiday
from support.sla.models import WorkCalendar as WorkCalendar
from support.sla.models import WorkingHours as WorkingHours
from support.tickets.models import Category as Category
from support.tickets.models import CriticalEvent as CriticalEvent
from support.tickets.models import MunicipalityCount as MunicipalityCount
from support.tickets.models import PriorityStep as PriorityStep
from support.tickets.models import Team as Team
from support.tickets.models import Ticket as Ticket
from support.tickets.models import TicketPause as TicketPause
from support.tickets.models import TicketTouch as TicketTouch
