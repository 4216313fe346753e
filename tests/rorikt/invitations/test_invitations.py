"""Invitations: a link that is used once and not for long, which nobody can read out of the database."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rorikt.audit.models import AuditEntry
from rorikt.invitations import actions
from rorikt.invitations.models import Invitation
from rorikt.logs.masking import masked
from rorikt.mail import NOWHERE
from rorikt.people.models import User
from tests import factories

CHOSEN = {"name": "Nils Ny", "password": "hest batteri lampe", "again": "hest batteri lampe"}


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def office(client, administrator):
    client.force_login(administrator)
    return client


def invite(by, now=None, **fields):
    invitation = Invitation(**{"email": "Ny@example.no", "name": "Nils", "role": "author", **fields})
    return invitation, actions.invite(invitation, by=by, now=now or timezone.now())


def open_link(key):
    visitor = Client()
    return visitor, visitor.get(reverse("rorikt:invitation-link", args=[key]), follow=True)


def accept(visitor, **typed):
    return visitor.post(reverse("rorikt:invitation-accept"), {**CHOSEN, **typed})


def test_without_a_mail_server_the_link_is_shown_once_to_who_invites(office, settings):
    settings.EMAIL_BACKEND = NOWHERE
    typed = {"email": "ny@example.no", "name": "Nils", "role": "author"}

    answer = office.post(reverse("rorikt:invitation-new"), typed)

    link = answer.context["link"]
    assert link in answer.content.decode()
    assert "Vi fikk ikke sendt e-post" in answer.content.decode()
    assert link.rpartition("/")[0].rpartition("/")[2] not in office.get(reverse("rorikt:invitations")).content.decode()


def test_with_one_the_link_goes_to_who_is_invited_alone(office, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    typed = {"email": "ny@example.no", "name": "Nils", "role": "author"}

    answer = office.post(reverse("rorikt:invitation-new"), typed, follow=True)

    [mail] = mailoutbox
    assert mail.to == ["ny@example.no"]
    assert "/invitasjon/" in mail.body
    assert "Invitasjonen er sendt til ny@example.no" in answer.content.decode()
    assert "/invitasjon/" not in answer.content.decode().replace("/invitasjoner/", "")


def test_who_is_invited_chooses_a_password_and_logs_in(administrator, municipalities):
    _, key = invite(administrator, role="finance", municipality=municipalities[1])
    visitor, page = open_link(key)
    assert key not in page.request["PATH_INFO"]
    assert "økonomi" in page.content.decode()

    assert accept(visitor)["Location"] == reverse("account_login")

    person = User.objects.get(email="ny@example.no")
    assert (person.name, person.role, person.municipality) == ("Nils Ny", "finance", municipalities[1])
    visitor.post(reverse("account_login"), {"login": "ny@example.no", "password": CHOSEN["password"]})
    assert visitor.get(reverse("rorikt:wishes")).status_code == 200
    told = [(entry.action, entry.by) for entry in AuditEntry.objects.order_by("pk")[:3]]
    assert told == [
        ("inviterte", administrator), ("tok imot invitasjon", person), ("la til bruker", person),
    ]  # fmt: skip
    assert key not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert key not in str(Invitation.objects.values().get())


def test_a_link_is_used_once(administrator):
    _, key = invite(administrator)
    first, second = open_link(key)[0], open_link(key)[0]
    accept(first)

    assert accept(second).status_code == 410
    assert User.objects.filter(email="ny@example.no").count() == 1
    assert open_link(key)[1].status_code == 410


def test_a_password_that_is_guessed_is_refused_and_the_link_still_works(administrator):
    _, key = invite(administrator)
    visitor, _ = open_link(key)

    page = accept(visitor, password="Sommer2024!!", again="Sommer2024!!").content.decode()

    assert "lett å gjette" in page
    assert "ikke like" in accept(visitor, again="noe annet enn det").content.decode()
    assert accept(visitor).status_code == 302


def test_a_link_that_is_old_withdrawn_or_sent_anew_works_no_more(administrator):
    old, old_key = invite(administrator, now=timezone.now() - timedelta(days=8))
    gone, gone_key = invite(administrator, email="b@example.no")
    anew, first_key = invite(administrator, email="c@example.no")
    actions.withdraw(gone, by=administrator, now=timezone.now())
    second_key = actions.invite_again(anew, by=administrator, now=timezone.now())
    renewed = actions.invite_again(old, by=administrator, now=timezone.now())

    assert [open_link(key)[1].status_code for key in (old_key, gone_key, first_key, "gjettet")] == [410] * 4
    assert [open_link(key)[1].status_code for key in (second_key, renewed)] == [200, 200]
    with pytest.raises(ValidationError, match="allerede brukt eller trukket"):
        actions.invite_again(gone, by=administrator, now=timezone.now())


def test_an_address_is_invited_once_and_not_when_it_has_a_user(administrator):
    invite(administrator)
    factories.make_user(email="her@example.no")

    with pytest.raises(ValidationError, match="har en invitasjon fra før"):
        invite(administrator, email="NY@example.no")
    with pytest.raises(ValidationError, match="har allerede en bruker"):
        invite(administrator, email="HER@example.no")


def test_finance_is_not_invited_without_a_municipality(administrator):
    with pytest.raises(ValidationError, match="Velg kommunen"):
        invite(administrator, role="finance")


@pytest.mark.parametrize("role", ["author", "finance", "council_member"])
def test_others_invite_nobody(request, role):
    with pytest.raises(PermissionDenied):
        invite(request.getfixturevalue(role))


def test_one_who_is_logged_in_is_not_made_another(office, administrator):
    _, key = invite(administrator)

    page = office.get(reverse("rorikt:invitation-link", args=[key]), follow=True).content.decode()

    assert "Du er logget inn som" in page
    assert Invitation.objects.get().accepted_at is None


def test_where_the_role_logs_in_elsewhere_no_password_is_asked_for(administrator, settings):
    settings.OWN_LOG_IN = "ingen"
    _, key = invite(administrator)
    visitor, page = open_link(key)

    assert 'name="password"' not in page.content.decode()
    assert accept(visitor).status_code == 200
    assert not User.objects.filter(email="ny@example.no").exists()


def test_the_link_is_in_no_log():
    assert "hemmelig" not in masked("Gone: /invitasjon/hemmelig/")


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_costs_the_same_for_any_number(office, administrator, count, django_assert_num_queries):
    for number in range(count):
        invite(administrator, email=f"n{number}@example.no")

    with django_assert_num_queries(5):
        page = office.get(reverse("rorikt:invitations")).content.decode()

    assert page.count("Trekk<") == min(count, 50)
