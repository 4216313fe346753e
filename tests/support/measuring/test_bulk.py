"""Many tickets at once come out as one by one, in the database that the tests run on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from rorikt.audit.models import AuditEntry
from rorikt.jobs.models import Job
from support.counting import columns
from support.measuring import in_bulk
from support.measuring.actions import start_recomputing
from support.measuring.in_bulk import NewTicket
from support.sla.judging import PriorityChange, Reopening, Verdict
from support.sla.models import Priority, SlaPolicy
from support.sla.policies import load_rules
from support.tickets.measurement import measure
from support.tickets.models import Category, Team, Ticket, TicketPause
from tests.factories import make_calendar, make_measured_ticket, make_municipalities, make_policies

pytestmark = pytest.mark.django_db
MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MEASURED = ["policy_id", "due_at", "stopped_at", "business_time", "paused_time", "response_time", "verdict"]


@pytest.fixture
def rules(db):
    make_calendar()
    make_policies()
    SlaPolicy.objects.filter(priority=Priority.HIGH).update(priority_change=PriorityChange.INITIAL)
    SlaPolicy.objects.create(
        priority=Priority.HIGH, kind=Ticket.Kind.SERVICE_REQUEST, valid_from=date(2021, 1, 1), target=90,
        unit=SlaPolicy.Unit.MINUTES, runs_always=True, reopening=Reopening.FIRST,
    )  # fmt: skip
    return load_rules()


def new_tickets():
    category, place = Category.objects.get_or_create(name="Klient")[0], make_municipalities()[0]
    team = Team.objects.get_or_create(name="Drift")[0]
    tickets = []
    for number in range(1, 41):
        created = MONDAY + number * timedelta(hours=7, seconds=number, microseconds=number % 3)
        life = number * timedelta(hours=5, seconds=1)
        tickets.append(
            NewTicket(
                number=number,
                kind=list(Ticket.Kind)[number % 2],
                priority=list(Priority)[number % 4],
                category_id=category.pk,
                municipality_id=place.number if number % 3 else None,
                team_id=team.pk if number % 5 else None,
                created_at=created,
                responded_at=created + life / 4 if number % 4 else None,
                resolved_at=None if number % 7 == 0 else created - HOUR if number == 20 else created + life,
                closed_at=created + life + HOUR if number % 6 == 0 else None,
                reopenings=number % 2,
                pauses=[(created + life / 5, created + life / 3, "user"), (created + life / 2, None, "supplier"),
                        (created + life / 2, created + life / 1.5, "resolved"),
                        (created + life / 1.2, None, "user")][: number % 5],
                steps=[(created, "low"), (created + life / 6, list(Priority)[number % 4])][: number % 3],
            )
        )  # fmt: skip
    return tickets


def measured_values():
    return {row[0]: row[1:] for row in Ticket.objects.values_list("number", *MEASURED)}


def test_what_is_stored_at_once_is_what_is_stored_one_by_one(rules):
    given = new_tickets()

    assert in_bulk.store(given, rules) == 40

    at_once = measured_values()
    tickets = list(Ticket.objects.all())
    measure(tickets, rules)
    singly = {ticket.number: tuple(getattr(ticket, name) for name in MEASURED) for ticket in tickets}
    assert at_once == singly
    assert {verdict for *_, verdict in at_once.values()} == {"", "within", "breached", "bad_data"}
    for one in given:
        ticket = Ticket.objects.get(number=one.number)
        assert (ticket.created_at, ticket.responded_at) == (one.created_at, one.responded_at)
        assert (ticket.closed_at, ticket.resolved_at) == (one.closed_at, one.resolved_at or one.closed_at)
        assert ticket.is_resolved_by_closing == (one.resolved_at is None and one.closed_at is not None)
        pauses = ticket.pauses.values_list("started_at", "ended_at", "why")
        assert sorted(map(str, pauses)) == sorted(map(str, one.pauses))
        steps = list(ticket.priority_steps.values_list("changed_at", "priority"))
        assert steps == list(one.steps)
        ticket.full_clean()


def test_tickets_stored_at_once_and_singly_get_keys_of_their_own(rules):
    in_bulk.store(new_tickets()[:3], rules)

    later = make_measured_ticket(number=900)
    in_bulk.store([new_tickets()[3]], rules)

    assert Ticket.objects.count() == 5
    assert Ticket.objects.get(number=4).pk > later.pk


def test_measuring_again_changes_nothing_where_no_rule_has_changed(rules):
    in_bulk.store(new_tickets(), rules)

    assert in_bulk.recompute(load_rules(), lambda stage, percent: None) == 0


def test_measuring_again_follows_a_changed_target_and_calendar(rules):
    in_bulk.store(new_tickets(), rules)
    SlaPolicy.objects.filter(priority=Priority.LOW).update(target=1, pausing=[])

    changed = in_bulk.recompute(load_rules(), lambda stage, percent: None)

    at_once = measured_values()
    tickets = list(Ticket.objects.all())
    measure(tickets, load_rules())
    assert changed > 0
    assert at_once == {ticket.number: tuple(getattr(ticket, name) for name in MEASURED) for ticket in tickets}


def test_a_ticket_without_rules_is_stored_without_a_verdict(db):
    in_bulk.store(new_tickets()[:2], None)

    assert set(Ticket.objects.values_list("policy", "due_at", "verdict")) == {(None, None, "")}


def test_an_error_in_one_ticket_stores_none(rules):
    given = new_tickets()

    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        in_bulk.store([*given, given[0]], rules)

    assert not Ticket.objects.exists()
    assert not TicketPause.objects.exists()


def test_the_button_measures_again_and_leaves_a_trace(rules, head, django_capture_on_commit_callbacks):
    make_measured_ticket(priority="critical", created_at=MONDAY, resolved_at=MONDAY + 2 * HOUR)
    SlaPolicy.objects.filter(priority=Priority.CRITICAL).update(target=1)

    with django_capture_on_commit_callbacks(execute=True):
        job = start_recomputing(by=head)

    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert Ticket.objects.get().verdict == Verdict.BREACHED
    assert AuditEntry.objects.get(action="målte saker på nytt").detail == {"changed": 1}


def test_others_may_not_measure_again(council_member):
    with pytest.raises(PermissionDenied):
        start_recomputing(by=council_member)


def test_the_command_says_how_many_came_out_otherwise(rules, capsys):
    make_measured_ticket(priority="critical", created_at=MONDAY, resolved_at=MONDAY + 2 * HOUR)
    SlaPolicy.objects.filter(priority=Priority.CRITICAL).update(target=1)

    call_command("recompute_sla")

    assert capsys.readouterr().out == "1 saker fikk en annen frist, tid eller dom.\n"


def test_statistics_notice_every_change_of_a_ticket(rules):
    ticket = make_measured_ticket(created_at=MONDAY)
    assert len(columns.tickets().open_on(date(2024, 1, 8))) == 1

    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=MONDAY + HOUR)
    assert len(columns.tickets().open_on(date(2024, 1, 8))) == 0

    Ticket.objects.filter(pk=ticket.pk).update(created_at=MONDAY - timedelta(days=30))
    assert len(columns.tickets().created_between(date(2024, 1, 1), date(2024, 1, 31))) == 0
    assert len(columns.tickets()) == 1

    in_bulk.store(new_tickets()[:3], rules)
    assert len(columns.tickets()) == 4

    Ticket.objects.filter(pk=ticket.pk).delete()
    assert len(columns.tickets()) == 3
