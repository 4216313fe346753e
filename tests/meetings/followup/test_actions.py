"""Actions and the municipalities' own acts: made from a decision, kept whole by the database, told by who may."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from meetings.followup import actions
from meetings.followup.models import Action, MunicipalityAct
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 5, 2, 9, tzinfo=UTC)
CLOSED = {"exemption_basis": "offentleglova § 23 tredje ledd", "public_title": "Anskaffelse av tjenester"}


@pytest.fixture
def item(head):
    return factories.decide(factories.make_item()).item


def new_action(item, head, **given):
    return Action(**{"item": item, "title": "Signer avtalen", "owner": head, "due_on": date(2024, 6, 1), **given})


def test_an_action_follows_from_a_decision_and_has_its_day(item, head):
    action = new_action(item, head)

    actions.store_action(action, by=head, now=NOW)

    assert (action.decided_on, action.created_by, action.is_open) == (date(2024, 2, 14), head, True)
    assert AuditEntry.objects.first().action == "la til tiltak"


def test_a_case_that_is_not_decided_has_no_actions(head):
    waiting = factories.make_item()
    postponed = factories.decide(factories.make_item(), "", outcome="postponed").item

    for item in (waiting, postponed):
        with pytest.raises(ValidationError, match="Saken er ikke vedtatt"):
            actions.store_action(new_action(item, head), by=head, now=NOW)
        with pytest.raises(ValidationError, match="Saken er ikke vedtatt"):
            actions.ask_municipalities(item, MunicipalityAct.Kind.DECISION, by=head, now=NOW)


@pytest.mark.parametrize("given", [{"owner": None, "body": ""}, {"body": "Faggruppen"}])
def test_an_action_has_one_owner(item, head, given):
    with pytest.raises(ValidationError, match="Velg en ansvarlig"):
        actions.store_action(new_action(item, head, **given), by=head, now=NOW)


def test_an_action_ends_on_the_day_its_state_says_so_and_not_if_it_is_opened_again(item, head):
    action = factories.make_action(item=item)

    action.state = Action.State.DONE
    actions.store_action(action, by=head, now=NOW)
    assert action.ended_on == date(2024, 5, 2)
    actions.store_action(action, by=head, now=datetime(2024, 6, 1, tzinfo=UTC))
    assert action.ended_on == date(2024, 5, 2)
    action.state = Action.State.OPEN
    actions.store_action(action, by=head, now=NOW)
    assert action.ended_on is None


@pytest.mark.parametrize(("state", "reason"), [("lapsed", ""), ("done", "Fordi"), ("open", "Fordi")])
def test_what_lapses_does_so_for_a_reason_and_nothing_else_has_one(item, head, state, reason):
    action = factories.make_action(item=item)
    action.state, action.lapse_reason = state, reason

    with pytest.raises(ValidationError, match="Skriv hvorfor tiltaket bortfaller"):
        actions.store_action(action, by=head, now=NOW)


@pytest.mark.parametrize("given", [{"state": "done", "ended_on": date(2024, 5, 1)}, {"due_on": date(2024, 5, 1)}, {}])
def test_what_somebody_was_told_of_lapses_and_is_not_deleted(item, head, given):
    action = factories.make_action(item=item, **{"due_on": date(2024, 6, 1), **given})
    if not given:
        action.reminders.create(kind="before", due_on=action.due_on, address=head.email)

    with pytest.raises(ValidationError, match="Før det som bortfalt i stedet"):
        actions.delete_action(action, by=head, now=NOW)

    assert Action.objects.filter(pk=action.pk).exists()


def test_a_slip_of_the_hand_is_deleted(item, head):
    action = factories.make_action(item=item, due_on=date(2024, 6, 1))

    actions.delete_action(action, by=head, now=NOW)

    assert not Action.objects.exists()


def test_nobody_is_made_responsible_for_what_they_may_not_read(head, finance):
    item = factories.decide(factories.make_item(**CLOSED)).item

    with pytest.raises(ValidationError, match="kan ikke lese saken"):
        actions.store_action(new_action(item, finance), by=head, now=NOW)


def test_the_owner_tells_how_it_goes_and_others_may_not(client, item, head, author, finance):
    action = factories.make_action(item=item, owner=author)
    url = reverse("meetings:action-state", args=[action.pk])

    client.force_login(finance)
    assert client.post(url, {"state": "done"}).status_code == 403
    client.force_login(author)
    assert client.get(reverse("meetings:action-edit", args=[action.pk])).status_code == 403
    answer = client.post(url, {"state": "lapsed", "lapse_reason": "", "notes": ""})
    assert "Skriv hvorfor tiltaket bortfaller" in answer.content.decode()
    answer = client.post(url, {"state": "done", "lapse_reason": "", "notes": "Signert i dag."})

    action.refresh_from_db()
    assert answer.url == action.get_absolute_url()
    assert (action.state, action.notes, action.owner) == ("done", "Signert i dag.", author)


def test_a_case_that_is_closed_afterwards_is_closed_to_the_owner_too(client, item, head, finance):
    action = factories.make_action(item=item, owner=finance, notes="Hemmelig")
    for name, value in CLOSED.items():
        setattr(item, name, value)
    item.save()
    client.force_login(finance)

    assert client.get(reverse("meetings:action-state", args=[action.pk])).status_code == 403
    page = client.get(action.get_absolute_url()).content.decode()
    assert "Hemmelig" not in page
    assert action.title not in page
    assert CLOSED["public_title"] in page


def test_an_action_is_made_from_the_page_of_its_case(client, item, head):
    client.force_login(head)
    url = reverse("meetings:action-new", args=[item.pk])
    assert url in client.get(item.get_absolute_url()).content.decode()

    answer = client.post(url, {"title": "Lys ut", "body": "Innkjøp", "due_on": "01.06.2024", "owner": "", "notes": ""})

    assert answer.url == item.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "Lys ut" in page
    assert "Innkjøp, frist 01.06.2024" in page


@pytest.mark.parametrize(
    ("made", "today", "told"),
    [
        ({}, date(2024, 4, 1), "Åpen"),
        ({}, date(2024, 4, 2), "Over fristen"),
        ({"state": "done", "ended_on": date(2024, 4, 20)}, date(2024, 4, 19), "Over fristen"),
        ({"state": "done", "ended_on": date(2024, 4, 20)}, date(2024, 4, 20), "Utført"),
    ],
)
def test_how_an_action_stood_on_a_day_is_told_afterwards_too(item, made, today, told):
    action = factories.make_action(item=item, due_on=date(2024, 4, 1), **made)

    assert action.state_on(today, date(2024, 6, 1)) == told


def test_on_a_day_to_come_nothing_is_late_that_is_not_late_today(item):
    action = factories.make_action(item=item, due_on=date(2024, 4, 1))

    assert action.state_on(date(2024, 6, 1), today=date(2024, 3, 1)) == "Åpen"


# The municipalities


def test_every_municipality_gets_a_row_by_one_click_and_never_two(client, item, head):
    factories.make_municipalities()
    client.force_login(head)
    url = reverse("meetings:acts-ask", args=[item.pk])

    for _ in range(2):
        client.post(url, {"kind": "decision"})
    client.post(url, {"kind": "agreement"})

    assert MunicipalityAct.objects.filter(kind="decision").count() == 5
    assert MunicipalityAct.objects.filter(kind="agreement").count() == 5
    page = client.get(item.get_absolute_url()).content.decode()
    assert "10 av 10 har ikke svart." in page
    assert "Før opp alle kommunene" not in page


def test_a_municipality_tells_of_its_own_act_and_of_no_other(client, item, head, council_member):
    molde, vestnes = factories.make_municipalities()[:2]
    own, other = (factories.make_act(item=item, municipality=one) for one in (vestnes, molde))
    client.force_login(council_member)

    told = {"state": "adopted", "acted_on": "01.03.2024", "reference": "24/100"}
    assert client.post(reverse("meetings:act-edit", args=[other.pk]), told).status_code == 403
    answer = client.post(reverse("meetings:act-edit", args=[own.pk]), told)

    own.refresh_from_db()
    assert answer.url.startswith(item.get_absolute_url())
    assert (own.state, own.acted_on, own.reference) == ("adopted", date(2024, 3, 1), "24/100")
    page = client.get(item.get_absolute_url()).content.decode()
    assert (page.count(">Registrer</a>"), "24/100" in page) == (1, True)


def test_the_verb_asks_too_who_tells_of_an_act(item, head, finance):
    act = factories.make_act(item=item, municipality=factories.make_municipalities()[0])

    with pytest.raises(PermissionDenied):
        actions.store_act(act, by=finance, now=NOW)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"state": "signed", "acted_on": "01.03.2024"}, "Velg et gyldig valg"),
        ({"state": "adopted", "acted_on": ""}, "Skriv datoen når kommunen har behandlet saken"),
        ({"state": "untreated", "acted_on": "01.03.2024"}, "Skriv datoen når kommunen har behandlet saken"),
    ],
)
def test_an_act_ends_as_its_kind_does_and_has_its_day(client, item, head, given, fault):
    act = factories.make_act(item=item)
    client.force_login(head)

    page = client.post(reverse("meetings:act-edit", args=[act.pk]), {"reference": "", **given}).content.decode()

    act.refresh_from_db()
    assert act.state == "untreated"
    assert fault in page


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "agreement", "state": "adopted", "acted_on": date(2024, 3, 1)},
        {"kind": "decision", "state": "signed", "acted_on": date(2024, 3, 1)},
        {"state": "adopted"},
        {"acted_on": date(2024, 3, 1)},
    ],
)
def test_the_database_keeps_an_act_whole(item, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_act(item=item, **broken)


def test_of_an_exempt_case_a_municipality_reads_its_own_reference_alone(client, head, finance):
    item = factories.decide(factories.make_item(**CLOSED)).item
    molde, vestnes = factories.make_municipalities()[:2]
    factories.make_act(item=item, municipality=vestnes, reference="EGEN-1")
    factories.make_act(item=item, municipality=molde, reference="ANNEN-2")
    client.force_login(finance)

    page = client.get(item.get_absolute_url()).content.decode()

    assert ("EGEN-1" in page, "ANNEN-2" in page) == (True, False)


def test_a_head_and_a_secretary_tell_of_every_act(head):
    secretary = factories.make_user(User.Role.SECRETARY)
    act = factories.make_act()

    assert all(user.has_perm("meetings.change_municipality_act", act) for user in (head, secretary))
