"""Comments on a place in the text of a section, their answers, and who is mentioned in them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.comments.anchoring import LONGEST_QUOTE
from meetings.documents.models import Section
from rorikt.people.models import User

LONGEST = 4_000


class CommentQuerySet(models.QuerySet["Comment"]):
    def open(self) -> Self:
        return self.filter(settled_at=None)


class Comment(models.Model):
    """On a section, and where it has a `quote` on those words of it, in the block of that name; see anchoring.py."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, verbose_name="avsnitt", related_name="comments")
    block = models.CharField(max_length=64, blank=True, editable=False)
    quote = models.CharField("tekststed", max_length=LONGEST_QUOTE, blank=True)
    text = models.TextField("kommentar", max_length=LONGEST)
    made_at = models.DateTimeField("skrevet", editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="skrevet av", editable=False, related_name="+"
    )
    settled_at = models.DateTimeField("avgjort", null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="avgjort av",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="a_settled_comment_is_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Kommentar til {self.section}"

    def get_absolute_url(self) -> str:
        return f"{reverse('meetings:section-comments', args=[self.section_id])}#kommentar-{self.pk}"


class CommentAnswer(models.Model):
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, verbose_name="kommentar", related_name="answers")
    text = models.TextField("svar", max_length=LONGEST)
    made_at = models.DateTimeField("skrevet", editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="skrevet av", editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "svar på kommentar"
        verbose_name_plural = "svar på kommentarer"
        ordering = ["made_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_answer_says_something")]

    def __str__(self) -> str:
        return f"Svar på {self.comment}"


class MentionQuerySet(models.QuerySet["Mention"]):
    def of_open(self, user: User) -> Self:
        """Of this person, in comments that nobody has settled."""
        return self.filter(person=user, comment__settled_at=None)


class Mention(models.Model):
    """Somebody is mentioned in a comment or in an answer to it, and is told once by e-mail."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    answer = models.ForeignKey(CommentAnswer, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="nevnt", related_name="+"
    )
    made_at = models.DateTimeField("nevnt")
    mailed_at = models.DateTimeField("varslet", null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = "omtale i kommentar"
        verbose_name_plural = "omtaler i kommentarer"
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "person"], condition=Q(answer=None), name="a_comment_mentions_somebody_once"
            ),
            models.UniqueConstraint(
                fields=["answer", "person"], condition=Q(answer__isnull=False), name="an_answer_mentions_somebody_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} i {self.comment}"
