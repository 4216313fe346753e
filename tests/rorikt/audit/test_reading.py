"""Who read what is exempt is in the trail before it is shown: once a person, paper and day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse

from rorikt.audit import reading
from rorikt.audit.history import history, history_for
from rorikt.audit.models import READ, AuditEntry
from rorikt.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)
EXEMPT = {"exemption_basis": "offl. § 13", "public_title": "En sak"}


@pytest.fixture
def item(municipalities):
    factories.make_cooperation()
    return factories.make_item(title="Personalsak", **EXEMPT)


def readings():
    return list(AuditEntry.objects.filter(action=READ).order_by("pk").values_list("subject", "by", "detail__read_as"))


def test_a_case_that_is_exempt_is_noted_once_a_day(client, council_member, item):
    client.force_login(council_member)
    for _ in range(2):
        assert client.get(item.get_absolute_url()).status_code == 200

    assert readings() == [(f"meetings.agendaitem:{item.pk}", council_member.pk, "siden")]


def test_the_next_day_is_another(head, item):
    for hours in (0, 5, 24):
        reading.note(head, [item], what="siden", now=NOW + timedelta(hours=hours))

    assert len(readings()) == 2


def test_what_is_open_and_what_a_reader_sees_only_the_public_title_of_is_not_noted(client, finance, item):
    client.force_login(finance)
    assert client.get(item.get_absolute_url()).status_code == 200
    assert client.get(factories.make_item(meeting=item.meeting).get_absolute_url()).status_code == 200

    assert readings() == []


def test_a_document_of_an_exempt_case_is_noted(client, head, item):
    document = factories.make_document(agenda_item=item)
    client.force_login(head)

    assert client.get(document.get_absolute_url()).status_code == 200

    assert readings() == [(f"meetings.document:{document.pk}", head.pk, "siden")]


def test_what_cannot_be_noted_is_not_shown(client, head, item, monkeypatch):
    def locked(*arguments, **options):
        raise OperationalError("database is locked")

    monkeypatch.setattr(AuditEntry, "save", locked)
    client.force_login(head)

    answer = client.get(item.get_absolute_url())

    assert answer.status_code == 503
    assert "Personalsak" not in answer.content.decode()


@pytest.mark.parametrize(("role", "sees"), [("head", True), ("administrator", True), ("author", False)])
def test_the_head_and_the_administrator_see_who_has_read_it(client, council_member, item, role, sees):
    reading.note(council_member, [item], what="PDF", now=NOW)
    reader = factories.make_user(role=User.Role(role))
    client.force_login(reader)

    page = client.get(item.get_absolute_url()).content.decode()

    assert ("Hvem har lest det som er unntatt" in page) is sees
    assert (f"{council_member.name}: leste PDF" in page) is sees


def test_a_reading_is_no_change(head, item):
    reading.note(head, [item], what="siden", now=NOW)

    assert history(item) == []
    assert [one.what for one in history_for(head, "meetings.change_meeting", item).readings] == ["leste siden"]


def test_the_first_administrator_is_in_the_trail(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "en-lang-frase-2024")

    call_command("createsuperuser", "--noinput", email="drift@eksempel.no", name="Drift", verbosity=0)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.detail["after"]["role"]) == ("la til bruker", None, "administrator")


def test_the_list_of_the_trail_leads_to_the_check(client, administrator):
    client.force_login(administrator)

    assert reverse("rorikt:trail") in client.get(reverse("admin:rorikt_auditentry_changelist")).content.decode()
