"""One click makes a case of what an expert group has decided; once, however many click."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from meetings.agenda.actions import delete_item, withdraw_item
from meetings.agenda.models import AgendaItem
from meetings.expert_groups import actions
from meetings.queue.continuing import requeue
from meetings.registers.access import rows_for
from meetings.registers.models import RegisterRow
from meetings.registers.sheet import Line, Sheet
from meetings.registers.standard import Standard
from rorikt.amounts import NO_BREAK_SPACE
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories
from tests.factories import make_register, make_register_row, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
BASIS = "offentleglova § 13"


@pytest.fixture
def group():
    return make_register_row(make_register(Standard.GROUPS), faggruppe="Skole")


def make_decision(group, status="Skal til rådet", **told):
    register = make_register(Standard.GROUP_DECISIONS)
    typed = {"vedtak": "Felles lesebrett", "faggruppe": group.title, "status": status, **told}
    return make_register_row(register, **typed)


def plain(text):
    """With spaces that break in place of those that do not."""
    return text.replace(NO_BREAK_SPACE, " ")


def told_of(row):
    row = RegisterRow.objects.with_cells().get(pk=row.pk)
    line = Line(row, Sheet(row.register))
    return line.text("status"), plain(line.text("utfall")), row.case_id


def decide(item):
    """Sent out and treated by the council."""
    item.meeting = factories.make_meeting()
    item.sequence, item.sent_at = 1, NOW
    item.save()
    factories.decide(item, "Rådet kjøper lesebrett.")


def test_a_case_waits_with_what_the_group_decided_and_the_row_points_at_it(group, head):
    officer = make_user(role=User.Role.AUTHOR, name="Fagansvarlig oppvekst")
    row = make_decision(
        group, dato="01.02.2024", frist="01.06.2024", ansvarlig=officer.name, utfall="Prøvd ved to skoler."
    )

    item = actions.make_case(row, by=head, now=NOW)

    assert (item.title, item.kind, item.meeting, item.exemption_basis) == ("Felles lesebrett", "decision", None, "")
    assert plain(item.summary) == (
        "<p>Faggruppen «Skole» har bestemt 1. februar 2024: Felles lesebrett. Frist: 1. juni 2024.</p>"
        "<p>Prøvd ved to skoler.</p>"
    )
    assert list(item.case_officers.all()) == [officer]
    assert told_of(row) == ("Sendt til rådet", "Prøvd ved to skoler.", item.reference_id)
    assert AuditEntry.objects.filter(action="laget sak av vedtak i faggruppe").count() == 1


def test_what_is_typed_is_text_and_a_long_decision_is_cut_in_the_title_alone(group, head):
    row = make_decision(group, vedtak="<b>" + "x" * 280)

    item = actions.make_case(row, by=head, now=NOW)

    assert (len(item.title), item.title[-1]) == (200, "…")
    assert "&lt;b&gt;" + "x" * 280 in item.summary


def test_a_second_case_of_the_same_decision_is_refused(group, head):
    row = make_decision(group)
    actions.make_case(row, by=head, now=NOW)

    with pytest.raises(ValidationError, match="allerede laget en sak"):
        actions.make_case(row, by=head, now=NOW)
    assert AgendaItem.objects.count() == 1


@pytest.mark.parametrize("status", ["Følges opp", "Gjennomført", "Lagt bort", ""])
def test_what_is_not_to_go_to_the_council_does_not(group, head, status):
    row = make_decision(group, status=status)

    with pytest.raises(ValidationError, match="skal ikke til rådet"):
        actions.make_case(row, by=head, now=NOW)
    assert not AgendaItem.objects.exists()


@pytest.mark.parametrize("closed", ["decision", "group", "register"])
def test_a_case_of_what_is_exempt_is_exempt_under_a_title_that_tells_nothing(group, head, closed):
    row = make_decision(group)
    chosen = {"decision": row, "group": group, "register": row.register}[closed]
    type(chosen).objects.filter(pk=chosen.pk).update(exemption_basis=BASIS)
    row = RegisterRow.objects.select_related("register").get(pk=row.pk)

    item = actions.make_case(row, by=head, now=NOW)

    assert (item.exemption_basis, item.public_title) == (BASIS, "Sak fra en faggruppe")


def test_a_row_is_closed_with_its_case(group, head, finance):
    row = make_decision(group)
    item = actions.make_case(row, by=head, now=NOW)
    assert row in rows_for(finance, row.register)

    AgendaItem.objects.filter(pk=item.pk).update(exemption_basis=BASIS, public_title="En sak")

    assert row not in rows_for(finance, row.register)


def test_a_case_that_is_deleted_frees_its_decision_which_stays_as_closed_as_the_case_was(group, head):
    row = make_decision(group)
    item = actions.make_case(row, by=head, now=NOW)
    AgendaItem.objects.filter(pk=item.pk).update(exemption_basis=BASIS, public_title="En sak")
    item.refresh_from_db()

    delete_item(item, by=head, now=NOW)

    assert told_of(row) == ("Skal til rådet", "", None)
    row.refresh_from_db()
    assert row.exemption_basis == BASIS
    assert actions.make_case(row, by=head, now=NOW).exemption_basis == BASIS


def test_a_case_that_another_register_names_is_not_deleted(group, head):
    item = actions.make_case(make_decision(group), by=head, now=NOW)
    make_register_row(make_register(Standard.CLAIMS), krav="Dobbel faktura", case=item.reference)

    with pytest.raises(ValidationError, match="i et register"):
        delete_item(item, by=head, now=NOW)


def test_a_withdrawn_case_frees_its_decision_and_one_that_is_taken_up_again_does_not(group, head):
    row = make_decision(group)
    first = actions.make_case(row, by=head, now=NOW)
    first.meeting, first.sequence, first.sent_at = factories.make_meeting(), 1, NOW
    first.save()
    withdraw_item(first, by=head, now=NOW)
    again = requeue(AgendaItem.objects.get(pk=first.pk), by=head, now=NOW)

    with pytest.raises(ValidationError, match="allerede laget en sak"):
        actions.make_case(row, by=head, now=NOW)
    delete_item(again, by=head, now=NOW)
    second = actions.make_case(row, by=head, now=NOW)

    assert told_of(row) == ("Sendt til rådet", "", second.reference_id)


def test_what_the_council_decided_is_told_and_carried_out(client, group, head):
    row = make_decision(group)
    item = actions.make_case(row, by=head, now=NOW)
    page = reverse("meetings:expert-group", args=[group.uuid])
    done = reverse("meetings:group-decision-done", args=[row.uuid])
    client.force_login(head)

    assert "Venter på et møte." in client.get(page).content.decode()
    assert "ikke vedtatt saken ennå" in client.post(done, follow=True).content.decode()
    decide(item)
    shown = plain(client.get(page).content.decode())
    assert "Vedtatt 14. februar 2024." in shown
    assert "Rådet kjøper lesebrett." in shown
    assert done in shown
    client.post(done)

    assert told_of(row)[:2] == ("Gjennomført", "Vedtatt av rådet 14. februar 2024, sak 2024/M1-001.")
    assert done not in client.get(page).content.decode()


def test_what_somebody_has_written_that_it_became_is_not_written_over(group, head):
    row = make_decision(group, utfall="Kjøpt i mars.")
    decide(actions.make_case(row, by=head, now=NOW))

    actions.finish(row, by=head, now=NOW)

    assert told_of(row)[:2] == ("Gjennomført", "Kjøpt i mars.")


def test_a_decision_is_sent_by_those_who_run_the_meetings_and_write_in_the_register(client, group, head):
    row = make_decision(group)
    path = reverse("meetings:group-decision-case", args=[row.uuid])
    page = reverse("meetings:expert-group", args=[group.uuid])
    secretary = make_user(role=User.Role.SECRETARY)

    for role in (User.Role.AUTHOR, User.Role.FINANCE, User.Role.COUNCIL_MEMBER, User.Role.ADMINISTRATOR):
        client.force_login(make_user(role=role))
        assert path not in client.get(page).content.decode()
        assert client.post(path).status_code == 403
    type(row.register).objects.filter(pk=row.register_id).update(editors="named")
    client.force_login(secretary)
    assert path not in client.get(page).content.decode()
    assert client.post(path).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.finish(RegisterRow.objects.get(pk=row.pk), by=secretary, now=NOW)
    assert not AgendaItem.objects.exists()

    client.force_login(head)
    assert path in client.get(page).content.decode()
    assert path in client.get(reverse("meetings:expert-groups")).content.decode()
    answer = client.post(path)
    assert answer.url == AgendaItem.objects.get().get_absolute_url()
    assert "allerede laget en sak" in client.post(path, follow=True).content.decode()


def test_the_list_of_groups_counts_what_each_has(client, head, group):
    make_decision(group)
    make_decision(group, status="Gjennomført")
    make_register_row(make_register(Standard.GROUP_MEMBERS), navn="Ada", faggruppe="Skole", kommune="Molde")
    meetings = make_register(Standard.GROUP_MEETINGS)
    make_register_row(meetings, tema="Nett", faggruppe="Skole", dato="01.03.2099", status="Planlagt")
    make_register_row(make_register(Standard.GROUPS), faggruppe="Helse")
    client.force_login(head)

    shown = client.get(reverse("meetings:expert-groups")).context

    assert [
        (one.title, one.members, one.next_on, one.open_decisions, one.to_council)
        for one in (row.record for row in shown["table"].rows)
    ] == [("Skole", 1, date(2099, 3, 1), 1, 1), ("Helse", 0, None, 0, 0)]
    assert [row.record.title for row in shown["waiting"].rows] == ["Felles lesebrett"]


def test_a_group_tells_who_lacks_a_member_and_which_meetings_nobody_has_told_of(client, head, group):
    make_register_row(
        make_register(Standard.GROUP_MEMBERS), navn="Ada", faggruppe="Skole", kommune="Molde", rolle="Rektor"
    )
    meetings = make_register(Standard.GROUP_MEETINGS)
    make_register_row(meetings, tema="Glemt møte", faggruppe="Skole", dato="01.03.2020", status="Planlagt")
    client.force_login(head)

    shown = " ".join(client.get(reverse("meetings:expert-group", args=[group.uuid])).content.decode().split())

    assert "Uten medlem: Vestnes, Rauma, Aukra, Hustadvika." in shown
    assert ">Ada</a>, Rektor" in shown
    assert "ikke ført om møtet ble holdt" in shown
