"""What proxies, guards and Prometheus ask: is it alive, can it do its work, and how does it go?

They are answered before all else: without a session, without a redirect to https, and whatever name they call us by. A
stranger is told yes or no and nothing more; details are for who asks from the machine itself, or has the token.
"""

from collections.abc import Callable
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from rorikt.running import prometheus
from rorikt.running.looking import vital

Answer = Callable[[HttpRequest], HttpResponseBase]
# What every proxy adds one of; who comes by one is no neighbour, though the proxy is.
OF_PROXIES = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


def alive(request: HttpRequest) -> HttpResponse:
    """That the process answers: nothing else is asked, since a restart would mend nothing else."""
    return JsonResponse({"status": "i live"}, json_dumps_params={"ensure_ascii": False})


def ready(request: HttpRequest) -> HttpResponse:
    """503 as long as something that is needed is not there."""
    found = vital.found(timezone.now())
    is_well = all(one.state.is_well for one in found)
    told: dict[str, object] = {"status": "klar" if is_well else "ikke klar"}
    if may_know(request):
        told["sjekker"] = {
            one.condition.name: {"i orden": one.state.is_well, "tilstand": one.state.word, "mer": one.state.detail}
            for one in found
        }
    return JsonResponse(told, status=200 if is_well else 503, json_dumps_params={"ensure_ascii": False})


def figures(request: HttpRequest) -> HttpResponse:
    if not may_know(request):
        return HttpResponse("Bare for den som har nøkkelen, eller spør fra maskinen selv.\n", "text/plain", 403)
    return HttpResponse(prometheus.told(timezone.now()), content_type=prometheus.CONTENT_TYPE)


PROBES: dict[str, Answer] = {"/helse/": alive, "/klar/": ready, "/metrikk/": figures}


def answered_first(get_response: Answer) -> Answer:
    """Middleware, before those that ask for a name, https or a session."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info)
        if probe is None:
            return get_response(request)
        setattr(request, "is_probe", True)  # noqa: B010  see requests.py
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = probe(request)
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def may_know(request: HttpRequest) -> bool:
    """Whether who asks has the token, or is on the machine itself."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    if token and scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode()):
        return True
    return not given and _is_neighbour(request)


def _is_neighbour(request: HttpRequest) -> bool:
    try:
        is_here = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_here and not any(name in request.headers for name in OF_PROXIES)
