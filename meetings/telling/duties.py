"""What is new is looked for each minute."""

from datetime import timedelta

from meetings.telling.looking import look
from rorikt.duties.ticking import Duty

DUTIES = (Duty("Ser etter nytt om møter", timedelta(minutes=1), look),)
