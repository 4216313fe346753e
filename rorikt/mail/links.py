"""Addresses of pages in what is sent. What the clock sends knows no request."""

from django.conf import settings
from django.http import HttpRequest


def link_to(path: str) -> str:
    """The whole address of a page; empty where the product is not served under a name of its own."""
    return f"https://{settings.ALLOWED_HOSTS[0]}{path}" if settings.HTTPS else ""


def link_by_site(request: HttpRequest, path: str) -> str:
    """By the name of the site where it has one: the host of a request is written by whoever asks."""
    return link_to(path) or request.build_absolute_uri(path)
