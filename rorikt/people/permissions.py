"""Who may: the one place where a permission is asked for what is about to be done or shown.

What each role may stands in the `rules.py` of the apps. A page asks by `needs`; a verb whose callers are not all pages
asks by `require`. What is merely left out of a page for those who may not use it asks `has_perm` itself.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest

from rorikt.people.models import User
from rorikt.people.person import person

View = Callable[..., Any]


def require(by: User, permission: str, of: Model | None = None) -> None:
    """Raises PermissionDenied, which a page answers with 403, for one who may not do this (to the row `of`)."""
    if not by.has_perm(permission, of):
        raise PermissionDenied


def needs(permission: str, of: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """A view for those who have the permission; others get 403.

    `of` finds the row that is asked about by the address of the page. The view is given the row in its place. Who may
    do this to no row at all gets 403 for one that is not there too, and so does not learn which there are.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **address: Any) -> Any:
            try:
                row = of(**address) if of else None
            except Http404:
                require(person(request), permission)
                raise
            require(person(request), permission, row)
            return view(request, row) if of else view(request, **address)

        setattr(guarded, "needs", permission)  # noqa: B010  read by the test that no view forgets it
        return guarded

    return guard
