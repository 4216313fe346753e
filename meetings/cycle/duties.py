"""Reminders of the cycle of the year, looked for each hour."""

from datetime import timedelta

from meetings.cycle.reminding import is_waiting, remind
from rorikt.duties.ticking import Duty

DUTIES = (Duty("Minner om frister i årshjulet", timedelta(hours=1), remind, waits=is_waiting),)
