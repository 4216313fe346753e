"""Who sees what a municipality has paid and answered: those who work for the cooperation, and its own people."""

from rorikt.people.models import Municipality, User


def sees_payments_of(user: User | None, municipality: Municipality) -> bool:
    return user is not None and user.has_perm("budget.view_received", municipality)
