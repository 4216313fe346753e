"""The page of a running job. The front page is put together by meetings.views.home, which knows all the parts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_htmx.http import HttpResponseClientRedirect

from rorikt.models import Job


def job(request: HttpRequest, pk: str) -> HttpResponse:
    """The page polls `job_status` with htmx; without JavaScript it reloads itself. A finished job leads on."""
    job = get_object_or_404(Job, pk=pk)
    if job.state == Job.State.DONE and job.result_url:
        return redirect(job.result_url)
    return render(request, "rorikt/job.html", {"job": job})


def job_status(request: HttpRequest, pk: str) -> HttpResponse:
    """How far the job is, as the part of the page that changes. Once it is done the browser is sent on."""
    job = get_object_or_404(Job, pk=pk)
    if job.state == Job.State.DONE and job.result_url:
        return HttpResponseClientRedirect(job.result_url)
    return render(request, "rorikt/job_status.html", {"job": job})
