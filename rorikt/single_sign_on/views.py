"""Off to the identity provider, and back."""

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from rorikt.single_sign_on.adapter import refused_page
from rorikt.single_sign_on.provider import NAME, Client, provider_of

UNREACHABLE = "Vi får ikke kontakt med innloggingen til virksomheten din akkurat nå. Prøv igjen om litt."


@never_cache
@login_not_required
@require_POST
def sign_on(request: HttpRequest) -> HttpResponse:
    """By way of a page, which the browser leaves at once: a form of ours may not be answered by another site."""
    if settings.OIDC is None:
        raise Http404
    if not ratelimit.consume(request, action="login"):
        return ratelimit.respond_429(request)
    try:
        away = provider_of(request).begin(request, get_next_redirect_url(request))
    except (OAuth2Error, RequestException):
        return refused_page(request, UNREACHABLE)
    return render(
        request, "rorikt/single_sign_on/leaving.html", {"address": away["Location"], "name": settings.OIDC.name}
    )


@never_cache
@login_not_required
@require_GET
def sign_on_callback(request: HttpRequest) -> HttpResponse:
    if settings.OIDC is None:
        raise Http404
    answer: HttpResponse = OAuth2CallbackView.adapter_view(Client(request, NAME))(request)
    return answer
