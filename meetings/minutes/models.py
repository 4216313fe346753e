"""The life of minutes: what was generated, what members said of it, who confirmed it, which case approved it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.council.models import CouncilMember
from meetings.documents.models import Document, DocumentVersion, Section
from meetings.proceedings.models import Treatment


class Minutes(models.Model):
    """How far the minutes of a meeting have come; their text is a document, `document.minutes_of` the meeting."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="life")
    sent_at = models.DateTimeField("sendt til merknad", null=True, blank=True)
    comments_until = models.DateField("frist for merknader", null=True, blank=True)
    approved_in = models.OneToOneField(
        Treatment, on_delete=models.PROTECT, verbose_name="godkjent i", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "protokoll"
        verbose_name_plural = "protokoller"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, comments_until=None) | Q(sent_at__isnull=False, comments_until__isnull=False),
                name="minutes_are_sent_with_a_deadline",
                violation_error_code="comments_until",
                violation_error_message="Velg en frist for merknader.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)

    def get_absolute_url(self) -> str:
        meeting = self.document.minutes_of
        return reverse("meetings:minutes", args=[meeting.year, meeting.sequence]) if meeting else ""


class MinutesPart(models.Model):
    """Which part of the minutes a section is, and the hash of the text that the meeting last gave it.

    A section whose text has another hash was edited by a person.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", "Møtet"
        PRESENT = "present", "Til stede"
        ABSENT = "absent", "Forfall"
        CASES = "cases", "Saker"
        CASE = "case", "Sak"

    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="minutes_part")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="minutes_parts")
    kind = models.CharField(max_length=8, choices=Kind)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    generated_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "del av protokoll"
        verbose_name_plural = "deler av protokoller"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind"], condition=Q(item=None), name="minutes_have_a_part_once"
            ),
            models.UniqueConstraint(fields=["document", "item"], name="minutes_have_a_case_once"),
            models.CheckConstraint(
                condition=Q(kind="case", item__isnull=False) | (~Q(kind="case") & Q(item=None)),
                name="a_case_of_minutes_is_one_of_the_agenda",
            ),
        ]

    def __str__(self) -> str:
        return str(self.section)


class MinutesComment(models.Model):
    """What one who met says of the draft, and what the secretary answers."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", "Tatt til følge"
        NOTED = "noted", "Ikke tatt til følge"

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="comments")
    seat = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, verbose_name="medlem", related_name="+")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, verbose_name="gjelder", null=True, blank=True, related_name="+"
    )
    text = models.TextField("merknad", max_length=4000)
    made_at = models.DateTimeField("skrevet")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="skrevet av", related_name="+"
    )
    outcome = models.CharField("utfall", max_length=8, choices=Outcome, blank=True)
    answer = models.TextField("svar", max_length=4000, blank=True)
    answered_at = models.DateTimeField("besvart", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="besvart av",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "merknad til protokoll"
        verbose_name_plural = "merknader til protokoller"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_comment_on_minutes_says_something",
                violation_error_code="text",
                violation_error_message="Skriv merknaden.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None, answered_by=None)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="an_answered_comment_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Merknad fra {self.seat.name}"

    def get_absolute_url(self) -> str:
        return f"{self.minutes.get_absolute_url()}#merknad-{self.pk}"


class MinutesVersion(models.Model):
    """What the printed confirmation of a frozen version rests on. The database refuses to change it.

    `text_hash` is of the sections before it, `anchors` has the section of each case by the case's key. A version that
    the next meeting approved says so by `approved_in`, and repeats who confirmed it.
    """

    class Way(models.TextChoices):
        LOGGED_IN = "logged_in", "Bekreftet innlogget"
        ON_PAPER = "on_paper", "Underskrevet på papir"

    version = models.OneToOneField(DocumentVersion, on_delete=models.PROTECT, related_name="minutes")
    way = models.CharField("måte", max_length=10, choices=Way)
    confirmed_by = models.CharField("bekreftet av", max_length=160)
    confirmed_at = models.DateTimeField("bekreftet")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="ført av", related_name="+"
    )
    noted_at = models.DateTimeField("ført")
    text_hash = models.CharField("kontrollsum", max_length=64)
    anchors = models.JSONField(default=dict)
    approved_in = models.ForeignKey(
        Treatment, on_delete=models.PROTECT, verbose_name="godkjent i", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "bekreftelse av protokoll"
        verbose_name_plural = "bekreftelser av protokoller"
        ordering = ["version"]

    def __str__(self) -> str:
        return f"{self.get_way_display()} av {self.confirmed_by}"
