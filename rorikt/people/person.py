"""Who is asking."""

from django.http import HttpRequest

from rorikt.people.models import User


def person(request: HttpRequest) -> User:
    """The person who is logged in. A page without log-in has no use for this."""
    if not isinstance(request.user, User):
        raise ValueError("nobody is logged in")
    return request.user
