"""What search looks in: each place where something is said, and the words that stand there.

Nothing here is the only copy of anything: `rebuild_search` makes all but the saved searches anew.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from rorikt.people.models import User


class Source(models.Model):
    """Something that is indexed whole. `state` is what it rested on then: it is stale where that is another now."""

    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=40)
    state = models.CharField(max_length=400)

    class Meta:
        verbose_name = "søkbar kilde"
        verbose_name_plural = "søkbare kilder"
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="a_source_is_indexed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Reach(models.IntegerChoices):
    """For whom a row is, as far as that was known when it was indexed. The words of each are apart from the others'."""

    OPEN = 0, "alle som er logget inn"
    EXEMPT = 1, "dem som ser det som er unntatt"
    DRAFT = 2, "dem som ser utkast"
    EXEMPT_DRAFT = 3, "dem som ser begge deler"

    @classmethod
    def of(cls, *, is_exempt: bool, is_draft: bool) -> "Reach":
        return cls((cls.EXEMPT if is_exempt else 0) + (cls.DRAFT if is_draft else 0))

    @classmethod
    def within(cls, user: User) -> "list[Reach]":
        exempt, drafts = user.has_perm("meetings.view_exempt"), user.has_perm("meetings.view_draft")
        return [one for one in cls if (exempt or not one & cls.EXEMPT) and (drafts or not one & cls.DRAFT)]


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: User) -> Self:
        """What the person may read now: what is exempt, and what is approved, may be another since it was indexed."""
        sees_exempt, sees_drafts = user.has_perm("meetings.view_exempt"), user.has_perm("meetings.view_draft")
        other = Entry.Edition.PUBLIC if sees_exempt else Entry.Edition.FULL
        seen = self.filter(reach__in=Reach.within(user)).exclude(edition=other)
        documents = Document.objects.visible_to(user)
        is_draft = Q(edition=Entry.Edition.DRAFT)
        if sees_drafts:
            approved = documents.filter(status=Document.Status.APPROVED)
            of_document = Q(is_draft, document__in=documents.unapproved()) | Q(~is_draft, document__in=approved)
        else:
            of_document = Q(~is_draft, document__in=documents)
        items = AgendaItem.objects.all()
        if not user.has_perm("meetings.view_queue"):
            items = items.exclude(meeting=None)
        of_case = Q(item__in=items) if sees_exempt else Q(item__in=items.filter(exemption_basis=""))
        if not sees_exempt:
            of_case |= Q(item__in=items.exempt(), edition=Entry.Edition.PUBLIC)
        return seen.filter(
            Q(document__isnull=False) & of_document
            | Q(attachment__in=Attachment.objects.visible_to(user))
            | Q(document=None, attachment=None) & (Q(item=None) | of_case)
        )

    def open_to_all(self) -> Self:
        """What everybody who is logged in may read now, and a mail may name."""
        items = AgendaItem.objects.exclude(meeting=None).filter(exemption_basis="")
        documents = Document.objects.public().filter(versions__isnull=False)
        return self.filter(
            Q(document__in=documents)
            | Q(attachment__in=Attachment.objects.public().exclude(agenda_item__meeting=None))
            | Q(document=None, attachment=None) & (Q(item=None) | Q(item__in=items)),
            reach=Reach.OPEN,
            edition__in=[Entry.Edition.ALL, Entry.Edition.PUBLIC],
        )


class Entry(models.Model):
    """A paragraph, a page of an attachment, a case, a decision, a figure …: what one hit leads to.

    `name` is its own within its source and edition. `words` are its words in order, `more` what else it is found by,
    see rorikt/words. `since` is when it first said so, `label` the
    page of the newest packet that it stands on. `is_title`: it is what something is called.
    """

    class Kind(models.TextChoices):
        CASE = "case", "Sak"
        PAPER = "paper", "Saksframlegg"
        REPORT = "report", "Rapport"
        MINUTES = "minutes", "Protokoll"
        ATTACHMENT = "attachment", "Vedlegg"
        DECISION = "decision", "Vedtak"
        FIGURE = "figure", "Tall"
        DEFINITION = "definition", "Definisjon"
        OTHER = "other", "Annet"

    class Edition(models.TextChoices):
        """`ALL` where everybody who may read it reads the same."""

        ALL = "all", "Alle"
        FULL = "full", "Med det som er unntatt"
        PUBLIC = "public", "Uten det som er unntatt"
        DRAFT = "draft", "Utkast"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="entries")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind)
    edition = models.CharField(max_length=8, choices=Edition, default=Edition.ALL)
    reach = models.PositiveSmallIntegerField(choices=Reach, default=Reach.OPEN)
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, null=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="+")
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)  # the primary key of the approved version that says it
    year = models.PositiveSmallIntegerField(null=True)
    day = models.DateField(null=True)
    title = models.CharField(max_length=220)
    section = models.CharField(max_length=240, blank=True)
    address = models.CharField(max_length=300)
    label = models.CharField(max_length=12, blank=True)  # of its page in the full packet
    public_label = models.CharField(max_length=12, blank=True)  # and in the public one
    is_title = models.BooleanField(default=False)
    text = models.TextField()
    words = models.TextField()
    more = models.TextField(blank=True)
    since = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "søkbart sted"
        verbose_name_plural = "søkbare steder"
        constraints = [
            models.UniqueConstraint(fields=["source", "edition", "name"], name="a_place_is_indexed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.section}".strip()


class ListedWord(models.Model):
    """How many sources of one reach have a word: what a misspelt one may have been meant to be."""

    word = models.CharField(max_length=60)
    reach = models.PositiveSmallIntegerField(choices=Reach)
    count = models.IntegerField()

    class Meta:
        verbose_name = "ord i søket"
        verbose_name_plural = "ord i søket"
        constraints = [
            models.UniqueConstraint(fields=["word", "reach"], name="a_word_is_listed_once"),
        ]

    def __str__(self) -> str:
        return self.word


class SavedSearch(models.Model):
    """What somebody wants to be told of when it is said anew. Nobody else sees it. `asked` is its query string."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    typed = models.CharField("søk", max_length=200)
    asked = models.CharField(max_length=600)
    saved_at = models.DateTimeField("lagret")
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name = "lagret søk"
        verbose_name_plural = "lagrede søk"
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "asked"],
                name="a_search_is_saved_once",
                violation_error_message="Du har allerede lagret dette søket.",
            ),
        ]

    def __str__(self) -> str:
        return self.typed

    def get_absolute_url(self) -> str:
        return f"{reverse('meetings:search')}?{self.asked}"


class ToldHit(models.Model):
    """A place that the owner of a saved search has been told of, by the source and its name there."""

    saved = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="told")
    place = models.CharField(max_length=200)

    class Meta:
        verbose_name = "meldt treff"
        verbose_name_plural = "meldte treff"
        constraints = [
            models.UniqueConstraint(fields=["saved", "place"], name="one_is_told_of_a_place_once"),
        ]

    def __str__(self) -> str:
        return self.place
