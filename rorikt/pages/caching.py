"""Pages are not kept by browsers: on a shared machine the next person finds nothing of them, exempt or not."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

NOT_KEPT = "private, no-store"


def keep_no_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: an answer to one who is logged in is not stored, unless what answers says otherwise of its file."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = NOT_KEPT
        return response

    return middleware
