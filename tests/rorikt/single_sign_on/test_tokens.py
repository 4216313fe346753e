"""What a token has to prove: forged ones, by whoever has our secret or the public key, let nobody in."""

import base64
import hashlib
import hmac
import json
import time

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from rorikt.single_sign_on.tokens import claims_of, nonce_of

KEY, OTHER = (rsa.generate_private_key(65537, 2048) for _ in range(2))
KEYS = {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "a", "use": "sig"}]}
ASKED = {"keys": KEYS, "issuer": "https://id.example", "client_id": "rorikt", "state": "s"}


def claims(**overrides):
    now = int(time.time())
    usual = {
        "iss": "https://id.example",
        "sub": "1",
        "aud": "rorikt",
        "iat": now,
        "exp": now + 300,
        "nonce": nonce_of("s"),
    }
    return {name: value for name, value in {**usual, **overrides}.items() if value is not None}


def signed(said, key=KEY, algorithm="RS256", kid="a"):
    return jwt.encode(said, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def test_one_that_proves_all_is_taken():
    assert claims_of(signed(claims()), **ASKED)["sub"] == "1"
    assert claims_of(signed(claims(), kid=None), **ASKED)["sub"] == "1"
    assert claims_of(signed(claims(aud=["rorikt", "x"], azp="rorikt")), **ASKED)["sub"] == "1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://ond.example"}, {"iss": "https://id.example/"}, {"iss": None}, {"aud": "annet"}, {"aud": None},
        {"aud": ["rorikt", "annet"]}, {"azp": "annet"}, {"exp": int(time.time()) - 120}, {"exp": None},
        {"iat": int(time.time()) - 3600}, {"iat": None}, {"nonce": "n"}, {"nonce": None}, {"nonce": nonce_of("t")},
        {"sub": None}, {"nbf": int(time.time()) + 3600}, {"sub": 1},
    ],
)  # fmt: skip
def test_one_that_lacks_or_has_another_is_refused(wrong):
    with pytest.raises(OAuth2Error):
        claims_of(signed(claims(**wrong)), **ASKED)


def plain(said):
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def by_hand(said, secret):
    """With the public key as if it were a secret, as libraries have taken it. Ours refuses to make one."""
    text = f"{plain({'alg': 'HS256', 'kid': 'a'})}.{plain(said)}"
    mark = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def test_forged_ones_are_refused():
    public = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    right = signed(claims())
    for token in (
        signed(claims(), key=OTHER),
        signed(claims(), kid="b"),
        by_hand(claims(), public),
        signed(claims(), key="x" * 32, algorithm="HS256"),
        f"{plain({'alg': 'none', 'kid': 'a'})}.{plain(claims())}.",
        f"{right.split('.')[0]}.{plain(claims(sub='2'))}.{right.split('.')[2]}",
        right[:-4],
        "",
        None,
        "a.b.c",
    ):
        with pytest.raises(OAuth2Error):
            claims_of(token, **ASKED)


def test_keys_that_are_none_are_refused():
    for keys in ({}, {"keys": []}, {"keys": [{"kty": "RSA"}]}, {"keys": "x"}):
        with pytest.raises(OAuth2Error):
            claims_of(signed(claims()), **{**ASKED, "keys": keys})
