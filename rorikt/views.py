"""The front page and the page of a running job."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rorikt.models import Job


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "rorikt/home.html")


def job(request: HttpRequest, pk: str) -> HttpResponse:
    """The page polls `job_status` with htmx; without JavaScript it reloads itself."""
    return render(request, "rorikt/job.html", {"job": get_object_or_404(Job, pk=pk)})


def job_status(request: HttpRequest, pk: str) -> HttpResponse:
    return render(request, "rorikt/job_status.html", {"job": get_object_or_404(Job, pk=pk)})
