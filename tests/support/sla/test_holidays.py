from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from rorikt.audit.models import AuditEntry
from support.sla.actions import add_holidays
from support.sla.holidays import Day, days_of
from support.sla.models import Holiday


def test_a_year_has_its_public_holidays_and_three_half_days():
    days = days_of(2024)

    assert len(days) == 15
    assert [day for day in days if day.is_half_day] == [
        Day(date(2024, 3, 27), "Onsdag før skjærtorsdag", True),
        Day(date(2024, 12, 24), "Julaften", True),
        Day(date(2024, 12, 31), "Nyttårsaften", True),
    ]


def test_two_holidays_on_one_day_are_one_day():
    assert Day(date(2027, 5, 17), "Andre pinsedag; Grunnlovsdag", False) in days_of(2027)


def run(*arguments, **options):
    output = StringIO()
    call_command("seed_holidays", *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.mark.django_db
def test_seeding_twice_adds_nothing_and_keeps_what_an_administrator_changed():
    run("2024")
    Holiday.objects.filter(day=date(2024, 12, 31)).update(is_half_day=False, name="Stengt i år")

    output = run("2024", "2025")

    assert output == "15 fridager lagt til for 2024, 2025.\n"
    assert Holiday.objects.count() == 30
    assert Holiday.objects.get(day=date(2024, 12, 31)).name == "Stengt i år"


@pytest.mark.parametrize("role", ["head", "administrator"])
def test_who_is_warned_of_missing_holidays_adds_a_year_and_others_may_not(client, request, author, role):
    address = reverse("support:add-holidays")

    client.force_login(author)
    assert client.post(address, {"year": 2024}).status_code == 403
    client.force_login(request.getfixturevalue(role))
    assert client.get(address).status_code == 405
    client.post(address, {"year": "tull"})
    assert not Holiday.objects.exists()
    answer = client.post(address, {"year": 2024}, follow=True)

    assert Holiday.objects.count() == 15
    assert "15 fridager er lagt inn for 2024." in answer.content.decode()
    assert AuditEntry.objects.filter(action="la til fridager").count() == 1


@pytest.mark.django_db
def test_the_action_refuses_those_who_may_not(author):
    with pytest.raises(ValidationError, match="ikke tilgang"):
        add_holidays(2024, by=author, now=timezone.now())


@pytest.mark.django_db
def test_a_dry_run_stores_nothing_and_an_odd_year_is_refused():
    assert run("2024", dry_run=True) == "15 fridager mangler for 2024.\n"
    assert not Holiday.objects.exists()
    with pytest.raises(CommandError, match="ikke et årstall"):
        run("20240")
