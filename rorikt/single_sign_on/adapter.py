"""What allauth asks of us about log-in elsewhere. Nobody signs up, or is known by an address of its own accord."""

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rorikt.access.told import UNKNOWN, place_of
from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.single_sign_on.arriving import Refused, person_of
from rorikt.single_sign_on.claims import has_second_factor
from rorikt.single_sign_on.provider import Provider, named, provider_of

logger = logging.getLogger(__name__)
CANCELLED = "Du avbrøt innloggingen."
FAILED = (
    "Svaret fra virksomheten din kunne ikke brukes. Begynn på nytt fra innloggingssiden. Skjer det igjen, kontakt en "
    "administrator."
)


class SignOnAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> Provider:
        return provider_of(request)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds the person, or answers why not. Whoever is closed out is told so where all log-ins end."""
        claims, rules, now = getattr(sociallogin, "claims"), named().rules, timezone.now()  # noqa: B009
        account = sociallogin.account
        try:
            person = person_of(account, claims, rules, makes_accounts=named().makes_accounts, now=now)
        except Refused as refused:
            known = account.user if account.pk else User(pk=UNKNOWN)
            trail.record(
                "mislyktes i å logge inn", known, by=None, now=now, how="felles innlogging", place=place_of(request)
            )
            raise ImmediateHttpResponse(refused_page(request, str(refused))) from None
        sociallogin.user = person
        if has_second_factor(claims, rules):
            record_authentication(request, person, "mfa", type="elsewhere")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """The log gets the kind of error; what it says may hold parts of what was sent."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refused_page(request, CANCELLED))
        logger.warning("log-in by the identity provider failed: %s", type(exception).__name__ if exception else error)
        now, place = timezone.now(), place_of(request)
        trail.record(
            "mislyktes i å logge inn", User(pk=UNKNOWN), by=None, now=now, how="felles innlogging", place=place
        )
        raise ImmediateHttpResponse(refused_page(request, FAILED))


def refused_page(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "rorikt/single_sign_on/refused.html", {"reason": reason}, status=403)
