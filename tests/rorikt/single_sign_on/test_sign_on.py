"""Log-in elsewhere, over the whole way: a real provider, which vouches for people, and one who means us no good."""

import re
import time
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from rorikt.access.told import UNKNOWN
from rorikt.audit.models import AuditEntry
from rorikt.invitations.models import Invitation
from rorikt.people.models import User
from rorikt.single_sign_on.claims import Rules
from rorikt.single_sign_on.from_environment import Provider
from tests import factories
from tests.identity_provider import CLIENT, SECRET, identity_provider

OLA = {"email": "ola@example.no", "email_verified": True, "name": "Ola Dunk"}
ROLES = {"Rorikt.Leder": "head", "Rorikt.Okonomi": "finance", "Rorikt.Admin": "administrator"}


@pytest.fixture(scope="module")
def entra(tmp_path_factory):
    with identity_provider(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


@pytest.fixture(autouse=True)
def asked(settings, entra, db):
    cache.clear()
    settings.OIDC = Provider(
        issuer=entra.issuer,
        client_id=CLIENT,
        secret=SECRET,
        name="Logg inn med jobbkontoen",
        scopes=("openid", "profile", "email"),
        rules=Rules(municipality_claim="kommune", municipalities={"Vestnes": "1535"}),
        makes_accounts=False,
    )
    return settings


def with_roles(settings, **more):
    settings.OIDC = replace(settings.OIDC, rules=replace(settings.OIDC.rules, roles=ROLES), **more)


def leave(client, **typed):
    """The address that the browser is sent to."""
    page = client.post(reverse("rorikt:sign-on"), typed).content.decode()
    return unescape(re.search(r'content="0;url=([^"]+)"', page)[1])


def back_from(address, person="ola"):
    """Where the provider sends a browser whose person is logged in there."""
    answer = requests.get(address, headers={"X-Person": person}, allow_redirects=False, timeout=30)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(client, location):
    return client.get(location.removeprefix("http://testserver"))


def sign_on(client, person="ola", **typed):
    return come_back(client, back_from(leave(client, **typed), person))


def is_in(client):
    return client.get(reverse("rorikt:wishes")).status_code == 200


def refused(answer, words=""):
    return (
        answer.status_code == 403
        and "Du ble ikke logget inn" in answer.content.decode()
        and words in answer.content.decode()
    )


def test_one_whom_the_provider_vouches_for_is_in_and_known_from_then_on(client, entra):
    person = factories.make_user(email="ola@example.no")
    entra.says("ola", OLA)

    assert sign_on(client, next=reverse("rorikt:wishes"))["Location"] == reverse("rorikt:wishes")
    assert is_in(client)
    entra.says("ola", {"email": "annen@example.no", "email_verified": True})  # a new name, say
    again = Client()
    sign_on(again)

    assert is_in(again)
    assert SocialAccount.objects.get().user == person
    told = [(entry.action, entry.by) for entry in AuditEntry.objects.order_by("pk")]
    assert told == [("koblet felles innlogging", person), ("logget inn", person), ("logget inn", person)]
    assert AuditEntry.objects.filter(action="logget inn").first().detail["how"] == ["felles innlogging"]


def test_what_is_kept_of_the_person_is_who_it_is_and_no_more(client, entra):
    factories.make_user(email="ola@example.no")
    entra.says("ola", {**OLA, "phone_number": "12345678"})
    sign_on(client)

    assert set(SocialAccount.objects.get().extra_data) == {"iss", "sub"}


def test_the_way_out_is_a_form_of_ours_with_state_nonce_and_pkce(client, entra):
    assert client.get(reverse("rorikt:sign-on")).status_code == 405
    asked = parse_qs(urlsplit(leave(client)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked) == {
        "client_id", "redirect_uri", "scope", "response_type", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip


def test_an_address_that_nobody_vouches_for_lets_nobody_in(client, entra):
    """Anybody may type the address of the head into their own account somewhere."""
    factories.make_user(email="ola@example.no")
    for claims in ({"email": "ola@example.no"}, {"preferred_username": "ola@example.no", "upn": "ola@example.no"}):
        entra.says("ond", claims)
        assert refused(sign_on(client, "ond"), "Vi kjenner ingen bruker")
    assert not SocialAccount.objects.exists()
    entry = AuditEntry.objects.filter(action="mislyktes i å logge inn").first()
    assert entry.subject == f"rorikt.user:{UNKNOWN}"
    assert "ola@example.no" not in str(entry.detail)


def test_an_address_that_another_has_by_now_lets_nobody_in(client, entra):
    factories.make_user(email="ola@example.no")
    entra.says("ola", OLA)
    sign_on(client)
    entra.says("etterfolger", OLA)

    assert refused(sign_on(Client(), "etterfolger"), "hører til en annen konto")


def test_nobody_is_made_a_user_who_is_not_invited(client, entra):
    entra.says("ny", {"email": "ny@example.no", "email_verified": True})

    assert refused(sign_on(client, "ny"))
    assert not User.objects.exists()


def test_one_who_is_invited_becomes_a_user(client, entra, administrator):
    when = administrator.date_joined
    Invitation.objects.create(
        email="ny@example.no", name="Nils", role="author", key_hash="x", invited_at=when, invited_by=administrator,
        expires_at=when.replace(year=when.year + 1),
    )  # fmt: skip
    entra.says("nils", {"email": "ny@example.no", "name": "Nils Ny"})
    assert refused(sign_on(client, "nils"))  # the address may be anybody's
    entra.says("nils", {"email": "ny@example.no", "email_verified": True, "name": "Nils Ny"})

    sign_on(client, "nils")

    person = User.objects.get(email="ny@example.no")
    assert is_in(client)
    assert (person.role, person.name, person.has_usable_password()) == ("author", "Nils Ny", False)
    assert Invitation.objects.get().person == person


def test_where_accounts_are_made_a_role_is_needed(client, entra, asked, municipalities):
    with_roles(asked, makes_accounts=True)
    entra.says("kari", {"email": "kari@example.no", "email_verified": True, "name": "Kari"})
    assert refused(sign_on(client, "kari"), "ikke gitt deg noen rolle")
    entra.says("kari", {"email": "kari@example.no", "email_verified": True, "roles": ["Rorikt.Okonomi"]})
    assert refused(sign_on(client, "kari"), "krever en kommune")
    assert not User.objects.exists()
    vestnes = {"email": "kari@example.no", "email_verified": True, "roles": ["Rorikt.Okonomi"], "kommune": "Vestnes"}
    entra.says("kari", vestnes)

    sign_on(client, "kari")

    person = User.objects.get()
    assert is_in(client)
    assert (person.role, person.municipality_id) == ("finance", "1535")


def test_roles_are_those_of_the_claims_at_each_log_in(client, entra, asked):
    with_roles(asked)
    person = factories.make_user(email="ola@example.no", role="author")
    entra.says("ola", {**OLA, "roles": ["Rorikt.Admin"]})

    sign_on(client)

    person.refresh_from_db()
    assert (person.role, person.is_staff) == ("administrator", True)
    entry = AuditEntry.objects.get(action="endret bruker")
    assert entry.detail["before"] == {"role": "author", "is_staff": False}
    assert entry.detail["after"] == {"role": "administrator", "is_staff": True}


def test_who_has_lost_the_claim_has_lost_the_role_and_is_out_everywhere(client, entra, asked):
    with_roles(asked)
    person = factories.make_user(email="ola@example.no", role="head", password="et-langt-passord-1")
    entra.says("ola", {**OLA, "roles": ["Rorikt.Leder"]})
    sign_on(client)
    assert is_in(client)
    entra.says("ola", OLA)
    elsewhere = Client()

    assert refused(sign_on(elsewhere), "ikke gitt deg noen rolle")

    person.refresh_from_db()
    assert person.role == ""
    assert not is_in(client)
    assert AuditEntry.objects.get(action="endret bruker").detail["after"] == {"role": ""}
    by_password = elsewhere.post(
        reverse("account_login"), {"login": "ola@example.no", "password": "et-langt-passord-1"}
    )
    assert by_password.status_code == 403
    assert not is_in(elsewhere)
    entra.says("ola", {**OLA, "roles": ["Rorikt.Leder"]})  # and back again
    sign_on(elsewhere)
    assert is_in(elsewhere)


def test_one_who_is_closed_out_here_stays_out(client, entra, asked):
    with_roles(asked)
    factories.make_user(email="ola@example.no", role="author", is_active=False)
    entra.says("ola", {**OLA, "roles": ["Rorikt.Leder"]})

    assert sign_on(client)["Location"] == reverse("account_inactive")
    assert not is_in(client)
    assert User.objects.get().role == "author"


# Answers that are not what was asked for


@pytest.mark.parametrize(
    "token",
    [
        {"nonce": "en annens"}, {"aud": "et-annet-nettsted"}, {"iss": "https://ond.example/o"},
        {"exp": int(time.time()) - 3600}, {"iat": int(time.time()) - 3600}, {"azp": "et-annet-nettsted"}, {"sub": None},
    ],
)  # fmt: skip
def test_a_token_that_is_of_something_else_lets_nobody_in(client, entra, token):
    factories.make_user(email="ola@example.no")
    entra.says("ola", OLA, token)

    assert refused(sign_on(client), "kunne ikke brukes")
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_answer_to_what_this_browser_did_not_ask_lets_nobody_in(client, entra):
    """One who logs a victim in as themselves, or catches an answer on its way."""
    factories.make_user(email="ola@example.no")
    entra.says("ola", OLA)
    location = back_from(leave(client))
    other = Client()

    assert refused(come_back(other, location))
    assert refused(come_back(client, re.sub(r"state=[^&]+", "state=gjettet", location)))
    assert refused(come_back(client, re.sub(r"&?state=[^&]+", "", location)))
    sign_on_again = back_from(leave(client))
    assert refused(come_back(client, sign_on_again + "&iss=https%3A%2F%2Fond.example"))
    assert not is_in(client)


def test_an_answer_is_used_once(client, entra):
    factories.make_user(email="ola@example.no")
    entra.says("ola", OLA)
    location = back_from(leave(client))
    come_back(client, location)
    client.post(reverse("account_logout"))

    assert refused(come_back(client, location))


def test_a_code_of_another_log_in_is_refused_for_its_proof(client, entra):
    """PKCE: a code that was caught is of no use with the state of one's own log-in."""
    factories.make_user(email="ola@example.no")
    entra.says("ola", OLA)
    caught = parse_qs(urlsplit(back_from(leave(Client()))).query)["code"][0]
    own = parse_qs(urlsplit(leave(client)).query)["state"][0]

    assert refused(client.get(reverse("rorikt:sign-on-callback"), {"code": caught, "state": own}))


def test_one_of_another_tenant_is_refused(client, entra, asked):
    asked.OIDC = replace(asked.OIDC, rules=replace(asked.OIDC.rules, tenants=frozenset({"vår"})))
    factories.make_user(email="ola@example.no")
    entra.says("ola", {**OLA, "tid": "en annen"})
    assert refused(sign_on(client))
    entra.says("ola", {**OLA, "tid": "vår"})

    sign_on(client)
    assert is_in(client)


def test_who_breaks_it_off_is_told_so_without_a_row_in_the_trail(client, entra):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]

    answer = client.get(f"{reverse('rorikt:sign-on-callback')}?{urlencode({'error': 'access_denied', 'state': state})}")

    assert refused(answer, "Du avbrøt")
    assert not AuditEntry.objects.exists()


def test_a_provider_that_is_gone_or_another_is_told_in_words(client, asked, entra):
    for issuer in ("http://127.0.0.1:9/o", f"{entra.issuer}/"):
        asked.OIDC = replace(asked.OIDC, issuer=issuer)
        assert refused(client.post(reverse("rorikt:sign-on")), "Vi får ikke kontakt")


def test_where_no_provider_is_named_there_is_no_such_page(client, asked):
    asked.OIDC = None

    assert client.post(reverse("rorikt:sign-on")).status_code == 404
    assert client.get(reverse("rorikt:sign-on-callback")).status_code == 404


# Beside our own log-in


def test_the_second_factor_is_ours_unless_the_provider_has_asked(client, entra, asked):
    asked.SECOND_FACTOR_ROLES = frozenset({"head"})
    factories.make_user(email="ola@example.no", role="head")
    entra.says("ola", {**OLA, "amr": ["pwd", "mfa"]})
    sign_on(client)
    assert client.get(reverse("rorikt:wishes"))["Location"].startswith(reverse("rorikt:second-factor"))
    asked.OIDC = replace(asked.OIDC, rules=replace(asked.OIDC.rules, second_factor="amr"))

    trusted = Client()
    sign_on(trusted)
    assert is_in(trusted)
    entra.says("ola", {**OLA, "amr": ["pwd"]})
    other = Client()
    sign_on(other)
    assert not is_in(other)


@pytest.mark.parametrize(
    ("whose", "head_in", "administrator_in"), [("administratorer", False, True), ("ingen", False, False)]
)
def test_passwords_let_in_only_those_who_may_log_in_here(client, asked, whose, head_in, administrator_in):
    asked.OWN_LOG_IN = whose
    for role, expected in (("head", head_in), ("administrator", administrator_in)):
        factories.make_user(email=f"{role}@example.no", role=role, password="et-langt-passord-1")
        one = Client()
        answer = one.post(reverse("account_login"), {"login": f"{role}@example.no", "password": "et-langt-passord-1"})
        assert is_in(one) == expected
        if not expected:
            assert "ikke korrekt" in answer.content.decode() or answer.context["form"].errors
    assert ('name="password"' in client.get(reverse("account_login")).content.decode()) == (whose != "ingen")
