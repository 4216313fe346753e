"""The pages of building projects: what approved reports printed of each is read from the reports."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from meetings.documents.content import NumberedSection
from meetings.documents.models import Document
from meetings.printed_registers.report import building_projects
from meetings.registers.writing import Typed, write
from rorikt.figures.offers import Asked
from rorikt.people.models import User
from tests.factories import (
    make_building_project,
    make_content,
    make_document,
    make_register_row,
    make_user,
    make_version,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]


def approve(month, document=None, **told):
    """A report that prints the projects as they stand."""
    asked = Asked(as_of=date(2024, month, 6), document=make_document(kind=Document.Kind.ACTIVITY_REPORT))
    section = NumberedSection("1", 1, "avsnitt-1", "Byggprosjekter", (building_projects(asked),))
    title = f"Rapport {month}"
    kind = Document.Kind.ACTIVITY_REPORT
    document = document or make_document(kind=kind, status=Document.Status.APPROVED, title=title, **told)
    at = datetime(2024, month, 6, 12, tzinfo=UTC)
    make_version(document, content=make_content(title=title, sections=(section,)), approved_at=at)
    return document


def change(row, by, **typed):
    columns = {column.key: column.pk for column in row.register.columns.all()}
    at = datetime(2024, 6, 1, tzinfo=UTC)
    write(row.register, [Typed(row.uuid, columns[key], text) for key, text in typed.items()], by=by, now=at)


def words(answer):
    return " ".join(answer.content.decode().split())


def test_a_project_tells_report_by_report_what_changed_and_since_when_nothing_did(client, head):
    row = make_building_project(tittel="Skolen", status="På plan", kommentar="Graves.")
    approve(1)
    change(row, head, status="Utsatt")
    approve(2)
    approve(3)
    client.force_login(head)

    shown = words(client.get(reverse("meetings:building-project", args=[row.uuid])))

    assert "Uendret siden 06.02.2024." in shown
    assert "Overordnet status er endret. Før sto det «På plan»." in shown
    assert shown.index("Rapport 3") < shown.index("Uendret fra rapporten før") < shown.index("Den første rapporten her")
    assert "Uendret siden 06.02.2024" in words(client.get(reverse("meetings:building-projects")))


def test_what_a_report_printed_never_changes_with_the_row(client, head):
    row = make_building_project(tittel="Skolen", status="På plan", kommentar="Graves.")
    approve(1)
    client.force_login(head)
    page = reverse("meetings:building-project", args=[row.uuid])
    before = client.get(page).context["project"].entries

    change(row, head, tittel="Nye skolen", status="Ferdig", kommentar="Tatt i bruk.")
    project = client.get(page).context["project"]

    assert project.entries == before
    assert project.told == "Endret siden siste rapport"
    assert [(one.label, one.before) for one in project.now] == [
        ("Tittel", "Skolen"), ("Overordnet status", "På plan"), ("Kommentar", "Graves."),
    ]  # fmt: skip


def test_a_corrected_report_stands_in_the_place_of_the_first_one(client, head):
    row = make_building_project(tittel="Skolen", status="På plan")
    first = approve(1)
    approve(2)
    change(row, head, status="Utsatt")
    approve(3, document=first)
    client.force_login(head)

    project = client.get(reverse("meetings:building-project", args=[row.uuid])).context["project"]

    assert [(entry.title, entry.texts["Overordnet status"]) for entry in project.entries] == [
        ("Rapport 3", "Utsatt"), ("Rapport 2", "På plan"),
    ]  # fmt: skip


def test_a_report_has_the_title_that_was_approved(client, head):
    row = make_building_project(tittel="Skolen", status="På plan")
    document = approve(1)
    Document.objects.filter(pk=document.pk).update(title="Et utkast til tittel", status=Document.Status.DRAFT)
    client.force_login(make_user(User.Role.COUNCIL_MEMBER))

    shown = words(client.get(reverse("meetings:building-project", args=[row.uuid])))

    assert "Rapport 1" in shown
    assert "Et utkast til tittel" not in shown


def test_a_report_that_is_exempt_tells_nothing_to_who_may_not_read_it(client, head, finance):
    row = make_building_project(tittel="Skolen")
    approve(1, exemption_basis="offentleglova § 13", public_title="En rapport")
    page = reverse("meetings:building-project", args=[row.uuid])

    for person, told in ((head, "Som i siste rapport"), (finance, "Ikke i noen godkjent rapport")):
        client.force_login(person)
        assert client.get(page).context["project"].told == told


def test_one_that_no_report_has_printed_says_so(client, head):
    row = make_building_project(tittel="Skolen")
    approve(1)
    new = make_register_row(row.register, tittel="Den nye")
    client.force_login(head)

    assert "Ingen godkjent rapport har vist prosjektet ennå." in words(
        client.get(reverse("meetings:building-project", args=[new.uuid]))
    )
