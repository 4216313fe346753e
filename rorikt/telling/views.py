"""The page «Varsler»: what a person wants to be told of, and what it has been told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from rorikt.mail import is_set_up
from rorikt.pages.beside import pieces_of
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.telling.forms import WishesForm
from rorikt.telling.models import Told
from rorikt.telling.telling import always, choose, kinds_for, wishes_of, withheld

PAGE = "rorikt.wishes"  # what rooms above add to, `below`
SHOWN = 30  # of what was told last


@needs("rorikt.view_home")
def wishes(request: HttpRequest) -> HttpResponse:
    user = person(request)
    its_own = kinds_for(user)
    chosen = {kind: when for (_, kind), when in wishes_of((user,), [kind.name for kind in its_own]).items()}
    form = WishesForm(request.POST or None, kinds=its_own, wishes=chosen)
    if request.method == "POST" and form.is_valid():
        choose(user, form.wishes())
        messages.success(request, "Valgene dine er lagret.")
        return redirect("rorikt:wishes")
    told = list(Told.objects.wanted().filter(user=user).select_related("mail")[:SHOWN])
    for row, subject in zip(told, withheld([row.subject for row in told]), strict=True):
        row.subject = subject
    context = {
        "form": form,
        "told": told,
        "is_set_up": is_set_up(),
        "address": user.email,
        "always": always(),
        "pieces": pieces_of(PAGE, request, user),
    }
    return render(request, "rorikt/telling/wishes.html", context)
