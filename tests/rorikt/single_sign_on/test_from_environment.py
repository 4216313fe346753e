"""The provider as the environment names it; what would let in too many stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from rorikt.single_sign_on.from_environment import provider_from_environment

USUAL = {
    "RORIKT_OIDC_ISSUER": "https://login.microsoftonline.com/0123/v2.0",
    "RORIKT_OIDC_CLIENT_ID": "rorikt",
    "RORIKT_OIDC_CLIENT_SECRET": "hemmelig-secret",
}


@pytest.fixture
def named(monkeypatch):
    def name(**more):
        for key, value in {**USUAL, **{f"RORIKT_OIDC_{key}": value for key, value in more.items()}}.items():
            monkeypatch.setenv(key, value)
        return provider_from_environment()

    return name


def test_none_is_named_where_nothing_stands(monkeypatch):
    monkeypatch.delenv("RORIKT_OIDC_ISSUER", raising=False)

    assert provider_from_environment() is None


def test_it_is_read_whole_and_keeps_its_secret(named):
    found = named(
        ROLES="Rorikt.Leder=leder, En gruppe=økonomi", MUNICIPALITY_CLAIM="kommune", MUNICIPALITIES="Molde=1506",
        EMAIL_DOMAINS="Molde.kommune.no", SUBJECT="oid", SECOND_FACTOR="amr", NEW_ACCOUNTS="1",
    )  # fmt: skip

    assert found.rules.roles == {"Rorikt.Leder": "head", "En gruppe": "finance"}
    assert found.rules.municipalities == {"Molde": "1506"}
    assert found.rules.email_domains == {"molde.kommune.no"}
    assert (found.rules.subject, found.rules.second_factor, found.makes_accounts) == ("oid", "amr", True)
    assert "hemmelig-secret" not in repr(found)


def test_the_address_of_what_is_published_is_that_of_the_issuer_too(named):
    assert named(ISSUER="https://id.example/.well-known/openid-configuration").issuer == "https://id.example"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ISSUER", "https://login.microsoftonline.com/common/v2.0", "for everybody"),
        ("ISSUER", "https://login.microsoftonline.com/Organizations/v2.0", "for everybody"),
        ("ISSUER", "http://id.example", "https://"),
        ("CLIENT_SECRET", "", "RORIKT_OIDC_CLIENT_SECRET is not set"),
        ("ROLES", "Rorikt.Leder=sjef", "'sjef' is no role"),
        ("ROLES", "Rorikt.Leder", "not on the form"),
        ("SUBJECT", "email", "expected one of sub, oid"),
        ("SECOND_FACTOR", "nei", "expected one of egen"),
    ],
)
def test_an_odd_value_stops_the_start(named, name, value, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        named(**{name: value})
