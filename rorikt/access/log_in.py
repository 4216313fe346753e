"""Log-in is by e-mail and password; nobody signs up by themselves, and no answer tells who has an account.

Wrong passwords are counted in the database, which all processes share, by the place they come from: for the place
itself, and for each account from that place. Nobody is locked out by what somebody does from another place.
"""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from rorikt import mail
from rorikt.people.models import Cooperation


class EmailBackend(AuthenticationBackend):
    """Knows who logs in. What they may do is told by the rules alone: the tables of permissions are never asked."""

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

    def format_email_subject(self, subject: str) -> str:
        return f"{cooperation_name()}: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.send(self.render_mail(template_prefix, email, {**context, "cooperation": cooperation_name()}))


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
