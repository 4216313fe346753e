"""The comments of a section as its pages show them: in the order of the text, with what has become of their places."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from meetings.comments.anchoring import blocks_of, place_of
from meetings.comments.models import Comment, CommentAnswer
from meetings.documents.models import Section


@dataclass(frozen=True)
class Thread:
    """`place` is the number of its block, None for the whole section; `is_lost`: its words are gone from there."""

    comment: Comment
    answers: list[CommentAnswer]
    place: int | None
    is_lost: bool


@dataclass(frozen=True)
class Threads:
    open: list[Thread]
    settled: list[Thread]


def threads_of(section: Section) -> Threads:
    """Two queries, however many there are."""
    answers = Prefetch("answers", CommentAnswer.objects.select_related("made_by"))
    rows = section.comments.select_related("made_by", "settled_by").prefetch_related(answers)
    threads = sorted(_threads(rows, section), key=lambda one: (one.place is None, one.place or 0))
    return Threads(
        [one for one in threads if one.comment.settled_at is None],
        [one for one in threads if one.comment.settled_at is not None],
    )


def _threads(rows: Iterable[Comment], section: Section) -> Iterable[Thread]:
    blocks = blocks_of(section.body)
    for row in rows:
        place = place_of(blocks, row.block, row.quote)
        yield Thread(row, list(row.answers.all()), place, bool(row.quote) and place is None)
