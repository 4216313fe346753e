"""How every page looks to the one who asks for it, before anything is painted."""

from typing import Any

from django.http import HttpRequest

from rorikt.looks.looks import looks_from, media_for


def looks(request: HttpRequest) -> dict[str, Any]:
    """Of one who is not logged in, the device alone decides."""
    user = getattr(request, "user", None)
    chosen = looks_from(getattr(user, "looks", None))
    return {"looks": {**chosen, **media_for(chosen)}}
