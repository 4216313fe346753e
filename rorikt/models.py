"""The models of the app, by which Django and migrations find them. Rooms take them from each other by room."""

from rorikt.audit.models import AuditEntry as AuditEntry
from rorikt.backups.models import Backup as Backup
from rorikt.cases.models import CaseReference as CaseReference
from rorikt.duties.models import DutyState as DutyState
from rorikt.imports.models import ImportedFile as ImportedFile
from rorikt.imports.models import ImportSource as ImportSource
from rorikt.invitations.models import Invitation as Invitation
from rorikt.jobs.models import Job as Job
from rorikt.jobs.models import WorkerBeat as WorkerBeat
from rorikt.mail.models import MailHold as MailHold
from rorikt.people.models import Cooperation as Cooperation
from rorikt.people.models import Municipality as Municipality
from rorikt.people.models import User as User
from rorikt.saving.models import Presence as Presence
from rorikt.saving.models import SavedChange as SavedChange
from rorikt.starting.models import KnownKey as KnownKey
from rorikt.telling.models import Told as Told
from rorikt.telling.models import ToldMail as ToldMail
from rorikt.telling.models import Wish as Wish
