"""What readers note for themselves.

Who has the database alone does not read it: text, quote and what stood there are sealed with a key derived from that
of the installation, another one for each person. Nothing of this is in the admin, in the trail or in a log.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document, DocumentVersion
from rorikt import sealing
from rorikt.people.models import Municipality, User
from rorikt.people.only_open import reads_only_open

LONGEST = 20_000
LONGEST_QUOTE = 1_000
LOST = "Notatet kan ikke leses: det er lagret med en nøkkel som installasjonen ikke har lenger."
SHARING = (User.Role.COUNCIL_MEMBER, User.Role.FINANCE)


def may_share(user: User) -> bool:
    """With the others of the own municipality, who may share with this person in turn."""
    return user.role in SHARING and user.municipality_id is not None


@dataclass(frozen=True)
class Words:
    """What of a note is sealed. `quote` are words of the paragraph that are underlined; `row` and `column` name a cell
    and `figure` a figure of the text; `was` is what stood in the place then, `title` and `heading` what it was in."""

    text: str = ""
    quote: str = ""
    row: str = ""
    column: str = ""
    figure: str = ""
    was: str = ""
    title: str = ""
    heading: str = ""


class NoteQuerySet(models.QuerySet["Note"]):
    def readable_by(self, user: User) -> Self:
        """The one rule of who reads a note: its author, and those it is shared with who may read its place."""
        if not user.is_active:
            return self.none()
        if reads_only_open(user) or not may_share(user):
            return self.of(user)
        shared = Q(shared_with=user.municipality_id, author__municipality=user.municipality_id)
        shared &= Q(author__is_active=True, author__role__in=SHARING)
        return self.filter(Q(author=user) | (shared & _open_to(user)))

    def of(self, user: User) -> Self:
        """One's own; for who reads what is open alone (people/only_open.py), those whose place is open as a whole.

        A note of a meeting may quote anything of it.
        """
        own = self.filter(author=user)
        return own.filter(_open_to(user)) if reads_only_open(user) else own

    def in_meeting(self, meeting: Meeting) -> Self:
        """Of the meeting, of its cases, and of their papers and attachments."""
        return self.filter(
            Q(meeting=meeting)
            | Q(item__meeting=meeting)
            | Q(document__agenda_item__meeting=meeting)
            | Q(document__minutes_of=meeting)
            | Q(attachment__agenda_item__meeting=meeting)
        )

    def of_case(self, item: AgendaItem) -> Self:
        return self.filter(Q(item=item) | Q(document__agenda_item=item) | Q(attachment__agenda_item=item))

    def with_place(self) -> Self:
        return self.select_related(
            "author", "document__agenda_item__meeting", "attachment__agenda_item__meeting", "item__meeting", "meeting"
        )


def _open_to(user: User) -> Q:
    """Notes of what this person may read in whole: a note may quote any of it. A page of a packet is of the packet
    with what is exempt."""
    papers = Document.objects.visible_to(user)
    if user.has_perm("meetings.view_exempt"):
        return (
            Q(document__in=papers.values("pk"))
            | Q(attachment__in=Attachment.objects.visible_to(user).values("pk"))
            | Q(item__meeting__isnull=False)
            | Q(meeting__isnull=False)
        )
    parts = DocumentVersion.objects.filter(document=OuterRef("pk"), public_content__isnull=False)
    return (
        Q(document__in=papers.exclude(Exists(parts)).values("pk"))
        | Q(attachment__in=Attachment.objects.visible_to(user).values("pk"))
        | Q(item__meeting__isnull=False, item__exemption_basis="")
    )


class Note(models.Model):
    """A note, or an underlining where it has a quote and no text, of one thing: a document, an attachment, a case or a
    meeting, whose packet it names a `page` of.

    In a document it is of the whole where `section` is empty, of a section by its key, or of the paragraph, table or
    chart that is called `block`; `version` is the one it was made in, None for a draft. What it is of may be deleted:
    the note stays. `mark` is another one after every change.
    """

    uuid = models.UUIDField(primary_key=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    attachment = models.ForeignKey(Attachment, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    version = models.PositiveSmallIntegerField(null=True, editable=False)
    section = models.CharField(max_length=24, blank=True, editable=False)
    block = models.CharField(max_length=200, blank=True, editable=False)
    page = models.CharField(max_length=12, blank=True, editable=False)
    sealed = models.TextField(editable=False)
    mark = models.CharField(max_length=12, editable=False)
    shared_with = models.ForeignKey(
        Municipality, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    made_at = models.DateTimeField("skrevet", editable=False)
    changed_at = models.DateTimeField("endret", editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "notat"
        verbose_name_plural = "notater"
        ordering = ["-changed_at", "-made_at"]
        indexes = [models.Index(fields=["author", "-changed_at"], name="notes_of_a_person")]

    def __str__(self) -> str:
        return f"Notat {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:note", args=[self.pk])

    @property
    def stamp(self) -> str:
        """What its writer has seen: which note, and how it stood."""
        return f"{self.pk}.{self.mark}"

    @property
    def words(self) -> Words:
        try:
            return Words(**json.loads(sealing.unseal(self.sealed, _purpose(self.author_id))))
        except sealing.Unreadable:
            return Words(text=LOST)

    def put(self, words: Words) -> None:
        self.sealed = sealing.seal(json.dumps(asdict(words), ensure_ascii=False), _purpose(self.author_id))
        self.mark = secrets.token_hex(4)


def _purpose(author: int) -> str:
    return f"notes of {author}"


def seen_in(stamp: str) -> tuple[UUID | None, str]:
    """Which note the stamp is of, and its mark; none and empty for a stamp that is not one."""
    pk, _, mark = stamp.partition(".")
    try:
        return UUID(pk), mark
    except ValueError:
        return None, ""


class Leaving(models.Model):
    """Somebody whose seat or access ends: when, when that was told, and the day on which the notes are deleted."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    ends_on = models.DateField("slutter")
    delete_on = models.DateField("notatene slettes")
    noticed_at = models.DateTimeField("oppdaget")
    mailed_at = models.DateTimeField("varslet", null=True, blank=True)

    class Meta:
        verbose_name = "notater som skal slettes"
        verbose_name_plural = "notater som skal slettes"
        constraints = [
            models.CheckConstraint(
                condition=Q(delete_on__gt=models.F("ends_on")), name="notes_are_kept_until_the_seat_has_ended"
            )
        ]

    def __str__(self) -> str:
        return f"Notater som slettes {self.delete_on}"
