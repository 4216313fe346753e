"""The page of a running job, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.person import person


def job(request: HttpRequest, pk: str) -> HttpResponse:
    """The page polls `job_status` with htmx; without JavaScript it reloads itself. A finished job leads on."""
    found = _find_visible(request, pk)
    if found.state == Job.State.DONE and found.result_url:
        return redirect(found.result_url)
    return render(request, "rorikt/jobs/job.html", _context(request, found))


def job_status(request: HttpRequest, pk: str) -> HttpResponse:
    """How far the job is, as the part of the page that changes. Once it is done the browser is sent on."""
    found = _find_visible(request, pk)
    if found.state == Job.State.DONE and found.result_url:
        return HttpResponseClientRedirect(found.result_url)
    return render(request, "rorikt/jobs/status.html", _context(request, found))


@require_POST
def cancel_job(request: HttpRequest, pk: str) -> HttpResponse:
    found = _find_managed(request, pk)
    try:
        queue.cancel(found)
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect(found)


@require_POST
def retry_job(request: HttpRequest, pk: str) -> HttpResponse:
    found = _find_managed(request, pk)
    try:
        return redirect(queue.retry(found, by=person(request)))
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect(found)


def _find(pk: str) -> Job:
    queue.settle_lost(Job.objects.filter(pk=pk))
    return get_object_or_404(Job, pk=pk)


def _find_visible(request: HttpRequest, pk: str) -> Job:
    """For those who have asked for it, or may see what it makes."""
    found = _find(pk)
    if not request.user.has_perm("rorikt.view_job", found):
        raise PermissionDenied
    return found


def _find_managed(request: HttpRequest, pk: str) -> Job:
    found = _find(pk)
    if not request.user.has_perm("rorikt.manage_job", found):
        raise PermissionDenied
    return found


def _context(request: HttpRequest, found: Job) -> dict[str, Any]:
    """`may_manage`: cancel it while it is under way, begin it again when it has stopped."""
    can_be_managed = queue.may_retry(found) if found.is_finished else queue.is_restartable(found)
    return {"job": found, "may_manage": can_be_managed and request.user.has_perm("rorikt.manage_job", found)}
