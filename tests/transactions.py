"""A transaction around several tests, each of which is in one of its own."""

from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back():
    """What is stored within stands until it ends."""
    around = transaction.atomic()
    around._from_testcase = True  # what freezes begins its own transaction, except in one that a test is wrapped in
    with around:
        yield
        transaction.set_rollback(True)
