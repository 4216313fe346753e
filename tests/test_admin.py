"""Reference data: open to administrators by rule, to nobody else, and every change told to the audit trail."""

import pytest
from django.contrib import admin
from django.urls import reverse

from rorikt.admin import ReferenceAdmin
from rorikt.audit.models import AuditEntry
from rorikt.audit.telling import tell_all
from rorikt.people.models import Cooperation, Municipality, User
from support.sla.models import Holiday, SlaPolicy, WorkCalendar
from tests import factories

CHANGED = [model for model, its in admin.site._registry.items() if isinstance(its, ReferenceAdmin)]


@pytest.fixture
def office(client, administrator):
    client.force_login(administrator)
    return client


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model.__name__)
def test_an_administrator_opens_every_list_and_form(office, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    assert office.get(reverse(f"{name}_changelist")).status_code == 200
    assert office.get(reverse(f"{name}_add")).status_code == 200


@pytest.mark.parametrize("role", ["author", "finance", "council_member"])
def test_reference_data_is_closed_to_others(client, request, role):
    client.force_login(request.getfixturevalue(role))

    response = client.get(reverse("admin:rorikt_user_changelist"), follow=True)

    assert response.status_code == 403


def test_the_head_opens_people_and_what_tickets_are_measured_by(client, head):
    client.force_login(head)

    opened = [
        model
        for model in CHANGED
        if client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")).status_code == 200
    ]

    assert set(opened) == {User, Holiday, SlaPolicy, WorkCalendar}
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:rorikt_auditentry_changelist")).status_code == 403


def test_one_who_may_enter_but_is_no_administrator_changes_nothing(client, db):
    client.force_login(factories.make_user(role=User.Role.AUTHOR, is_staff=True))

    assert client.get(reverse("admin:rorikt_user_changelist"), follow=True).status_code == 403


def test_log_in_is_on_our_own_page(client, db):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_a_person_is_added_with_a_role_and_can_log_in(office, municipalities):
    typed = {
        "email": "ny@example.no",
        "name": "Ny",
        "role": "finance",
        "municipality": "1535",
        "usable_password": "true",
        "password1": "et-langt-passord-1",
        "password2": "et-langt-passord-1",
    }

    office.post(reverse("admin:rorikt_user_add"), typed)

    user = User.objects.get(email="ny@example.no")
    assert (user.role, user.municipality_id) == ("finance", "1535")
    assert user.check_password("et-langt-passord-1")
    assert AuditEntry.objects.get().action == "la til bruker"


def test_a_council_member_without_a_municipality_is_refused_in_norwegian(office):
    typed = {"email": "x@example.no", "name": "X", "role": "council_member", "usable_password": "false"}

    page = office.post(reverse("admin:rorikt_user_add"), typed).content.decode()

    assert "Velg kommunen som personen representerer." in page
    assert not User.objects.filter(email="x@example.no").exists()


def test_there_is_only_one_cooperation(office):
    cooperation = factories.make_cooperation()

    assert office.get(reverse("admin:rorikt_cooperation_add")).status_code == 403
    assert office.get(reverse("admin:rorikt_cooperation_delete", args=[cooperation.pk])).status_code == 403
    assert Cooperation.objects.count() == 1


def test_the_audit_trail_is_read_and_never_changed(office):
    office.post(reverse("admin:rorikt_municipality_add"), {"number": "1506", "name": "Molde"})
    entry = AuditEntry.objects.get()
    url = reverse("admin:rorikt_auditentry_change", args=[entry.pk])

    assert entry.subject == "rorikt.municipality:1506"
    for page in (url, reverse("admin:rorikt_auditentry_changelist")):
        response = office.get(page)
        assert response.status_code == 200
        assert "kommune 1506" in response.content.decode()
    assert office.post(url, {"action": "x"}).status_code == 403
    assert office.get(reverse("admin:rorikt_auditentry_add")).status_code == 403
    assert office.get(reverse("admin:rorikt_auditentry_delete", args=[entry.pk])).status_code == 403


@pytest.mark.parametrize("subject", ["budget.gone:7", "gone", "gone.away.far:1"])
def test_an_entry_of_a_kind_that_is_no_more_is_listed_by_what_it_was_called(subject):
    listed = admin.site._registry[AuditEntry]

    assert listed.told_subject(AuditEntry(subject=subject)) == subject


def test_a_municipality_keeps_its_number(office):
    factories.make_municipalities()

    office.post(reverse("admin:rorikt_municipality_change", args=["1506"]), {"number": "9999", "name": "Molde by"})

    assert Municipality.objects.get(name="Molde by").number == "1506"


def test_reference_data_is_told_as_everything_else_with_the_values_before_and_after(office):
    url = reverse("admin:support_holiday_add")
    office.post(url, {"day": "24.12.2030", "name": "Julaften", "is_half_day": "on"})
    day = Holiday.objects.get(day="2030-12-24")
    page = reverse("admin:support_holiday_change", args=[day.pk])
    office.post(page, {"day": "24.12.2030", "name": "Julaften", "is_half_day": ""})
    shown = office.get(reverse("admin:support_holiday_history", args=[day.pk])).content.decode()
    office.post(reverse("admin:support_holiday_delete", args=[day.pk]), {"post": "yes"})

    entries = list(AuditEntry.objects.order_by("pk"))
    tell_all(entries)
    assert [(entry.action, entry.told) for entry in entries] == [
        ("la til fridag", "dato: 24.12.2030; navn: Julaften; halv dag: ja"),
        ("endret fridag", "halv dag: ja → nei"),
        ("slettet fridag", "dato: 24.12.2030; navn: Julaften; halv dag: nei"),
    ]
    assert "halv dag: ja → nei" in shown


def test_rows_that_are_edited_with_the_one_they_belong_to_are_told_too(office):
    typed = {
        "name": "Vanlig",
        "valid_from": "1.1.2024",
        "half_day_closes_at": "12.00",
        "hours-TOTAL_FORMS": "1",
        "hours-INITIAL_FORMS": "0",
        "hours-0-weekday": "0",
        "hours-0-opens_at": "8",
        "hours-0-closes_at": "15.30",
    }

    page = office.post(reverse("admin:support_workcalendar_add"), typed)

    assert page.status_code == 302, page.context["errors"]
    told = [entry.action for entry in AuditEntry.objects.order_by("pk")]
    assert told == ["la til arbeidskalender", "la til åpningstid"]


def test_a_number_that_no_column_of_numbers_holds_is_refused_at_its_field_on_every_database(office):
    policy = {"priority": "low", "target": "9000000000000", "unit": "days", "valid_from": "01.01.2024"}

    page = office.post(reverse("admin:support_slapolicy_add"), policy).content.decode()

    assert "Verdien må være mindre enn eller lik 32767." in page
    assert not SlaPolicy.objects.exists()


def test_pauses_that_were_not_touched_are_not_told_as_changed(office):
    policy = SlaPolicy.objects.create(priority="low", target=5, unit="days", valid_from="2024-01-01")
    page = reverse("admin:support_slapolicy_change", args=[policy.pk])
    form = office.get(page).context["adminform"].form
    shown = {field.html_name: field.value() for field in form if field.value() is not None}

    office.post(page, {**shown, "valid_from": "01.01.2024", "runs_always": "", "target": "7"})

    entries = list(AuditEntry.objects.all())
    tell_all(entries)
    assert [entry.told for entry in entries] == ["frist: 5 → 7"]


@pytest.mark.parametrize(("target", "told"), [("0", "Rett opp feilen under."), ("", "Rett opp feilene under.")])
def test_that_something_is_wrong_is_told_in_norwegian(office, target, told):
    typed = {"priority": "low", "unit": "days", "valid_from": "01.01.2024" if target else "", "target": target}
    usual = {"response_unit": "hours", "ending": "resolved", "reopening": "paused", "priority_change": "final"}

    page = office.post(reverse("admin:support_slapolicy_add"), {**typed, **usual}).content.decode()

    assert told in page
    assert "Please" not in page
