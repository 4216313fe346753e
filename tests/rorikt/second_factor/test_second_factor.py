"""Log-in in two steps: who must, by what, once each; and what happens when it is lost."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from rorikt.sealing import unseal
from rorikt.second_factor import requiring
from rorikt.second_factor.adapter import PURPOSE
from rorikt.second_factor.resetting import reset_second_factor
from tests import factories

PASSWORD = "et-langt-passord-1"
STEP, GIVE = reverse("rorikt:second-factor"), reverse("mfa_reauthenticate")


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def person():
    return factories.make_user(email="ola@example.no", password=PASSWORD)


@pytest.fixture
def secret(person):
    made = generate_totp_secret()
    TOTP.activate(person, made)
    return made


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"head"})


@pytest.fixture
def clock(monkeypatch):
    """Stands still, until it is moved by so many seconds."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def code(secret, ahead=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def begin(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "ola@example.no", "password": password})


def give(client, typed):
    return client.post(reverse("mfa_authenticate"), {"code": typed})


def is_in(client):
    return client.get(reverse("rorikt:wishes")).status_code == 200


def test_the_password_alone_lets_nobody_in_who_has_an_app(client, person, secret):
    answer = begin(client)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert give(client, code(secret)).status_code == 302
    assert is_in(client)
    assert AuditEntry.objects.get(action="logget inn").detail["how"] == ["passord", "kodeapp"]


def test_a_code_is_used_once_in_all_the_time_it_is_good(client, person, secret, clock):
    used = code(secret, ahead=1)  # of a clock that is half a minute fast, so good for a minute and a half
    begin(client)
    assert give(client, used).status_code == 302

    for seconds in (0, 29, 31):
        clock(seconds)
        cache.clear()  # where allauth remembers it
        other = Client()
        begin(other)
        assert "Koden er feil, eller den er brukt" in give(other, used).content.decode()
        assert not is_in(other)


def test_no_code_is_taken_from_before_the_last_one(client, person, secret, clock):
    before = code(secret)
    begin(client)
    give(client, code(secret, ahead=1))

    other = Client()
    begin(other)
    give(other, before)

    assert not is_in(other)


def test_codes_are_not_guessed(client, person, secret, clock):
    begin(client)
    answers = [give(client, "000000").content.decode() for _ in range(6)]

    assert "For mange" in answers[5]
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")  # nor from several places, by one who has the password
    begin(elsewhere)
    give(elsewhere, code(secret))
    assert not is_in(elsewhere)
    told = AuditEntry.objects.filter(action="mislyktes i andre trinn")
    assert [entry.detail["factor"] for entry in told] == ["kodeapp"] * 5


def test_nobody_guesses_through_a_day(client, person, secret, clock):
    tried = 0
    for _ in range(40):
        clock(301)
        begin(client)
        tried += sum("Koden er feil" in give(client, "000000").content.decode() for _ in range(5))

    assert tried == 30


def test_a_code_on_paper_is_used_once(client, person, secret):
    [first, *_] = RecoveryCodes.activate(person).get_unused_codes()
    begin(client)
    assert give(client, first).status_code == 302
    other = Client()
    begin(other)

    give(other, first)

    assert (is_in(client), is_in(other)) == (True, False)


def test_secrets_are_sealed_in_the_database(person, secret):
    stored = Authenticator.objects.get(type="totp").data["secret"]

    assert secret not in stored
    assert unseal(stored, PURPOSE) == secret


# Who must have one


def test_every_address_leads_to_setting_it_up(client, person, required):
    """Grunndata and what allauth answers too; also for one who was logged in before it was required."""
    client.force_login(person)

    asked = [(name, path) for name, path in all_addresses() if name not in requiring.SETTING_UP]
    assert len(asked) > 500
    for name, path in asked:
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(STEP), name


def test_whoever_has_one_and_did_not_use_it_is_asked_for_it_and_adds_no_other(client, person, secret, required):
    client.force_login(person)

    for name, path in all_addresses():
        if name in requiring.GIVING:
            continue
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(GIVE), name
    assert client.post(GIVE, {"code": code(secret)}).status_code == 302
    assert is_in(client)


def test_what_is_left_tells_nothing_and_changes_nothing_else():
    names = {name for name, _ in all_addresses()}

    assert names >= requiring.SETTING_UP | requiring.GIVING
    assert {
        "account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn", "rorikt:second-factor",
        "rorikt:session",
    } == requiring.SETTING_UP - requiring.BY_ITSELF  # fmt: skip


def test_an_address_that_is_none_leads_there_too(client, person, required):
    client.force_login(person)

    assert client.get("/finnes-ikke/")["Location"].startswith(STEP)


def test_other_roles_are_let_in_as_before(client, required, author):
    client.force_login(author)

    assert is_in(client)


def test_who_is_given_such_a_role_is_asked_from_then_on(client, required, author):
    client.force_login(author)
    User.objects.filter(pk=author.pk).update(role="head")

    assert not is_in(client)


def test_set_up_with_an_app_the_person_goes_on_and_the_others_are_out(client, person, required, clock, monkeypatch):
    # A test never commits: what waits for that is done at once.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function, **options: function())
    elsewhere = Client()
    for one in (client, elsewhere):
        assert begin(one).status_code == 302
    page = client.get(reverse("rorikt:wishes"), follow=True).content.decode()
    assert "Rollen din krever mer enn passord" in page
    form = client.get(reverse("mfa_activate_totp")).context["form"]

    answer = client.post(reverse("mfa_activate_totp"), {"code": code(form.secret)}, follow=True)

    assert answer.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert len(answer.context["unused_codes"]) == 10
    assert is_in(client)
    assert elsewhere.get(reverse("rorikt:wishes"))["Location"].startswith(reverse("account_login"))
    actions = [entry.action for entry in AuditEntry.objects.filter(action__contains="faktor").order_by("pk")]
    assert actions == ["la til innloggingsfaktor", "la til innloggingsfaktor"]
    other = Client()  # and the code that set it up lets nobody else in
    begin(other)
    give(other, code(form.secret))
    assert not is_in(other)


def test_codes_on_paper_are_shown_once(client, person, secret):
    begin(client)
    give(client, code(secret))
    client.post(reverse("mfa_generate_recovery_codes"))

    first, second = (client.get(reverse("mfa_view_recovery_codes")).content.decode() for _ in range(2))

    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert all(one in first and one not in second for one in codes)
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 403


def test_the_app_of_one_who_must_have_it_is_not_taken_away(client, person, secret, required):
    begin(client)
    give(client, code(secret))

    page = client.post(reverse("mfa_deactivate_totp")).content.decode()

    assert "Rollen din krever totrinnsinnlogging" in page
    assert Authenticator.objects.filter(type="totp").exists()


def test_after_a_while_the_password_is_asked_for_before_a_factor_is_changed(client, person, secret, clock):
    begin(client)
    give(client, code(secret))
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    clock(301)

    answer = client.get(reverse("mfa_add_webauthn"))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(answer["Location"]).status_code == 200


# Lost


def test_another_takes_away_what_is_lost(client, person, secret, administrator):
    RecoveryCodes.activate(person)
    begin(client)
    give(client, code(secret))
    office = Client()
    office.force_login(administrator)

    office.post(reverse("rorikt:second-factor-reset", args=[person.pk]))

    assert not Authenticator.objects.exists()
    assert not is_in(client)
    entry = AuditEntry.objects.get(action="nullstilte innloggingsfaktorer")
    assert (entry.by, entry.subject, entry.detail) == (
        administrator, f"rorikt.user:{person.pk}", {"factor": ["kodeapp", "reservekoder"]},
    )  # fmt: skip
    begin(client)
    assert is_in(client)


def test_nobody_takes_away_their_own_or_without_the_right(person, secret, author, administrator):
    with pytest.raises(ValidationError, match="må en annen nullstille"):
        reset_second_factor(person, by=person, now=timezone.now())
    with pytest.raises(PermissionDenied):
        reset_second_factor(person, by=author, now=timezone.now())
    with pytest.raises(ValidationError, match="har ingen kodeapp"):
        reset_second_factor(author, by=administrator, now=timezone.now())


@pytest.mark.parametrize("count", [1, 40])
def test_the_overview_costs_the_same_for_any_number(client, administrator, count, django_assert_num_queries):
    for number in range(count):
        one = factories.make_user(name=f"Person {number:03}")
        TOTP.activate(one, generate_totp_secret())
    client.force_login(administrator)

    with django_assert_num_queries(5):
        page = client.get(reverse("rorikt:log-ins")).content.decode()

    assert page.count("Kodeapp") == min(count, 49)


EXAMPLES = {
    "IntConverter": 1, "YearConverter": 2024, "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip
BY_EXPRESSION = {
    "account_confirm_email": {"key": "a"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "a-b"},
    "admin:app_list": {"app_label": "rorikt"},
}

# Asked by proxies, and answered before anybody is known.
PROBES = {"rorikt:alive", "rorikt:ready", "rorikt:figures"}


def all_addresses(patterns=None, namespace="", above=()):
    """The name of every address of the site, and a path that it answers."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        parts = (*above, *pattern.pattern.converters.items())
        if hasattr(pattern, "url_patterns"):
            below = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_addresses(pattern.url_patterns, below, parts)
        elif pattern.name:
            name = namespace + pattern.name
            if name in PROBES:
                continue
            given = {part: EXAMPLES.get(type(converter).__name__, "a") for part, converter in parts}
            yield name, reverse(name, kwargs=BY_EXPRESSION.get(name, given))
