"""Changes that somebody suggests to the text of a section, and what became of them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.documents.models import Section
from meetings.revisions.models import SectionRevision
from rorikt.people.models import User

LONGEST = 2_000  # characters of a reason or an answer


class ProposedEditQuerySet(models.QuerySet["ProposedEdit"]):
    def open(self) -> Self:
        return self.filter(state=ProposedEdit.State.OPEN)

    def owned_by(self, user: User) -> Self:
        """Of the sections that this person is responsible for."""
        return self.filter(section__responsible=user).exclude(made_by=user)


class ProposedEdit(models.Model):
    """The `body` that somebody suggests instead of that of `base`, for ever: the database refuses to change or delete
    it, to decide it twice, and to take in one for an approved document.

    What was taken of it is in the revision `result`. Those of a section that is deleted stay, so the key is not held by
    the database. `owner_told_at` and `maker_told_at` say when the mails went, of the suggestion and of the decision.
    """

    class State(models.TextChoices):
        OPEN = "open", "Åpent"
        TAKEN = "taken", "Tatt inn"
        PARTLY = "partly", "Delvis tatt inn"
        REFUSED = "refused", "Avslått"
        WITHDRAWN = "withdrawn", "Trukket"

    section = models.ForeignKey(
        Section, on_delete=models.DO_NOTHING, db_constraint=False, verbose_name="avsnitt", related_name="proposed_edits"
    )
    base = models.ForeignKey(SectionRevision, on_delete=models.PROTECT, related_name="+")
    body = models.TextField("tekst", blank=True)
    reason = models.TextField("begrunnelse", max_length=LONGEST, blank=True)
    made_at = models.DateTimeField("foreslått")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="foreslått av", related_name="+"
    )

    state = models.CharField("status", max_length=9, choices=State, default=State.OPEN)
    answer = models.TextField("svar", max_length=LONGEST, blank=True)
    result = models.ForeignKey(SectionRevision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("avgjort", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="avgjort av",
        null=True,
        blank=True,
        related_name="+",
    )

    owner_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    maker_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProposedEditQuerySet.as_manager()

    class Meta:
        verbose_name = "endringsforslag"
        verbose_name_plural = "endringsforslag"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None, answer="")
                | (~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_edit_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["taken", "partly"], result__isnull=False)
                | (~Q(state__in=["taken", "partly"]) & Q(result=None)),
                name="what_was_taken_of_an_edit_is_a_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"Forslag til {self.section}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:proposed-edit", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
