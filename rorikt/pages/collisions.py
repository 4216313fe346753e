"""What the person reads when the database gave the request up for one that came first: nothing is stored."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rorikt.snapshot import BUSY, is_collision


class CollisionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_collision(error):
            return None
        answer = render(request, "503.html", {"reason": BUSY}, status=503)
        answer["Retry-After"] = "5"
        return answer
