"""What every answer says to the browser, whatever answers: pages, files, refusals, and errors of the server itself.

Pages are not kept by browsers: on a shared machine the next person finds nothing of them, exempt or not.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

NOT_KEPT = "private, no-store"
# What the pages never ask a device for, so that a foreign script, were there one, could not either.
_NEVER = (
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
SAID = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _NEVER),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",  # also where a request gets no further than its host name
    "X-Permitted-Cross-Domain-Policies": "none",
}


def keep_no_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: an answer to one who is logged in is not stored, unless what answers says otherwise of its file."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = NOT_KEPT
        return response

    return middleware


def say_to_browsers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, outermost of all. An answer that says nothing of being kept is kept by nobody on the way."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in SAID.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", NOT_KEPT)
        return response

    return middleware
