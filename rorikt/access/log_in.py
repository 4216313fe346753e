"""Log-in is by e-mail and password; nobody signs up by themselves, and no answer tells who has an account.

Wrong passwords are counted in the database, which all processes share, by the place they come from: for the place
itself, and for each account from that place. Nobody is locked out by what somebody does from another place.
"""

import time
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rorikt import mail
from rorikt.access import told
from rorikt.mail.links import link_to
from rorikt.people.models import Cooperation, User

# Who may log in here itself, with a password or a passkey: RORIKT_OWN_LOG_IN. The others come from RORIKT_OIDC_ISSUER.
EVERYBODY, ADMINISTRATORS, NOBODY = "alle", "administratorer", "ingen"
JUST_NOW = 5 * 60  # seconds after a log-in, in which nobody is asked for the password once more


def may_log_in_here(person: Any) -> bool:
    if settings.OWN_LOG_IN == ADMINISTRATORS:
        return isinstance(person, User) and person.role == User.Role.ADMINISTRATOR
    return bool(settings.OWN_LOG_IN == EVERYBODY)


class EmailBackend(AuthenticationBackend):
    """Knows who logs in. What they may do is told by the rules alone: the tables of permissions are never asked."""

    def _check_password(self, user: Any, password: str) -> Any:
        """Whoever may not log in here gets the answer of a wrong password, after the same work."""
        person = super()._check_password(user, password)
        if user is not None and not may_log_in_here(user):
            self._stash_user(None)
            return None
        return person

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that our outermost proxy saw. What a client says of its own address is not trusted."""
        try:
            address: str = super().get_client_ip(request)
        except ImproperlyConfigured:  # fewer addresses than proxies
            address = str(request.META["REMOTE_ADDR"])
        return _as_itself(address)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """An account from one place. allauth's own key is of the account and the host that was asked for: anybody could
        lock its owner out, and had as many tries as there are ports to write behind the name of the host."""
        return f"{str(credentials.get('email') or '').lower()}:{get_ip(request)}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        told.refused(request, credentials.get("email") or "", timezone.now())

    def pre_login(self, request: HttpRequest, user: Any, **login: Any) -> HttpResponse | None:
        """One whose role is gone is told so, instead of being let in to pages that are all refused."""
        if user.is_active and not user.role:
            clear_login(request)
            return render(request, "account/no_role.html", status=403)
        answer: HttpResponse | None = super().pre_login(request, user, **login)
        return answer

    def logout(self, request: HttpRequest) -> None:
        person, key = request.user, request.session.session_key
        super().logout(request)
        if isinstance(person, User):
            UserSession.objects.filter(session_key=key).delete()
            told.logged_out(person, timezone.now())

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "rorikt.second_factor.stages.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **given: Any) -> bool:
        """Not of one who has logged in just now."""
        request = context.request
        records = get_authentication_records(request, request.user) if request else []
        is_fresh = any(time.time() - record["at"] < JUST_NOW for record in records)
        return not is_fresh and bool(super().is_reauthentication_required(app=app, **given))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Ours are sent with the row of the trail that tells the same."""

    def format_email_subject(self, subject: str) -> str:
        return f"{cooperation_name()}: {subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """By the name of the site where it has one: the host that was asked for is written by whoever asks."""
        address: str = super().get_reset_password_from_key_url(key)
        return link_to(urlsplit(address).path) or address

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.send_apart(self.render_mail(template_prefix, email, {**context, "cooperation": cooperation_name()}))


def _as_itself(address: str) -> str:
    """IPv4 as IPv4. A server that listens on IPv6 for both reports `::ffff:203.0.113.7`, of which all are one /64."""
    try:
        mapped = getattr(ip_address(address), "ipv4_mapped", None)
    except ValueError:
        return address
    return str(mapped or address)


def cooperation_name() -> str:
    cooperation = Cooperation.objects.first()
    return cooperation.name if cooperation else "Rorikt"
