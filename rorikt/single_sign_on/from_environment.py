"""The identity provider of the installation, as the environment names it. An odd value stops the start."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from rorikt.second_factor.roles import role_of
from rorikt.single_sign_on.claims import AMR, OWN, PROVIDER, Rules, meanings
from rorikt.starting import env

# Directories of everybody: whoever has any account at all would be let in as far as the claims reach.
OF_ALL = {"common", "organizations", "consumers"}


@dataclass(frozen=True)
class Provider:
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    name: str
    scopes: tuple[str, ...]
    rules: Rules
    makes_accounts: bool


def provider_from_environment() -> Provider | None:
    issuer = env.optional("RORIKT_OIDC_ISSUER", "").removesuffix("/.well-known/openid-configuration")
    if not issuer:
        return None
    check_issuer(issuer)
    return Provider(
        issuer=issuer,
        client_id=env.required("RORIKT_OIDC_CLIENT_ID"),
        secret=env.required("RORIKT_OIDC_CLIENT_SECRET"),
        name=env.optional("RORIKT_OIDC_NAME", "Logg inn med jobbkontoen"),
        scopes=tuple(env.optional("RORIKT_OIDC_SCOPES", "openid profile email").split()),
        rules=_rules(),
        makes_accounts=env.flag("RORIKT_OIDC_NEW_ACCOUNTS", default=False),
    )


def check_issuer(issuer: str) -> None:
    """Raises ImproperlyConfigured: only over https, but on the machine itself, and never for everybody."""
    address = urlsplit(issuer)
    is_here = address.hostname in {"127.0.0.1", "localhost"}
    if address.scheme != "https" and not (address.scheme == "http" and is_here):
        raise ImproperlyConfigured(f"RORIKT_OIDC_ISSUER is {issuer!r}, expected an address that begins with https://")
    if OF_ALL & set(address.path.lower().split("/")):
        raise ImproperlyConfigured(
            f"RORIKT_OIDC_ISSUER is {issuer!r}, which is for everybody: name your own tenant, as in "
            "https://login.microsoftonline.com/TENANT/v2.0"
        )


def _rules() -> Rules:
    roles = _pairs("RORIKT_OIDC_ROLES")
    try:
        roles = {value: role_of(word) for value, word in roles.items()}
    except ValueError as problem:
        raise ImproperlyConfigured(f"RORIKT_OIDC_ROLES: {problem}") from None
    municipalities = _pairs("RORIKT_OIDC_MUNICIPALITIES")
    return Rules(
        subject=env.choice("RORIKT_OIDC_SUBJECT", ("sub", "oid")),
        role_claim=env.optional("RORIKT_OIDC_ROLE_CLAIM", "roles"),
        roles=roles,
        municipality_claim=env.optional("RORIKT_OIDC_MUNICIPALITY_CLAIM", ""),
        municipalities=municipalities,
        email_domains=frozenset(env.optional("RORIKT_OIDC_EMAIL_DOMAINS", "").lower().split()),
        tenants=frozenset(env.optional("RORIKT_OIDC_TENANTS", "").lower().split()),
        second_factor=env.choice("RORIKT_OIDC_SECOND_FACTOR", (OWN, AMR, PROVIDER)),
    )


def _pairs(name: str) -> dict[str, str]:
    """Between commas where there is one, else between spaces: the value of a claim may hold a space."""
    text = env.optional(name, "")
    try:
        return meanings(pair.strip() for pair in (text.split(",") if "," in text else text.split()))
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name}: {problem}") from None
