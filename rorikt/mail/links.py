"""Addresses of pages in a mail that no page is behind: what the clock sends knows no request."""

from django.conf import settings


def link_to(path: str) -> str:
    """The whole address of a page; empty where the product is not served under a name of its own."""
    return f"https://{settings.ALLOWED_HOSTS[0]}{path}" if settings.HTTPS else ""
