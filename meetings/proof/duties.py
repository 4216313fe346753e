"""Versions that were approved before there were seals get one."""

from datetime import timedelta

from meetings.proof.proving import is_any_unsealed, seal_older
from rorikt.duties.ticking import Duty

DUTIES = (Duty("Setter segl på eldre versjoner", timedelta(days=1), seal_older, waits=is_any_unsealed),)
