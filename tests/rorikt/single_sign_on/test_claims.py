"""What claims say, and what of them is believed."""

import pytest

from rorikt.single_sign_on.claims import (
    Rules,
    email_in,
    has_second_factor,
    is_of_tenant,
    meanings,
    municipality_in,
    role_in,
)

RULES = Rules(
    roles={"Rorikt.Leder": "head", "Rorikt.Fag": "author"},
    municipality_claim="kommune",
    municipalities={"Molde": "1506"},
)


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        (["Rorikt.Fag"], "author"), ("rorikt.leder", "head"), (["Rorikt.Fag", "Rorikt.Leder"], "head"),
        (["Rorikt.Lederen"], ""), ([], ""), (None, ""), ({"Rorikt.Leder": 1}, ""), ([["Rorikt.Leder"]], ""), (1, ""),
    ],
)  # fmt: skip
def test_the_role_is_the_first_that_fits(claim, role):
    assert role_in({"roles": claim}, RULES) == role


def test_the_municipality_is_that_of_its_claim():
    assert municipality_in({"kommune": "molde"}, RULES) == "1506"
    assert municipality_in({"roles": ["Molde"]}, RULES) == ""


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "Ola@Example.no", "email_verified": True}, "ola@example.no"),
        ({"email": "ola@example.no", "xms_edov": "1"}, "ola@example.no"),
        ({"email": "ola@example.no"}, ""),  # as Entra ID says it of what anybody may have typed
        ({"email": "ola@example.no", "email_verified": False}, ""),
        ({"email": "ola@molde.no"}, "ola@molde.no"),
        ({"email": "ola@molde.no", "email_verified": False}, ""),
        ({"email": "ola@ond.molde.no"}, ""),
        ({"email": "ola@molde.no@ond.example", "email_verified": True}, ""),
        ({"email": ["ola@molde.no"], "email_verified": True}, ""),
        ({"preferred_username": "ola@molde.no", "upn": "ola@molde.no", "email_verified": True}, ""),
    ],
)
def test_an_address_is_believed_where_the_provider_vouches_for_it(claims, email):
    assert email_in(claims, Rules(email_domains=frozenset({"molde.no"}))) == email


def test_tenants_and_second_factors():
    ours = Rules(tenants=frozenset({"t-1"}), second_factor="amr")

    assert [is_of_tenant({"tid": one}, ours) for one in ("T-1", "t-2", None)] == [True, False, False]
    assert is_of_tenant({}, Rules())
    assert [has_second_factor({"amr": one}, ours) for one in (["pwd", "mfa"], ["pwd"], None)] == [True, False, False]
    assert not has_second_factor({"amr": ["mfa"]}, Rules())
    assert has_second_factor({}, Rules(second_factor="leverandør"))


def test_pairs_are_read_in_their_order():
    assert list(meanings(["B=leder", "a=b=administrator"]).items()) == [("B", "leder"), ("a=b", "administrator")]
    for wrong in ("leder", "=leder", "a="):
        with pytest.raises(ValueError, match="not on the form"):
            meanings([wrong])
