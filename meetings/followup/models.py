"""What is to be done after a decision: actions with an owner and a date, and what each municipality makes of it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from rorikt.mail.handing_over import LONGEST_REPLY
from rorikt.people.models import Municipality, User


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> Self:
        return self.filter(state=Action.State.OPEN)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def told_on(self, day: date, since: date | None) -> Self:
        """What a meeting on the day is told of: decided by then, and not ended before the meeting `since`."""
        left = Q(ended_on=None) | Q(ended_on__gte=since or date.min)
        return self.filter(left, decided_on__lte=day)

    def with_case(self) -> Self:
        """With what every list shows of them."""
        return self.select_related("item__meeting", "owner")


class Action(models.Model):
    """Something that a decision asks somebody to do: a person who logs in, or a `body` that is only named.

    `decided_on` is the day the case was decided, and `ended_on` the day it was done or lapsed, by which a paper tells
    how it stood on a date.
    """

    class State(models.TextChoices):
        OPEN = "open", "Åpen"
        DONE = "done", "Utført"
        LAPSED = "lapsed", "Bortfalt"

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, verbose_name="sak", related_name="actions")
    title = models.CharField("tiltak", max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="ansvarlig",
        null=True,
        blank=True,
        related_name="actions",
    )
    body = models.CharField(
        "eller ansvarlig organ",
        max_length=80,
        blank=True,
        help_text="Når den ansvarlige ikke logger inn her, for eksempel «Faggruppe sikkerhet».",
    )
    due_on = models.DateField("frist")
    state = models.CharField("status", max_length=8, choices=State, default=State.OPEN)
    lapse_reason = models.CharField("hvorfor det bortfalt", max_length=200, blank=True)
    notes = models.TextField("merknader", blank=True)
    decided_on = models.DateField("vedtatt", editable=False)
    ended_on = models.DateField("avsluttet", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="ført av", editable=False, related_name="+"
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "tiltak"
        verbose_name_plural = "tiltak"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) & ~Q(body="") | Q(owner__isnull=False, body=""),
                name="an_action_has_one_owner",
                violation_error_code="owner",
                violation_error_message="Velg en ansvarlig, eller skriv hvilket organ det er. Ikke begge deler.",
            ),
            models.CheckConstraint(
                condition=Q(state="lapsed") & ~Q(lapse_reason="") | ~Q(state="lapsed") & Q(lapse_reason=""),
                name="what_lapses_does_so_for_a_reason",
                violation_error_code="lapse_reason",
                violation_error_message="Skriv hvorfor tiltaket bortfaller. Grunnen står tom ellers.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None) | ~Q(state="open") & Q(ended_on__isnull=False),
                name="an_action_that_is_not_open_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:action", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on < today

    def state_on(self, day: date, today: date) -> str:
        """In words, as it stood at the end of the day, which may be one to come."""
        if self.ended_on and self.ended_on <= day:
            return self.get_state_display()
        return "Over fristen" if self.due_on < min(day, today) else self.State.OPEN.label


class Reminder(models.Model):
    """A reminder of an action, before its date or after it: one of each for every date that it has been given.

    The row is there before the mail is handed over, so that nobody is reminded twice. `sent_at` is when the server took
    it, and `refusal` what it said where it did not; both are empty where nobody knows: the worker died in between.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", "Før fristen"
        LATE = "late", "Etter fristen"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, verbose_name="tiltak", related_name="reminders")
    kind = models.CharField("type", max_length=8, choices=Kind)
    due_on = models.DateField("frist")
    address = models.EmailField("sendt til")
    sent_at = models.DateTimeField("sendt", null=True, blank=True)
    refusal = models.CharField("avvist", max_length=LONGEST_REPLY, blank=True)

    class Meta:
        verbose_name = "påminnelse"
        verbose_name_plural = "påminnelser"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "kind", "due_on"], name="one_is_reminded_of_a_date_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.get_kind_display().lower()}"


class MunicipalityAct(models.Model):
    """What one municipality makes of a decision itself: its own council's decision, or its signature."""

    class Kind(models.TextChoices):
        DECISION = "decision", "Eget vedtak"
        AGREEMENT = "agreement", "Signert avtale"

    class State(models.TextChoices):
        UNTREATED = "untreated", "Ikke behandlet"
        ADOPTED = "adopted", "Vedtatt"
        SIGNED = "signed", "Signert"
        REJECTED = "rejected", "Avslått"

    # What an act of each kind can end as.
    ENDS = {Kind.DECISION: (State.ADOPTED, State.REJECTED), Kind.AGREEMENT: (State.SIGNED, State.REJECTED)}

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, verbose_name="sak", related_name="municipality_acts")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    kind = models.CharField("type", max_length=10, choices=Kind)
    state = models.CharField("status", max_length=10, choices=State, default=State.UNTREATED)
    acted_on = models.DateField("dato", null=True, blank=True)
    reference = models.CharField(
        "referanse", max_length=120, blank=True, help_text="Kommunens saksnummer eller journalpost."
    )

    class Meta:
        verbose_name = "kommunens vedtak"
        verbose_name_plural = "kommunenes vedtak"
        ordering = ["item", "kind", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "municipality", "kind"],
                name="a_municipality_acts_once_on_a_decision",
                violation_error_message="Kommunen er allerede bedt om dette i saken.",
            ),
            models.CheckConstraint(
                condition=Q(kind="decision", state__in=["untreated", "adopted", "rejected"])
                | Q(kind="agreement", state__in=["untreated", "signed", "rejected"]),
                name="an_agreement_is_signed_and_a_decision_adopted",
                violation_error_code="state",
                violation_error_message="En avtale blir signert eller avslått, et vedtak vedtatt eller avslått.",
            ),
            models.CheckConstraint(
                condition=Q(state="untreated", acted_on=None) | ~Q(state="untreated") & Q(acted_on__isnull=False),
                name="an_act_has_its_day",
                violation_error_code="acted_on",
                violation_error_message="Skriv datoen når kommunen har behandlet saken. La den stå tom ellers.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_state_display().lower()}"
