"""People, municipalities and the cooperation itself, the audit trail and background jobs."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone


class Municipality(models.Model):
    """A member of the cooperation. Every row here is a member; a share of every cost key belongs to each."""

    number = models.CharField(
        "kommunenummer",
        max_length=4,
        primary_key=True,
        validators=[RegexValidator(r"^\d{4}$", "Kommunenummeret har fire siffer, for eksempel 1506.")],
    )
    name = models.CharField("navn", max_length=60, unique=True)

    class Meta:
        verbose_name = "kommune"
        verbose_name_plural = "kommuner"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Cooperation(models.Model):
    """The one cooperation of this installation. Nothing about it stands in code."""

    only = models.BooleanField(default=True, editable=False, unique=True)
    name = models.CharField("navn", max_length=80)
    council_name = models.CharField("samarbeidsrådets navn", max_length=120)
    office_municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="kontorkommune", related_name="+"
    )
    legal_form = models.CharField(
        "samarbeidsform", max_length=80, blank=True, help_text="For eksempel kommunalt oppgavefellesskap."
    )
    logo = models.FileField("logo", upload_to="logo/", blank=True)

    class Meta:
        verbose_name = "samarbeid"
        verbose_name_plural = "samarbeidet"
        constraints = [
            models.CheckConstraint(
                condition=Q(only=True),
                name="there_is_one_cooperation",
                violation_error_message="En installasjon har ett samarbeid.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, **{"role": User.Role.ADMINISTRATOR, "is_staff": True, "is_superuser": True, **fields}
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in with an e-mail address. What the role may do stands in each app's permissions.py."""

    class Role(models.TextChoices):
        HEAD = "head", "IKT-leder"
        AUTHOR = "author", "Fagansvarlig"
        FINANCE = "finance", "Økonomi"
        COUNCIL_MEMBER = "council_member", "Rådsmedlem"
        ADMINISTRATOR = "administrator", "Administrator"

    email = models.EmailField("e-post", unique=True)
    name = models.CharField("navn", max_length=80)
    title = models.CharField(
        "tittel", max_length=80, blank=True, help_text="Står som «Godkjent av» i dokumenter. Tom: navnet brukes."
    )
    role = models.CharField("rolle", max_length=20, choices=Role)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="kommune", null=True, blank=True, related_name="users"
    )

    is_active = models.BooleanField("aktiv", default=True)
    is_staff = models.BooleanField("kan redigere grunndata", default=False)
    date_joined = models.DateTimeField("opprettet", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "bruker"
        verbose_name_plural = "brukere"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="email_is_unique_whatever_its_case",
                violation_error_message="E-postadressen er allerede i bruk.",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["finance", "council_member"]) | Q(municipality__isnull=False),
                name="finance_and_council_members_have_a_municipality",
                violation_error_message="Velg kommunen som personen representerer.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def printed_title(self) -> str:
        return self.title or self.name


class AuditEntry(models.Model):
    """Who did what when. Rows are only added, each carrying the hash of the one before; see rorikt.audit."""

    at = models.DateTimeField("tidspunkt")
    by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="hvem", null=True, related_name="+")
    action = models.CharField("handling", max_length=60)
    subject = models.CharField("gjelder", max_length=120, db_index=True)
    detail = models.JSONField("detaljer", default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "hendelse i loggen"
        verbose_name_plural = "endringslogg"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"


class Job(models.Model):
    """Work that may take over a second, with its progress. Two unfinished jobs never make the same `key`."""

    class State(models.TextChoices):
        QUEUED = "queued", "Venter"
        RUNNING = "running", "Arbeider"
        DONE = "done", "Ferdig"
        FAILED = "failed", "Feilet"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("type", max_length=40)
    key = models.CharField("nøkkel", max_length=120)
    title = models.CharField("tittel", max_length=200)
    arguments = models.JSONField("argumenter", default=dict)
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.QUEUED)
    stage = models.CharField("trinn", max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField("prosent", default=0)
    error = models.TextField("feil", blank=True)
    result_url = models.CharField("resultat", max_length=300, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

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
        return self.state in {self.State.DONE, self.State.FAILED}
