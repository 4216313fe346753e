"""The page of a fault: it gives a code, by which who reads the log finds what happened to whom."""

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

from rorikt.pages import refused

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another when it is read aloud

BARE = "Noe gikk galt hos oss. Feilen er registrert i loggen. Oppgi denne koden når du sier fra:"


def new_code() -> str:
    """As `K7QF-2MXD`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


@requires_csrf_token
def fault(request: HttpRequest) -> HttpResponse:
    """`handler500`. Without the request, so that neither database, user nor navigation is asked for."""
    if told := refused.around_views():
        return told
    code = new_code()
    setattr(request, "error_code", code)  # noqa: B010  the line of the log takes it, see rorikt/logs/lines.py
    try:
        return HttpResponseServerError(loader.get_template("500.html").render({"code": code}))
    except Exception:  # what fails may be what every page needs, such as the list of static files
        return HttpResponseServerError(f"{BARE} {code}", content_type="text/plain; charset=utf-8")
