"""The identity provider as allauth speaks with it: state and PKCE are allauth's, what the answer must prove is ours."""

import hashlib
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string

from rorikt.single_sign_on import from_environment
from rorikt.single_sign_on.claims import is_of_tenant
from rorikt.single_sign_on.tokens import claims_of, nonce_of

NAME = "oidc"
LONGEST_ANSWER = 1_000_000  # signs of what the provider publishes


def named() -> from_environment.Provider:
    """That of the environment. Raises ValueError where there is none, and so no address that asks for it."""
    if settings.OIDC is None:
        raise ValueError("no provider is named")
    return settings.OIDC


class Client(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer publishes of itself, which must be of that issuer."""
        if not hasattr(self, "_published"):
            issuer = named().issuer
            self._published = fetched(f"{issuer.removesuffix('/')}/.well-known/openid-configuration")
            if self._published.get("issuer") != issuer:
                raise OAuth2Error("the address answers for another issuer")
        return self._published

    @property
    def authorize_url(self) -> str:
        return _of(self.openid_config, "authorization_endpoint")

    @property
    def access_token_url(self) -> str:
        return _of(self.openid_config, "token_endpoint")

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **given: Any) -> SocialLogin:
        config, rules = self.openid_config, named().rules
        claims = claims_of(
            given["response"].get("id_token"),
            keys=fetched(_of(config, "jwks_uri")),
            issuer=named().issuer,
            client_id=named().client_id,
            state=request.GET.get("state", ""),
        )
        if request.GET.get("iss", named().issuer) != named().issuer:  # RFC 9207
            raise OAuth2Error("the answer is of another issuer")
        if not is_of_tenant(claims, rules):
            raise OAuth2Error("the person is of another tenant")
        if not isinstance(claims.get(rules.subject), str) or not claims[rules.subject]:
            raise OAuth2Error("the token says not who it is of")
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, claims)
        setattr(login, "claims", claims)  # noqa: B010  read when the person arrives
        return login

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        address: str = build_absolute_uri(request, reverse("rorikt:sign-on-callback"))
        return address


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Client
    uses_apps = True

    def begin(self, request: HttpRequest, next_url: str | None) -> HttpResponse:
        """Off to the provider. Nothing in the address of the page changes what is asked for there."""
        state = get_random_string(43)
        answer: HttpResponse = self.redirect(
            request,
            AuthProcess.LOGIN,
            next_url,
            scope=list(named().scopes),
            auth_params={"nonce": nonce_of(state)},
            state_id=state,
        )
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Who it is, at this issuer: one who has the same number at another is another."""
        who = f"{data['iss']} {data[named().rules.subject]}"
        return hashlib.sha256(who.encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Enough to know the person again at the provider, and no more of them."""
        return {name: data[name] for name in ("iss", "sub", "oid", "tid") if name in data}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []


def provider_of(request: HttpRequest) -> Provider:
    given = named()
    app = SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=NAME,
        name=given.name,
        client_id=given.client_id,
        secret=given.secret,
        settings={"server_url": given.issuer, "oauth_pkce_enabled": True},
    )
    return Provider(request, app=app)


def fetched(address: str) -> dict[str, Any]:
    """Raises OAuth2Error for what is no object of JSON, RequestException where nobody answers."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, allow_redirects=False)
        answer.raise_for_status()
        if answer.status_code != 200 or len(answer.content) > LONGEST_ANSWER:
            raise OAuth2Error("the provider gives no answer")
        found = answer.json()
    if not isinstance(found, dict):
        raise OAuth2Error("the provider gives no answer")
    return found


def _of(config: dict[str, Any], name: str) -> str:
    """An address that the provider publishes, checked as its own is."""
    address = config.get(name)
    is_plain_here = named().issuer.startswith("http://")
    if not isinstance(address, str) or not address.startswith(("https://", "http://") if is_plain_here else "https://"):
        raise OAuth2Error(f"the provider publishes no {name}")
    return address
