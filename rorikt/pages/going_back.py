"""The page that somebody came from, as a form or an address tells it: followed only where it is one of ours."""

from django.utils.http import url_has_allowed_host_and_scheme


def is_own_page(url: str) -> bool:
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
