"""The page of a running job, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.permissions import needs
from rorikt.people.person import person


def _find(pk: str) -> Job:
    queue.settle_lost(Job.objects.filter(pk=pk))
    return get_object_or_404(Job, pk=pk)


@needs("rorikt.view_job", of=_find)
def job(request: HttpRequest, found: Job) -> HttpResponse:
    """The page polls `job_status` with htmx; without JavaScript it reloads itself. A finished job leads on."""
    if found.state == Job.State.DONE and found.result_url:
        return redirect(found.result_url)
    return render(request, "rorikt/jobs/job.html", _context(request, found))


@needs("rorikt.view_job", of=_find)
def job_status(request: HttpRequest, found: Job) -> HttpResponse:
    """How far the job is, as the part of the page that changes. Once it is done the browser is sent on."""
    if found.state == Job.State.DONE and found.result_url:
        return HttpResponseClientRedirect(found.result_url)
    return render(request, "rorikt/jobs/status.html", _context(request, found))


@require_POST
@needs("rorikt.manage_job", of=_find)
def cancel_job(request: HttpRequest, found: Job) -> HttpResponse:
    try:
        queue.cancel(found)
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect(found)


@require_POST
@needs("rorikt.manage_job", of=_find)
def retry_job(request: HttpRequest, found: Job) -> HttpResponse:
    try:
        return redirect(queue.retry(found, by=person(request)))
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect(found)


def _context(request: HttpRequest, found: Job) -> dict[str, Any]:
    """`may_manage`: cancel it while it is under way, begin it again when it has stopped."""
    can_be_managed = queue.may_retry(found) if found.is_finished else queue.is_restartable(found)
    return {"job": found, "may_manage": can_be_managed and request.user.has_perm("rorikt.manage_job", found)}
