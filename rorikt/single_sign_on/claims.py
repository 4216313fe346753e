"""What an identity provider says of a person, and what it makes of them here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Claims = Mapping[str, Any]
OWN, AMR, PROVIDER = "egen", "amr", "leverandør"  # who asks for the second factor
MULTI_FACTOR = "mfa"  # of RFC 8176


@dataclass(frozen=True)
class Rules:
    """How claims are read. No `roles` means that roles are given here, and not by the provider."""

    subject: str = "sub"
    role_claim: str = "roles"
    roles: Mapping[str, str] = field(default_factory=dict)  # value of the claim: role; the first that fits
    municipality_claim: str = ""
    municipalities: Mapping[str, str] = field(default_factory=dict)  # value of the claim: municipality number
    email_domains: frozenset[str] = frozenset()
    tenants: frozenset[str] = frozenset()
    second_factor: str = OWN


def values(claims: Claims, name: str) -> list[str]:
    """A claim holds one value or many. Case means nothing; other kinds of values are none."""
    found = claims.get(name) if name else None
    many = found if isinstance(found, list) else [found]
    return [one.strip().casefold() for one in many if isinstance(one, str)]


def first_of(claims: Claims, name: str, meanings: Mapping[str, str]) -> str:
    """The meaning that stands first among those the claim has; empty where it has none."""
    said = set(values(claims, name))
    return next((meaning for value, meaning in meanings.items() if value.casefold() in said), "")


def role_in(claims: Claims, rules: Rules) -> str:
    return first_of(claims, rules.role_claim, rules.roles)


def municipality_in(claims: Claims, rules: Rules) -> str:
    return first_of(claims, rules.municipality_claim, rules.municipalities)


def email_in(claims: Claims, rules: Rules) -> str:
    """The address, where the provider vouches for it; else empty, since anybody may have typed it there.

    It does so by `email_verified` (OpenID Connect) or `xms_edov` (Entra ID). Of the domains that are named here the
    provider is the owner's own, and needs not say it.
    """
    email = claims.get("email")
    if not isinstance(email, str) or email.count("@") != 1:
        return ""
    email = email.strip().lower()
    is_vouched = any(claims.get(name) in (True, "true", "1", 1) for name in ("email_verified", "xms_edov"))
    is_denied = claims.get("email_verified") in (False, "false")
    is_ours = email.partition("@")[2] in rules.email_domains
    return email if is_vouched or (is_ours and not is_denied) else ""


def is_of_tenant(claims: Claims, rules: Rules) -> bool:
    """Entra ID says in `tid` whose directory the person is in."""
    return not rules.tenants or bool(rules.tenants & set(values(claims, "tid")))


def has_second_factor(claims: Claims, rules: Rules) -> bool:
    """Whether the person has logged in in two steps there."""
    return rules.second_factor == PROVIDER or (rules.second_factor == AMR and MULTI_FACTOR in values(claims, "amr"))


def meanings(pairs: Iterable[str]) -> dict[str, str]:
    """`Rorikt.Leder=leder` in their order. Raises ValueError for what is no such pair."""
    found = {}
    for pair in pairs:
        value, equals, meaning = pair.rpartition("=")
        if not (value and equals and meaning):
            raise ValueError(f"{pair!r} is not on the form value=meaning")
        found[value] = meaning
    return found
