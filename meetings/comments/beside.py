"""What is said of a section, shown on its page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from meetings.comments import actions
from meetings.comments.forms import CommentForm
from meetings.comments.shown import threads_of
from meetings.documents.models import Section


def comments_beside(request: HttpRequest, section: Section, form: CommentForm | None = None) -> dict[str, Any]:
    """What `comments/comments.html` takes: the threads, and the form of a new one for who may write it."""
    may = request.user.has_perm(actions.MAY, section)
    return {
        "threads": threads_of(section),
        "comment_form": (form or CommentForm(section=section, auto_id="kommentar_%s")) if may else None,
        "comments_url": reverse("meetings:section-comments", args=[section.pk]),
    }
