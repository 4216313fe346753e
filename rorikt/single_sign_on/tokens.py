"""The proof that a person has logged in at the provider: who signed it, for whom, for which log-in, and until when.

allauth leaves the signature alone where the token came straight from the provider, and asks for no nonce. Here all is
held against what was asked for: a token of another issuer, for another site, of another log-in, or one that is too old,
lets nobody in.
"""

import time
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils.crypto import constant_time_compare, salted_hmac

# Signed with a key of the provider's own. One that is shared would let whoever knows our secret sign for anybody.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = 60  # seconds that two clocks may differ
OLDEST = 15 * 60  # seconds since it was issued


def nonce_of(state: str) -> str:
    """Bound to the log-in that was begun in this browser, of which `state` is the name."""
    return salted_hmac("nonce of a log-in elsewhere", state, algorithm="sha256").hexdigest()


def claims_of(token: Any, *, keys: dict[str, Any], issuer: str, client_id: str, state: str) -> dict[str, Any]:
    """Raises OAuth2Error, with no part of the token in it."""
    try:
        key = _key_of(token, keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except (jwt.PyJWTError, TypeError, ValueError, KeyError) as problem:
        raise OAuth2Error(f"the token is refused: {type(problem).__name__}") from None
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (many or "azp" in claims) and claims.get("azp") != client_id:
        raise OAuth2Error("the token is refused: made for another site")
    if not constant_time_compare(str(claims["nonce"]), nonce_of(state)):
        raise OAuth2Error("the token is refused: of another log-in")
    if time.time() - claims["iat"] > OLDEST + LEEWAY:
        raise OAuth2Error("the token is refused: issued long ago")
    return claims


def _key_of(token: str, keys: dict[str, Any]) -> Any:
    """By its name; where the token names none, the only one there is."""
    name = jwt.get_unverified_header(token).get("kid")
    signing = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in (None, "sig")]
    named = [key for key in signing if key.key_id == name] if name else signing
    if len(named) != 1:
        raise ValueError("no key of that name")
    return named[0].key
