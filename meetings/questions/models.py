"""What readers ask those who prepare a case, and what these answer."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.documents.models import Document
from rorikt.people.models import User

LONGEST = 4_000


class QuestionQuerySet(models.QuerySet["Question"]):
    def readable_by(self, user: User) -> Self:
        """One's own, those of the cases one has and, for who runs the meetings, all; for the council those shared.

        A case that is closed to the person closes what is asked of it, also what was one's own.
        """
        if not user.is_active:
            return self.none()
        seen = Q(asked_by=user) | Q(pk__in=self._of_officer(user).values("pk"))
        if user.role in {User.Role.HEAD, User.Role.SECRETARY}:
            seen = Q()
        elif user.role == User.Role.COUNCIL_MEMBER:
            seen |= Q(is_shared=True)
        return self.filter(seen).open_to(user)

    def open_to(self, user: User) -> Self:
        if user.has_perm("meetings.view_exempt"):
            return self
        documents = Document.objects.visible_to(user).values("pk")
        return self.exclude(item__exemption_basis__gt="").filter(Q(document=None) | Q(document__in=documents))

    def answerable_by(self, user: User) -> Self:
        """By the case officers, and by who runs the meetings."""
        if not user.is_active:
            return self.none()
        if user.role in {User.Role.HEAD, User.Role.SECRETARY}:
            return self
        return self._of_officer(user).open_to(user)

    def waiting(self) -> Self:
        return self.filter(answered_at=None)

    def _of_officer(self, user: User) -> Self:
        officers = AgendaItem.case_officers.through.objects.filter(agendaitem=OuterRef("item"), user=user)
        return self.filter(Exists(officers))


class Question(models.Model):
    """A note that somebody sent, as it was then. It is of the case's handling, and stays when the note is gone.

    `note` is the number of that note, `asked_as` who asked: the name and the seat. `item` is None for a paper of no
    case. `anchor` is where in the document it was asked, `about` what stood there. `is_shared`: the council reads it.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    note = models.UUIDField(null=True, db_index=True, editable=False)
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, verbose_name="sak", null=True, editable=False, related_name="questions"
    )
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, verbose_name="dokument", null=True, editable=False, related_name="+"
    )
    anchor = models.CharField(max_length=80, blank=True, editable=False)
    about = models.TextField("gjelder", blank=True, editable=False)
    text = models.TextField("spørsmål", max_length=LONGEST)
    is_shared = models.BooleanField("hele rådet kan lese spørsmålet og svaret", default=False)
    asked_as = models.CharField("spurt av", max_length=200, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    asked_at = models.DateTimeField("spurt", editable=False)
    answer = models.TextField("svar", max_length=LONGEST, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="besvart av",
        null=True,
        editable=False,
        related_name="+",
    )
    answered_at = models.DateTimeField("besvart", null=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "spørsmål"
        verbose_name_plural = "spørsmål"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_question_asks_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="an_answer_has_its_author_and_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Spørsmål fra {self.asked_as}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:question", args=[self.pk])

    @property
    def place_url(self) -> str:
        """Where in the papers it was asked."""
        if self.document:
            return f"{self.document.get_absolute_url()}{f'#{self.anchor}' if self.anchor else ''}"
        return self.item.get_absolute_url() if self.item else ""
