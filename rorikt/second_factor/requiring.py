"""Who must log in in two steps does so before anything else is answered, those who are logged in already too.

`RORIKT_SECOND_FACTOR` names the roles. Who has no second factor is led to set one up; who has one, and a session that
was begun without it, is asked for it. Every address goes this way, Grunndata too: left is what it takes to do it.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from rorikt.people.models import User

OWN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # codes on paper are for the day one of these is lost
# Asked for by the browser itself, and telling nothing: see OPEN_TO_ALL in tests/test_access.py.
BY_ITSELF = {"meetings:away", "meetings:holding", "meetings:manifest", "meetings:worker"}
ALWAYS = {"account_logout", "rorikt:session", *BY_ITSELF}
SETTING_UP = ALWAYS | {
    "rorikt:second-factor",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}
GIVING = ALWAYS | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def is_required(person: Any) -> bool:
    return isinstance(person, User) and person.role in settings.SECOND_FACTOR_ROLES


def has_own(person: User) -> bool:
    return Authenticator.objects.filter(user_id=person.pk, type__in=OWN).exists()


def is_given(request: HttpRequest, person: User) -> bool:
    """Whether this session has been through a second factor: here, or where its person logged in for us."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, person))


def require_second_factor(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, after that which finds who is logged in. It costs a question to the database only while it holds."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, User) or not is_required(person) or is_given(request, person):
            return get_response(request)
        left, way = (GIVING, _way_to_give(person)) if has_own(person) else (SETTING_UP, "rorikt:second-factor")
        if _name(request) in left:
            return get_response(request)
        asked = {"next": request.get_full_path()} if request.method == "GET" else {}
        return HttpResponseRedirect(f"{reverse(way)}{'?' if asked else ''}{urlencode(asked)}")

    return middleware


def _way_to_give(person: User) -> str:
    has_app = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
