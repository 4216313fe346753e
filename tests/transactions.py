"""A transaction around several tests, each of which is in one of its own."""

from contextlib import contextmanager

from django.db import transaction


def as_of_a_test():
    """What freezes begins its own transaction, except in one that a test is wrapped in: such a one."""
    around = transaction.atomic()
    around._from_testcase = True
    return around


@contextmanager
def rolled_back():
    """What is stored within stands until it ends."""
    with as_of_a_test():
        yield
        transaction.set_rollback(True)
