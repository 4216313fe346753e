"""Verbs on a year of accounts: state how far they reach, close the year, reopen it. What moves a closed year asks here.

A run that shares a result or settles investments is approved only while its year is closed; the database refuses it
too. Reopening moves no approved run: what comes out differently is a correction, after the year is closed again.
"""

from budget.run_models import AllocationRun

# Runs that share the accounts of a year, which has to be closed.
SHARED_OF_CLOSED = (AllocationRun.Kind.OPERATING_RESULT, AllocationRun.Kind.INVESTMENT)
