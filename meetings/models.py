"""The models of the app, by which Django and migrations find them. Rooms take them from each other by room."""

from meetings.agenda.models import AgendaItem as AgendaItem
from meetings.agenda.models import Meeting as Meeting
from meetings.attachments.models import Attachment as Attachment
from meetings.council.models import CouncilMember as CouncilMember
from meetings.documents.models import Document as Document
from meetings.documents.models import DocumentVersion as DocumentVersion
from meetings.documents.models import Section as Section
from meetings.issuing.models import IssuedPacket as IssuedPacket
from meetings.minutes.models import Minutes as Minutes
from meetings.minutes.models import MinutesComment as MinutesComment
from meetings.minutes.models import MinutesPart as MinutesPart
from meetings.minutes.models import MinutesVersion as MinutesVersion
from meetings.own.models import ManualFigure as ManualFigure
from meetings.own.models import ManualTable as ManualTable
from meetings.proceedings.models import Attendance as Attendance
from meetings.proceedings.models import CaseAbsence as CaseAbsence
from meetings.proceedings.models import Proposal as Proposal
from meetings.proceedings.models import Treatment as Treatment
from meetings.proceedings.models import Vote as Vote
from meetings.readiness.models import Finding as Finding
from meetings.registers.models import BuildingProject as BuildingProject
from meetings.registers.models import Definition as Definition
