"""A person who asks for what is open alone: what a page looks like that may lie in a browser without a network.

A page that is asked for with the header is made for one who may read what everybody with a log-in may, and nothing
more: nothing that is exempt from the public, no draft, nothing to change. It can only take rights away.
"""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from rorikt.people.models import User

HEADER = "X-Only-Open"
# What is left. A room adds what its pages need and what tells nothing that is exempt.
left = {
    "rorikt.view_home",
    "rorikt.choose_looks",
    "meetings.view_meeting",
    "meetings.view_document",
    "meetings.keep_notes",
    "budget.view_budget",
    "support.view_statistics",
    "support.view_ticket",
}


def as_open(user: User) -> User:
    """The same person, reading what is open alone."""
    reader = copy(user)
    setattr(reader, "reads_only_open", True)  # noqa: B010  told to the backend below, never stored
    return reader


def reads_only_open(user: Any) -> bool:
    return getattr(user, "reads_only_open", False)


class OnlyOpenBackend:
    """Asked first of all, it refuses what is not left; of all else it knows nothing."""

    def authenticate(self, *args: Any, **credentials: Any) -> None:
        return None

    def has_perm(self, user: Any, permission: str, of: Any = None) -> bool:
        if reads_only_open(user) and permission not in left:
            raise PermissionDenied
        return False


def only_open(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, after that which finds who is logged in.

    Who asks so is a script that keeps what it gets: where something else would lead it is told, and not followed.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if HEADER not in request.headers or not isinstance(request.user, User):
            return get_response(request)
        request.user = as_open(request.user)
        response = get_response(request)
        if response.status_code in {301, 302}:
            response.status_code = 202
        return response

    return middleware
