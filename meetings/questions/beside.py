"""Questions on the page of their case, for those who may read them."""

from collections.abc import Iterator

from django.http import HttpRequest

from meetings.agenda.models import AgendaItem
from meetings.questions.models import Question
from rorikt.pages.beside import Piece
from rorikt.people.person import person


def questions_beside(request: HttpRequest, item: AgendaItem) -> Iterator[Piece]:
    user = person(request)
    found = list(Question.objects.readable_by(user).filter(item=item).select_related("answered_by", "document"))
    if found:
        may_answer = Question.objects.answerable_by(user).filter(item=item).exists()
        yield Piece("below", "meetings/questions/on_case.html", {"questions": found, "may_answer": may_answer})
