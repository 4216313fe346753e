"""Pages that a process keeps for who had them, and gives again while nothing that they rest on has changed.

A page is kept for one person, as that person is stored, with all that they ask with, and for no longer than the minute
of the clock that it was made in. It is given again when the questions behind it are answered as they were
(`rorikt.keeping.resting`), among them those of what this person may see; the permission for the page itself is asked
for each time, before anything is looked for. Nothing of it leaves the memory of the process.
See docs/decisions/0075-kept-pages.md.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from rorikt.keeping.bounded import Bounded
from rorikt.keeping.resting import Basis, basis_of, listening, moment, stands
from rorikt.keeping.slots import Pieces, cut, fill
from rorikt.people.models import User
from rorikt.people.only_open import reads_only_open

View = Callable[..., Any]
LEAST_GAIN = 3  # how many times what it costs to ask again the making of a page must cost
# Of what a browser sends, what no page is made by. All else is a part of what a page is kept by.
_UNREAD = {
    "HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_CONNECTION", "HTTP_DNT",
    "HTTP_CACHE_CONTROL", "HTTP_PRAGMA", "HTTP_PRIORITY", "HTTP_UPGRADE_INSECURE_REQUESTS", "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP", "HTTP_X_REQUEST_ID", "HTTP_TRACEPARENT", "HTTP_REFERER",
}  # fmt: skip
_READ_COOKIES = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}  # known by what is found with them
_MESSAGES = "_messages"


@dataclass(frozen=True)
class Answer:
    pieces: Pieces
    headers: tuple[tuple[str, str], ...]
    basis: Basis

    @property
    def size(self) -> int:
        return sum(len(text) for text, _ in self.pieces) + len(str(self.basis.questions)) + 2000


_answers: Bounded[Answer] = Bounded(settings.KEPT_PAGES_MEGABYTES * 1_000_000)


def kept(view: View) -> View:
    """A view whose pages are kept. It stands below `needs`, and what it shows comes from the database alone."""

    @wraps(view)
    def answered(request: HttpRequest, **address: Any) -> Any:
        key = _key(request, view) if _answers.most_bytes else None
        if key is None:
            return view(request, **address)
        found = _answers.get(key)
        if found is not None:
            is_same, basis = stands(found.basis)
            if is_same:
                if basis is not found.basis:
                    _keep(key, Answer(found.pieces, found.headers, basis))
                return _given(found, request)
        return _made(key, view, request, address)

    return answered


def forget_all() -> None:
    _answers.clear()


def _made(key: str, view: View, request: HttpRequest, address: dict[str, Any]) -> Any:
    began, started = moment(), time.thread_time()
    with listening() as heard:
        response = view(request, **address)
    made, started = time.thread_time() - started, time.thread_time()
    if not _may_keep(response, request):
        return response
    pieces = cut(response.content, request)
    basis = basis_of(heard, began) if pieces is not None else None
    if pieces is not None and basis is not None and made > LEAST_GAIN * (time.thread_time() - started):
        _keep(key, Answer(pieces, tuple(response.headers.items()), basis))
    return response


def _given(answer: Answer, request: HttpRequest) -> HttpResponse:
    response = HttpResponse(fill(answer.pieces, request))
    for name, value in answer.headers:
        response[name] = value
    return response


def _keep(key: str, answer: Answer) -> None:
    _answers.put(key, answer, answer.size)


def _may_keep(response: Any, request: HttpRequest) -> bool:
    """A page, whole and made, that nothing else goes with than itself."""
    return (
        type(response) is HttpResponse
        and response.status_code == 200
        and response["Content-Type"].startswith("text/html")
        and not response.cookies
        and not any(name.startswith(("_csp", "xframe")) for name in vars(response))
        and not getattr(getattr(request, _MESSAGES, None), "_queued_messages", ())
        and not request.session.modified
    )


def _key(request: HttpRequest, view: View) -> str | None:
    """Of all that a page is made by besides the database; `None` where there is something that is told once."""
    user, now = request.user, timezone.now()
    if request.method != "GET" or not isinstance(user, User) or "messages" in request.COOKIES:
        return None
    session = dict(request.session.items())
    if _MESSAGES in session:
        return None
    headers = {name: value for name, value in request.META.items() if name.startswith("HTTP_") and name not in _UNREAD}
    cookies = {name: value for name, value in request.COOKIES.items() if name not in _READ_COOKIES}
    asked = [request.is_secure(), request.get_host(), request.get_full_path(), sorted(headers.items())]
    asked += [sorted(cookies.items()), sorted((name, repr(value)) for name, value in session.items())]
    who = [(field.attname, getattr(user, field.attname)) for field in user._meta.concrete_fields]
    what = [view.__module__, view.__qualname__, timezone.localtime(now).strftime("%Y-%m-%d %H:%M")]
    return hashlib.sha256(repr([what, asked, who, reads_only_open(user)]).encode()).hexdigest()
