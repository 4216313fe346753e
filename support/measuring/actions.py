"""Verbs that measure all tickets anew."""

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from rorikt.audit import trail
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.models import User
from rorikt.people.permissions import require
from support.measuring import in_bulk
from support.sla.models import SlaPolicy
from support.sla.policies import load_rules


def start_recomputing(*, by: User) -> Job:
    """Measure every ticket again in the background."""
    require(by, "support.recompute_verdicts")
    return queue.start(recompute, key="recompute-sla", title="Måler saker på nytt", by=by, person=by.pk)


@queue.work("recompute-sla")
def recompute(progress: queue.Progress, person: int) -> str:
    recompute_verdicts(progress, by=User.objects.get(pk=person), now=timezone.now())
    return reverse("support:sla")


def recompute_verdicts(progress: Callable[[str, int], None], *, by: User | None, now: datetime) -> int:
    """Measure by the rules as they are now; how many tickets came out otherwise. What is approved keeps its figures."""
    changed = in_bulk.recompute(load_rules(), progress)
    subject = SlaPolicy.objects.first()
    if changed and subject:
        trail.record("målte saker på nytt", subject, by=by, now=now, changed=changed)
    return changed
