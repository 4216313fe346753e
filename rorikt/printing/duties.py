"""What printing does by the clock."""

from datetime import datetime, timedelta

from django.conf import settings

from rorikt.amounts import number
from rorikt.duties.ticking import Duty
from rorikt.printing import kept_pdfs


def prune_papers(now: datetime) -> str:
    here, shared = kept_pdfs.prune(settings.PAPERS_MEGABYTES), kept_pdfs.prune_shared(settings.PAPERS_MEGABYTES)
    count, size = here[0] + shared[0], here[1] + shared[1]
    return f"{count} filer, {number(size / 1e6, 1)} MB er fjernet. De lages på nytt når noen spør." if count else ""


DUTIES = (Duty("Rydder i ferdige PDF-er", timedelta(hours=6), prune_papers),)
