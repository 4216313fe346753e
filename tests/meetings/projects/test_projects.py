"""The pages of projects: their milestones in time, and what has happened since the last approved report."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.designing.designing import save_column
from meetings.documents.models import Document
from meetings.projects.milestones import Before
from meetings.projects.report import projects_for
from meetings.register_pages.opening import opened
from meetings.register_pages.since import ever_held, stood
from meetings.registers.models import RegisterRow
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, write
from tests.factories import make_document, make_register, make_register_row, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
BEGUN = datetime(2024, 1, 2, 9, tzinfo=UTC)
APPROVED = datetime(2024, 2, 6, 12, tzinfo=UTC)
LATER = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def milestones():
    make_register_row(make_register(Standard.PROJECTS), prosjekt="Helseplattformen")
    return make_register(Standard.MILESTONES)


def approve(**told):
    document = make_document(kind=Document.Kind.ACTIVITY_REPORT, status=Document.Status.APPROVED, **told)
    return make_version(document, approved_at=APPROVED)


def change(row, by, at, **typed):
    columns = {column.key: column.pk for column in row.register.columns.all()}
    written = write(row.register, [Typed(row.uuid, columns[key], text) for key, text in typed.items()], by=by, now=at)
    assert not written.faults


def only(user):
    found = projects_for(user, timezone.localdate(LATER))
    return found.projects[0].milestones


def test_a_milestone_is_held_against_what_stood_when_the_last_report_was_approved(milestones, head):
    row = make_register_row(
        milestones, milepael="Opplæring", prosjekt="Helseplattformen", plan="01.03.2024", status="Pågår", now=BEGUN
    )
    change(row, head, datetime(2024, 1, 20, 9, tzinfo=UTC), na="15.03.2024")
    approve()
    change(row, head, LATER, na="01.04.2024")
    change(row, head, LATER, na="12.04.2024")

    [one] = only(head)

    pagar = one.state
    assert one.before == Before(one.plan, datetime(2024, 3, 15).date(), None, pagar)  # noqa: DTZ001
    assert one.since(timezone.localdate(LATER)) == ["4 uker forsinket siden sist"]


def test_what_came_after_the_report_is_new_and_what_was_not_touched_has_not_happened(milestones, head):
    told = {"prosjekt": "Helseplattformen", "plan": "01.06.2024", "status": "Pågår"}
    make_register_row(milestones, milepael="Gammel", now=BEGUN, **told)
    approve()
    make_register_row(milestones, milepael="Ny", now=LATER, **told)

    assert {one.title: one.since(timezone.localdate(LATER)) for one in only(head)} == {
        "Gammel": [], "Ny": ["Ny siden sist"],
    }  # fmt: skip


def test_nothing_is_new_where_no_report_could_tell_of_any(milestones, client, head):
    approve()
    make_register_row(milestones, milepael="Første", prosjekt="Helseplattformen", now=LATER)
    client.force_login(head)

    assert [one.since(timezone.localdate(LATER)) for one in only(head)] == [[]]
    assert "ikke noe å sammenligne med" in client.get(reverse("meetings:projects")).content.decode()


def test_a_report_that_is_exempt_is_none_for_who_may_not_read_it(milestones, head, finance):
    make_register_row(milestones, milepael="Første", prosjekt="Helseplattformen", now=BEGUN)
    approve(exemption_basis="offentleglova § 13", public_title="En rapport")

    assert projects_for(head, timezone.localdate(LATER)).report is not None
    assert projects_for(finance, timezone.localdate(LATER)).report is None


def test_what_stood_is_found_under_the_title_that_the_column_had_then(milestones, head):
    row = make_register_row(milestones, milepael="Opplæring", plan="01.03.2024", now=BEGUN)
    change(row, head, APPROVED, plan="01.04.2024")
    column = milestones.columns.get(key="plan")
    column.title = "Opprinnelig plan"
    save_column(column, by=head, now=APPROVED)
    change(row, head, LATER, plan="01.05.2024", milepael="Kurs")
    found = opened(head, Standard.MILESTONES)

    assert stood(found, found.lines, ["plan"], BEGUN)[row.pk] == {"plan": "01.03.2024"}
    assert stood(found, found.lines, ["plan"], APPROVED)[row.pk] == {"plan": "01.04.2024"}
    assert stood(found, found.lines, ["plan"], LATER)[row.pk] == {"plan": "01.05.2024"}
    assert ever_held(found, "milepael")[row.pk] == ["Kurs", "Opplæring"]
    assert stood(found, found.lines, ["plan"], datetime(2023, 1, 1, tzinfo=UTC)) == {}


def test_a_milestone_of_no_project_or_of_one_that_is_gone_is_shown_apart(milestones, client, head):
    make_register_row(milestones, milepael="Uten")
    make_register_row(milestones, milepael="Foreldreløs", prosjekt="Helseplattformen")
    RegisterRow.objects.filter(title="Helseplattformen").update(removed_at=LATER, removed_by=head)
    client.force_login(head)

    shown = client.get(reverse("meetings:projects")).context

    assert [row.record.title for row in shown["loose"].rows] == ["Foreldreløs", "Uten"]
    assert not shown["table"].rows
