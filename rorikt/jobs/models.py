"""A job as it is stored: work that may take over a second, and how far it has come."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from rorikt.people.models import User


class Job(models.Model):
    """Work that may take over a second, with its progress. Two unfinished jobs never make the same `key`.

    `result_url` leads to what was made; until that is there, back to where it was asked for.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Venter"
        RUNNING = "running", "Arbeider"
        DONE = "done", "Ferdig"
        FAILED = "failed", "Feilet"
        CANCELLED = "cancelled", "Avbrutt"

    UNFINISHED = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("type", max_length=40)
    key = models.CharField("nøkkel", max_length=120)
    title = models.CharField("tittel", max_length=200)
    arguments = models.JSONField("argumenter", default=dict)
    state = models.CharField("status", max_length=10, choices=State, default=State.QUEUED)
    stage = models.CharField("trinn", max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField("prosent", default=0)
    error = models.TextField("feil", blank=True)
    result_url = models.CharField("resultat", max_length=300, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    followed_by = models.ManyToManyField(User, verbose_name="bedt om også av", blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField("sist hørt fra", null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    begun = models.PositiveSmallIntegerField("ganger startet", default=0)
    # Of the request that asked for it, so that what the worker logs can be found by it. The database has its default,
    # so that a release which does not know it can go on beside this one.
    request_id = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "jobb"
        verbose_name_plural = "jobber"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=["queued", "running"]), name="one_unfinished_job_makes_a_thing"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="job_percent_is_at_most_100"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("rorikt:job", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED


class WorkerBeat(models.Model):
    """That a worker lives, on whichever machine: its row says so every few seconds, and goes when the worker does."""

    name = models.CharField("navn", max_length=64, unique=True)
    machine = models.CharField("maskin", max_length=255)
    began_at = models.DateTimeField("startet")
    beat_at = models.DateTimeField("sist hørt fra", db_index=True)

    class Meta:
        verbose_name = "bakgrunnsprosess"
        verbose_name_plural = "bakgrunnsprosesser"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
