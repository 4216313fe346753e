"""A person lets the mail go that was held back when a backup was put back."""

from datetime import datetime
from importlib import import_module

from django.apps import apps
from django.db import transaction

from rorikt.audit import trail
from rorikt.mail.models import MailHold


@transaction.atomic
def release(now: datetime, *, forget: bool) -> list[str] | None:
    """What was done, in words; None where nothing is held. `forget` is that what waits now is not sent."""
    holds = list(MailHold.objects.filter(ended_at=None).select_for_update())
    if not holds:
        return None
    told = []
    if forget:
        for module in modules():
            told += import_module(module).forget_waiting(now)
    for hold in holds:
        MailHold.objects.filter(pk=hold.pk).update(ended_at=now)
        trail.record("åpnet for e-post igjen", hold, by=None, now=now)
    return [*told, "E-post sendes igjen."]


def modules() -> list[str]:
    """Those that have mail waiting, as the apps name them: `after_restore(now)` and `forget_waiting(now)`."""
    return [module for config in apps.get_app_configs() for module in getattr(config, "restored", ())]
