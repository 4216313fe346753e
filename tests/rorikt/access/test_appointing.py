"""Roles and access: given by another, told from and to; and the first administrator of an installation."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from rorikt.access import appointing
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories

ADMINISTRATOR, HEAD, AUTHOR = User.Role.ADMINISTRATOR, User.Role.HEAD, User.Role.AUTHOR


@pytest.fixture
def other(db):
    return factories.make_user(role=ADMINISTRATOR, is_staff=True)


def save(person, by):
    appointing.save_person(person, by=by, now=timezone.now())


def form_of(person, **overrides):
    typed = {
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "municipality": person.municipality_id or "",
        "is_active": "on",
        "is_staff": "on" if person.is_staff else "",
    }
    return {name: value for name, value in {**typed, **overrides}.items() if value is not None}


@pytest.mark.parametrize("by", ["administrator", "head"])
def test_another_gives_a_role_and_it_is_told_from_and_to(request, author, by):
    author.role, author.title = ADMINISTRATOR, "Rådgiver"

    save(author, request.getfixturevalue(by))

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject) == ("endret bruker", f"rorikt.user:{author.pk}")
    assert entry.detail["before"] == {"title": "", "role": "author"}
    assert entry.detail["after"] == {"title": "Rådgiver", "role": "administrator"}


@pytest.mark.parametrize("who", ["administrator", "head"])
@pytest.mark.parametrize(
    ("field", "value"), [("role", AUTHOR), ("municipality_id", "1506"), ("is_active", False), ("is_staff", None)]
)
def test_nobody_gives_or_takes_their_own(request, municipalities, other, who, field, value):
    person = request.getfixturevalue(who)
    setattr(person, field, not person.is_staff if value is None else value)

    with pytest.raises(ValidationError, match="Du kan ikke endre din egen rolle eller tilgang"):
        save(person, User.objects.get(pk=person.pk))
    assert not AuditEntry.objects.exists()


def test_their_own_name_people_may_change(administrator):
    administrator.name = "Et nytt navn"

    save(administrator, administrator)

    assert AuditEntry.objects.get().detail["after"] == {"name": "Et nytt navn"}


@pytest.mark.parametrize("role", ["author", "finance", "council_member"])
def test_others_give_nobody_anything(request, head, role):
    with pytest.raises(PermissionDenied):
        save(head, request.getfixturevalue(role))


@pytest.mark.parametrize("change", [{"role": AUTHOR}, {"is_active": False}, {"is_staff": False}])
def test_the_last_who_lets_others_in_stays(administrator, head, change):
    for name, value in change.items():
        setattr(administrator, name, value)

    with pytest.raises(ValidationError, match="den eneste administratoren"):
        save(administrator, head)


def test_what_is_saved_unchanged_is_not_told(author, head):
    save(author, head)

    assert not AuditEntry.objects.exists()


def test_the_page_offers_nobody_their_own_role_and_takes_none(client, administrator, other):
    client.force_login(administrator)
    url = reverse("admin:rorikt_user_change", args=[administrator.pk])

    page = client.get(url).content.decode()
    client.post(url, form_of(administrator, role="head", name="Et nytt navn", is_superuser="on"))

    administrator.refresh_from_db()
    assert 'name="role"' not in page
    assert 'name="is_staff"' not in page
    assert (administrator.role, administrator.is_superuser, administrator.name) == (
        ADMINISTRATOR,
        False,
        "Et nytt navn",
    )


def test_the_head_gives_an_administrator_another_role_on_the_page(client, head, administrator, other):
    client.force_login(head)

    client.post(
        reverse("admin:rorikt_user_change", args=[administrator.pk]),
        form_of(administrator, role="author", is_staff=None),
    )

    administrator.refresh_from_db()
    [entry] = AuditEntry.objects.all()
    assert (administrator.role, administrator.is_staff) == (AUTHOR, False)
    assert entry.detail["before"] == {"role": "administrator", "is_staff": True}


def test_the_page_says_why_the_last_administrator_stays(client, head, administrator):
    client.force_login(head)

    page = client.post(
        reverse("admin:rorikt_user_change", args=[administrator.pk]), form_of(administrator, role="author")
    ).content.decode()

    assert "Dette er den eneste administratoren." in page


def test_nobody_deletes_themselves_or_the_last_administrator(client, head, administrator):
    client.force_login(administrator)
    assert client.get(reverse("admin:rorikt_user_delete", args=[administrator.pk])).status_code == 403
    client.force_login(head)
    assert client.get(reverse("admin:rorikt_user_delete", args=[administrator.pk])).status_code == 403


def test_the_last_administrators_are_not_deleted_together(client, head, administrator, other):
    typed = {"action": "delete_selected", "_selected_action": [administrator.pk, other.pk], "post": "yes"}
    client.force_login(head)

    page = client.post(reverse("admin:rorikt_user_changelist"), typed).content.decode()

    assert "Dette er den eneste administratoren." in page
    assert User.objects.filter(role=ADMINISTRATOR).count() == 2
    client.post(reverse("admin:rorikt_user_changelist"), {**typed, "_selected_action": [other.pk]})
    assert User.objects.get(role=ADMINISTRATOR) == administrator


def test_nobody_is_deleted_together_with_themselves(client, administrator, other, author):
    typed = {"action": "delete_selected", "_selected_action": [administrator.pk, author.pk], "post": "yes"}
    client.force_login(administrator)

    client.post(reverse("admin:rorikt_user_changelist"), typed)

    assert User.objects.filter(pk__in=[administrator.pk, author.pk]).count() == 2
    with pytest.raises(ValidationError, match="din egen bruker"):
        appointing.check_deletion([administrator], by=administrator)


def test_a_password_set_by_another_is_told_without_it(client, administrator, author):
    client.force_login(administrator)
    typed = {"usable_password": "true", "password1": "et-langt-passord-1", "password2": "et-langt-passord-1"}

    client.post(reverse("admin:auth_user_password_change", args=[author.pk]), typed)

    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.subject) == ("satte passord for bruker", f"rorikt.user:{author.pk}")
    assert "et-langt-passord-1" not in str(entry.detail)


@pytest.fixture
def first(db, monkeypatch):
    """As the README makes it."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "et-langt-passord-her")
    call_command("createsuperuser", email="admin@nvh.example", name="Administrator", interactive=False, verbosity=0)
    return User.objects.get()


def test_the_first_administrator_has_an_administrators_rights_and_no_more(first):
    assert (first.role, first.is_staff, first.is_superuser) == (ADMINISTRATOR, True, False)
    assert first.has_perm("rorikt.change_reference_data")
    for forbidden in ("meetings.approve_document", "budget.approve_run", "budget.change_budget", "made.up"):
        assert not first.has_perm(forbidden)


def test_the_first_administrator_makes_the_head(client, first):
    client.force_login(first)
    typed = {
        "email": "leder@nvh.example",
        "name": "Leder",
        "role": "head",
        "usable_password": "true",
        "password1": "et-langt-passord-1",
        "password2": "et-langt-passord-1",
    }

    client.post(reverse("admin:rorikt_user_add"), typed)

    head = User.objects.get(email="leder@nvh.example")
    assert head.has_perm("meetings.approve_document")
    assert AuditEntry.objects.get(by=first).detail["after"]["role"] == "head"


def test_the_database_takes_no_superuser(author):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=author.pk).update(is_superuser=True)
