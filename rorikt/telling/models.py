"""What people want to be told of and when, what they are told, and the mails that told it.

Nothing of this is in the trail: what a person chooses to hear of is that person's own.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from rorikt.mail.handing_over import LONGEST_REPLY
from rorikt.people.models import User

LONGEST_ONCE, LONGEST_SUBJECT, LONGEST_TEXT = 160, 200, 2_000


class When(models.TextChoices):
    AT_ONCE = "at_once", "Med en gang"
    DAILY = "daily", "Samlet én gang om dagen"
    NEVER = "never", "Ikke"


class Wish(models.Model):
    """When a person is told of a kind of thing. Where there is no row, the default of the kind counts."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, verbose_name="hvem", related_name="+")
    kind = models.CharField("type", max_length=60)
    when = models.CharField("når", max_length=8, choices=When)

    class Meta:
        verbose_name = "ønske om varsel"
        verbose_name_plural = "ønsker om varsel"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_wish_for_each_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_when_display()}"


class ToldMail(models.Model):
    """A mail to one person, begun before the server gets it. `day` is set for the one that gathers a day.

    What stays begun has lost its sender: nobody knows whether it was sent, and it is not sent again.
    """

    class State(models.TextChoices):
        BEGUN = "begun", "Sendes"
        HANDED_OVER = "handed_over", "Sendt"
        REFUSED = "refused", "Avvist av e-posttjeneren"
        UNCERTAIN = "uncertain", "Usikkert om den ble sendt"

    user = models.ForeignKey(User, on_delete=models.CASCADE, verbose_name="til", related_name="+")
    day = models.DateField("dag", null=True)
    state = models.CharField("status", max_length=12, choices=State, default=State.BEGUN)
    begun_at = models.DateTimeField("begynt")
    reply = models.CharField("svar fra e-posttjeneren", max_length=LONGEST_REPLY, blank=True)

    class Meta:
        verbose_name = "varsel-e-post"
        verbose_name_plural = "varsel-e-poster"
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="a_day_is_told_in_one_mail")]

    def __str__(self) -> str:
        return self.get_state_display()


class ToldQuerySet(models.QuerySet["Told"]):
    def waiting(self) -> Self:
        return self.filter(state=Told.State.WAITING)

    def wanted(self) -> Self:
        return self.exclude(state=Told.State.UNWANTED)


class Told(models.Model):
    """One thing that one person is told, by `once` of its kind never again.

    It names nothing exempt: mails are passed on.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Venter"
        MAILED = "mailed", "Sendt"
        UNWANTED = "unwanted", "Ikke ønsket"
        DROPPED = "dropped", "Ikke sendt"

    user = models.ForeignKey(User, on_delete=models.CASCADE, verbose_name="hvem", related_name="+")
    kind = models.CharField("type", max_length=60)
    once = models.CharField("nøkkel", max_length=LONGEST_ONCE)
    subject = models.CharField("emne", max_length=LONGEST_SUBJECT)
    text = models.TextField("tekst", max_length=LONGEST_TEXT, blank=True)
    url = models.CharField("side", max_length=300)
    made_at = models.DateTimeField("laget", db_index=True)
    tried_at = models.DateTimeField("sist forsøkt sendt", null=True)
    state = models.CharField("status", max_length=8, choices=State, default=State.WAITING)
    mail = models.ForeignKey(
        ToldMail, on_delete=models.SET_NULL, verbose_name="e-post", null=True, blank=True, related_name="rows"
    )

    objects = ToldQuerySet.as_manager()

    class Meta:
        verbose_name = "varsel"
        verbose_name_plural = "varsler"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["user"], condition=Q(state="waiting"), name="told_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "once"], name="a_person_is_told_once"),
            models.CheckConstraint(condition=Q(mail=None) | Q(state="mailed"), name="what_is_in_a_mail_is_mailed"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def fate(self) -> str:
        """What became of it, in words."""
        return self.mail.get_state_display() if self.mail else self.get_state_display()

    @property
    def tone(self) -> str:
        tones = {ToldMail.State.HANDED_OVER: "success", ToldMail.State.REFUSED: "danger"}
        return tones.get(ToldMail.State(self.mail.state), "warning") if self.mail else "neutral"
