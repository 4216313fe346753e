"""Those who are invited, for who invites; and the page of the link, for who was invited."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from rorikt.access.log_in import may_log_in_here
from rorikt.invitations import actions
from rorikt.invitations.forms import AcceptForm, InvitationForm
from rorikt.invitations.letters import send_invitation
from rorikt.invitations.models import Invitation
from rorikt.mail.links import link_by_site
from rorikt.pages.editing import Crumbs, delete_page, form_page
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables.listing import page_of

KEY = "invitation"  # in the session of who has opened the link, so that no address of a page holds it
TITLE = "Invitasjoner"


def _crumbs() -> Crumbs:
    return [(TITLE, reverse("rorikt:invitations"))]


@needs("rorikt.change_people")
def invitations(request: HttpRequest) -> HttpResponse:
    page = page_of(request, Invitation.objects.select_related("invited_by", "municipality"))
    context = {"page": page, "now": timezone.now(), "days": settings.INVITATION_DAYS}
    return render(request, "rorikt/invitations/invitations.html", context)


@needs("rorikt.change_people")
def invitation_new(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with told_in_words():
                key = actions.invite(form.instance, by=person(request), now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _told(request, form.instance, key)
    return form_page(request, form, title="Inviter en bruker", crumbs=_crumbs(), submit="Inviter")


@needs("rorikt.change_people")
def invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("invited_by"), pk=pk)
    if request.method != "POST":
        context = {"invitation": invitation, "crumbs": _crumbs(), "days": settings.INVITATION_DAYS}
        return render(request, "rorikt/invitations/again.html", context)
    key = actions.invite_again(invitation, by=person(request), now=timezone.now())
    invitation.refresh_from_db()
    return _told(request, invitation, key)


@needs("rorikt.change_people")
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    return delete_page(
        request,
        lambda: actions.withdraw(invitation, by=person(request), now=timezone.now()),
        heading=f"Trekke invitasjonen til {invitation.email}?",
        consequence="Lenken virker ikke lenger. Du kan invitere personen på nytt senere.",
        crumbs=_crumbs(),
        done=reverse("rorikt:invitations"),
        verb="Trekk invitasjonen",
        told="Invitasjonen er trukket.",
    )


def _told(request: HttpRequest, invitation: Invitation, key: str) -> HttpResponse:
    """Sent by mail; or shown here, once, to be brought to the person in another way."""
    link = link_by_site(request, reverse("rorikt:invitation-link", args=[key]))
    if send_invitation(invitation, link):
        messages.success(request, f"Invitasjonen er sendt til {invitation.email}.")
        return redirect("rorikt:invitations")
    context = {"invitation": invitation, "link": link, "crumbs": _crumbs()}
    return render(request, "rorikt/invitations/link.html", context)


@never_cache
@login_not_required
def invitation_link(request: HttpRequest, key: str) -> HttpResponse:
    request.session[KEY] = key
    return redirect("rorikt:invitation-accept")


@never_cache
@login_not_required
@sensitive_post_parameters("password", "again")
def invitation_accept(request: HttpRequest) -> HttpResponse:
    now, key = timezone.now(), request.session.get(KEY, "")
    invitation = actions.invitation_of(key, now)
    if invitation is None:
        return render(request, "rorikt/invitations/used.html", {"reason": actions.USED}, status=410)
    if request.user.is_authenticated:
        return render(request, "rorikt/invitations/other.html", {"invitation": invitation})
    is_elsewhere = not may_log_in_here(User(role=invitation.role))
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and not is_elsewhere:
        if not ratelimit.consume(request, action="invitation"):
            return ratelimit.respond_429(request)
        if form.is_valid():
            chosen = form.cleaned_data
            try:
                with told_in_words():
                    actions.accept(key, name=chosen["name"], password=chosen["password"], now=now)
            except ValidationError as error:
                form.add_error("password", error.messages)
            else:
                del request.session[KEY]
                messages.success(request, "Brukeren din er klar. Logg inn med e-posten og passordet du valgte.")
                return redirect("account_login")
    context = {"form": form, "invitation": invitation, "is_elsewhere": is_elsewhere}
    return render(request, "rorikt/invitations/accept.html", context)
