"""The models of the app, by which Django and migrations find them. Rooms take them from each other by room."""

from support.imports.models import ChangedTicket as ChangedTicket
from support.imports.models import ImportedTicket as ImportedTicket
from support.pureservice.models import CategoryMapping as CategoryMapping
from support.pureservice.models import CompanyMapping as CompanyMapping
from support.pureservice.models import PriorityMapping as PriorityMapping
from support.pureservice.models import PureserviceConnection as PureserviceConnection
from support.pureservice.models import SourceTicket as SourceTicket
from support.pureservice.models import SyncRun as SyncRun
from support.pureservice.models import TeamMapping as TeamMapping
from support.pureservice.models import TicketObservation as TicketObservation
from support.pureservice.models import TypeMapping as TypeMapping
from support.sla.models import Holiday as Holiday
from support.sla.models import SlaPolicy as SlaPolicy
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
