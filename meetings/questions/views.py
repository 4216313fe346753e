"""Pages of questions: those that a person has sent or may answer, and each of them."""

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from meetings.questions import actions
from meetings.questions.models import LONGEST, Question
from rorikt.pages.editing import store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables.listing import page_of

RELATED = ("item__meeting", "document__agenda_item", "asked_by", "answered_by")


class AnswerForm(forms.Form):
    text = forms.CharField(label="Svar", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))


def find(pk: int) -> Question | None:
    """None for one that is not there, so that this is answered as one that is not this person's to read."""
    return Question.objects.select_related(*RELATED).filter(pk=pk).first()


@needs("meetings.keep_notes")
def questions(request: HttpRequest) -> HttpResponse:
    """Those that wait for an answer first."""
    user = person(request)
    rows = Question.objects.readable_by(user).select_related(*RELATED)
    answerable = set(Question.objects.answerable_by(user).waiting().values_list("pk", flat=True))
    page = page_of(request, rows.order_by(F("answered_at").desc(nulls_first=True), "-asked_at", "-pk"))
    context = {"page": page, "answerable": answerable}
    return render(request, "meetings/questions/questions.html", context)


@sensitive_post_parameters()
@needs("meetings.read_question", of=find)
def question(request: HttpRequest, found: Question) -> HttpResponse:
    user = person(request)
    crumbs = [("Spørsmål", reverse("meetings:questions"))]
    if found.answered_at is None and user.has_perm("meetings.answer_question", found):
        form = AnswerForm(request.POST or None)

        def store() -> Question:
            actions.answer(found, form.cleaned_data["text"], by=user, now=timezone.now())
            messages.success(request, "Svaret er sendt.")
            return found

        page = {"heading": "Svar på spørsmål", "crumbs": crumbs, "submit": "Send svaret"}
        return store_page(request, form, store, **page, lead=f"{found.asked_as} spør: {found.text}")  # type: ignore[arg-type]
    return render(request, "meetings/questions/question.html", {"question": found, "crumbs": crumbs})
