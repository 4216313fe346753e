"""Notices of meetings, what became of each mail, and the substitutes who are called."""

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from meetings.issuing.models import IssuedPacket


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to_all(self) -> Self:
        """Those that told everybody of the meeting: not what one substitute was told."""
        return self.filter(kind__in=Notice.TO_ALL)


class Notice(models.Model):
    """Something told about a meeting by mail, as it was written: what it says is never changed.

    `facts` is what the meeting was then, see letters.py. Calendars know the meeting by `calendar_uid`, the same in all
    its notices, and a later state of it by a higher `calendar_sequence`. `site` is the address that links begin with.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Innkalling"
        CHANGE = "change", "Endring"
        CANCELLATION = "cancellation", "Avlysning"
        CALL = "call", "Innkalling av vara"
        RECALL = "recall", "Vara trengs ikke"

    TO_ALL = (Kind.INVITATION, Kind.CHANGE, Kind.CANCELLATION)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, verbose_name="møte", related_name="notices")
    number = models.PositiveSmallIntegerField("nummer", validators=[MinValueValidator(1)])
    kind = models.CharField("type", max_length=12, choices=Kind)
    subject = models.CharField("emne", max_length=200)
    text = models.TextField("tekst")
    facts = models.JSONField("opplysninger om møtet", default=dict)
    calendar_uid = models.CharField(max_length=120)
    calendar_sequence = models.PositiveSmallIntegerField(default=0)
    full_packet = models.ForeignKey(IssuedPacket, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    public_packet = models.ForeignKey(IssuedPacket, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    site = models.CharField(max_length=200)
    sent_at = models.DateTimeField("sendt")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="sendt av", related_name="+"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "innkalling"
        verbose_name_plural = "innkallinger"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="notice_number_is_unique_in_its_meeting",
                violation_error_message="Noen andre har sendt noe om dette møtet i mellomtiden. Last siden på nytt.",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(kind="invitation"),
                name="a_meeting_is_called_once",
                violation_error_message="Innkallingen til møtet er allerede sendt.",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(kind="cancellation"),
                name="a_meeting_is_called_off_once",
                violation_error_message="Avlysningen av møtet er allerede sendt.",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="notice_number_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, møte {self.meeting.number}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:notice-log", args=[self.pk])


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def unfinished(self) -> Self:
        """What a sender has still to do, or had begun when it was last seen."""
        return self.filter(state__in=(Delivery.State.WAITING, Delivery.State.BEGUN))

    def troubled(self) -> Self:
        """Those that a person has to look at."""
        return self.filter(state__in=(Delivery.State.REFUSED, Delivery.State.UNCERTAIN, Delivery.State.RETURNED))


class Delivery(models.Model):
    """One mail of a notice to one address, and what became of it.

    It is `BEGUN` from before the server gets it until the answer is stored: one that is begun and has no sender any
    more is `UNCERTAIN`, and nothing but a person's choice sends it again. `message_id` stays the same then, so that a
    mailbox that has it already can tell. `reply` is the last answer of the server, `report` what came back later.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Venter"
        BEGUN = "begun", "Sendes nå"
        HANDED_OVER = "handed_over", "Overlevert"
        REFUSED = "refused", "Avvist"
        UNCERTAIN = "uncertain", "Usikkert"
        RETURNED = "returned", "Kom i retur"

    class Role(models.TextChoices):
        MEMBER = "member", "Medlem"
        CALLED = "called", "Innkalt vara"
        SUBSTITUTE = "substitute", "Varamedlem"
        OBSERVER = "observer", "Observatør"
        SECRETARY = "secretary", "Sekretær"
        OFFICER = "officer", "Saksbehandler"
        MUNICIPALITY = "municipality", "Postmottak"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, verbose_name="innkalling", related_name="deliveries")
    role = models.CharField("mottar som", max_length=12, choices=Role)
    seat = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, verbose_name="medlem", null=True, blank=True, related_name="+"
    )
    name = models.CharField("navn", max_length=80)
    address = models.EmailField("adresse")
    why = models.CharField("hvorfor", max_length=300)
    audience = models.CharField("utgave", max_length=6, choices=IssuedPacket.Audience)
    has_login = models.BooleanField("kan logge inn", default=False)
    is_invited = models.BooleanField("får kalenderinnkalling", default=False)
    attaches_packet = models.BooleanField("får møtepakken vedlagt", default=False)
    message_id = models.CharField(max_length=200, unique=True)

    state = models.CharField("status", max_length=12, choices=State, default=State.WAITING)
    begun_at = models.DateTimeField("sist forsøkt", null=True, blank=True)
    settled_at = models.DateTimeField("avgjort", null=True, blank=True)
    code = models.PositiveSmallIntegerField("kode", null=True, blank=True)
    reply = models.CharField("svar fra e-posttjeneren", max_length=500, blank=True)
    report = models.CharField("leveringsrapport", max_length=500, blank=True)
    reported_at = models.DateTimeField("rapport lest", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "utsending"
        verbose_name_plural = "utsendinger"
        ordering = ["notice", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "address"], name="a_notice_goes_to_an_address_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "begun"), settled_at=None)
                | (~Q(state__in=("waiting", "begun")) & Q(settled_at__isnull=False)),
                name="a_delivery_is_settled_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(begun_at__isnull=False), name="a_delivery_is_begun_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(report="", reported_at=None) | (~Q(report="") & Q(reported_at__isnull=False)),
                name="a_delivery_report_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(attaches_packet=False) | Q(audience="public"), name="no_exempt_packet_goes_by_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def tone(self) -> str:
        good, bad = {self.State.HANDED_OVER}, {self.State.REFUSED, self.State.RETURNED}
        state = self.State(self.state)
        return "success" if state in good else "danger" if state in bad else "warning"


class SubstituteCall(models.Model):
    """A substitute is called to a meeting in the place of a member who cannot come, until the call is ended."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, verbose_name="møte", related_name="calls")
    absent = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, verbose_name="for", related_name="+")
    substitute = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, verbose_name="vara", related_name="+")
    called_at = models.DateTimeField("kalt inn")
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="kalt inn av", related_name="+"
    )
    ended_at = models.DateTimeField("avsluttet", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="avsluttet av",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "innkalling av vara"
        verbose_name_plural = "innkallinger av vara"
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "absent"],
                condition=Q(ended_at=None),
                name="one_substitute_is_called_for_a_member",
                violation_error_message="En vara er allerede kalt inn for medlemmet.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "substitute"],
                condition=Q(ended_at=None),
                name="a_substitute_is_called_for_one_member",
                violation_error_message="Varaen er allerede kalt inn for et annet medlem.",
            ),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="nobody_is_called_for_oneself"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="a_call_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute.name} for {self.absent.name}"
