"""Verbs that measure all tickets anew."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from rorikt.audit import trail
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.models import User
from support.measuring import measuring
from support.sla.models import SlaPolicy
from support.sla.policies import load_rules


def start_recomputing(*, by: User) -> Job:
    """Measure every ticket again in the background. Raises ValidationError for one who may not change the rules."""
    if not by.has_perm("support.recompute_verdicts"):
        raise ValidationError("Du har ikke tilgang til å måle saker på nytt.")
    return queue.start(recompute, key="recompute-sla", title="Måler saker på nytt", by=by, person=by.pk)


@queue.work("recompute-sla")
def recompute(progress: queue.Progress, person: int) -> str:
    recompute_verdicts(progress, by=User.objects.get(pk=person), now=timezone.now())
    return reverse("support:sla")


def recompute_verdicts(progress: Callable[[str, int], None], *, by: User | None, now: datetime) -> int:
    """Measure by the rules of now; the number of tickets whose result changed. What is approved keeps its figures."""
    changed = measuring.recompute(load_rules(), progress)
    subject = SlaPolicy.objects.first()
    if changed and subject:
        trail.record("recompute_sla", subject, by=by, now=now, changed=changed)
    return changed
