"""Runs against the server with faults: what is stored, what is not, and what the next run does about it."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from rorikt import locks, sealing
from rorikt.audit.models import AuditEntry
from rorikt.jobs.models import Job
from support.pureservice import service
from support.pureservice.client import Client
from support.pureservice.models import (
    CategoryMapping,
    CompanyMapping,
    PriorityMapping,
    PureserviceConnection,
    SourceTicket,
    SyncRun,
    TeamMapping,
    TicketObservation,
    TypeMapping,
)
from support.sla.models import Priority, SlaPolicy, WorkCalendar, WorkingHours
from support.syncing import duties, placing, sync
from support.syncing.actions import remove_held_ticket, save_connection, save_mappings
from support.syncing.placing import place
from support.tickets.models import Category, CriticalEvent, PriorityStep, Ticket, TicketPause
from tests.factories import make_municipalities, make_ticket
from tests.support.pureservice import servers
from tests.support.pureservice.servers import KEY, START, changed_answer, foreign_ticket, running, small_desk, times

STATES = (
    Ticket,
    TicketPause,
    PriorityStep,
    SourceTicket,
    TicketObservation,
    TypeMapping,
    PriorityMapping,
    CategoryMapping,
    CompanyMapping,
    TeamMapping,
)


@pytest.fixture
def server(db, monkeypatch):
    monkeypatch.setattr(sync, "Client", partial(Client, sleep=lambda seconds: None))
    with running(small_desk()) as running_server:
        yield running_server


@pytest.fixture
def desk(server):
    make_connection(server)
    map_values()
    return server.desk


def make_connection(server, **overrides):
    fields = {
        "base_url": server.url,
        "sealed_key": sealing.seal(KEY),
        "is_enabled": True,
        "is_demo": True,
        "requests_per_minute": 6000,
        **overrides,
    }
    return PureserviceConnection.objects.create(**fields)


def map_values():
    make_municipalities()
    category = Category.objects.get_or_create(name="Klient")[0]
    TypeMapping.objects.create(foreign_id=1, name="Hendelse", meaning="incident")
    PriorityMapping.objects.create(foreign_id=3, name="Høy", priority=Priority.HIGH)
    CategoryMapping.objects.create(level1=17, name="Klient", category=category)
    CompanyMapping.objects.create(foreign_id=5, name="Første kommune", is_decided=True, municipality_id="1506")


def make_clock():
    calendar = WorkCalendar.objects.create(name="Ordinær", valid_from="2020-01-01")
    for weekday in range(5):
        WorkingHours.objects.create(calendar=calendar, weekday=weekday, opens_at="08:00", closes_at="15:30")
    return SlaPolicy.objects.create(priority=Priority.HIGH, valid_from="2020-01-01", target=4, unit="hours")


def counts(run):
    return run.new, run.changed, run.unchanged, run.deleted, run.waiting


def everything():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in STATES}


def numbers():
    return sorted(Ticket.objects.values_list("number", flat=True))


def test_a_first_run_stores_every_ticket_as_it_is_mapped(desk):
    run = sync.synchronise()

    assert (run.state, run.is_full, counts(run)) == (SyncRun.State.DONE, True, (3, 0, 0, 0, 0))
    ticket = Ticket.objects.get(number=1001)
    assert (ticket.kind, ticket.priority, ticket.category.name, ticket.municipality_id) == (
        Ticket.Kind.INCIDENT, Priority.HIGH, "Klient", "1506",
    )  # fmt: skip
    assert (ticket.created_at, ticket.resolved_at) == (START + timedelta(minutes=1), START + timedelta(minutes=121))
    assert (run.source_count, run.own_count, run.remark) == (3, 3, "")


def test_a_synced_ticket_is_measured_as_any_other(desk):
    policy = make_clock()

    sync.synchronise()

    ticket = Ticket.objects.get(number=1001)
    assert (ticket.policy, ticket.verdict, ticket.business_time) == (policy, "within", timedelta(hours=2))


def test_a_run_without_changes_changes_nothing(desk):
    sync.synchronise()
    before = everything()

    again = sync.synchronise()
    full = sync.synchronise(full=True)

    assert everything() == before
    assert counts(again) == counts(full) == (0, 0, 3, 0, 0)


def test_only_what_has_changed_since_is_asked_for(desk, server):
    for index, row in enumerate(desk.tickets):
        servers.touch(row, START + timedelta(days=index))
    sync.synchronise()
    servers.touch(desk.tickets[0], START + timedelta(days=5), statusId=1, resolved=None)

    run = sync.synchronise()

    assert counts(run) == (0, 1, 1, 0, 0)
    assert run.since == START + timedelta(days=2) - timedelta(minutes=60)
    assert Ticket.objects.get(number=1001).resolved_at is None


@pytest.mark.parametrize("skew", [timedelta(hours=-6), timedelta(hours=6)])
def test_clocks_that_differ_lose_no_change(desk, server, skew):
    """The stamps follow the service's clock, which is wrong, or ours is."""
    server.skew = skew
    theirs = datetime.now(UTC) + skew
    for row in desk.tickets:
        servers.touch(row, theirs - timedelta(minutes=5))
    sync.synchronise()
    servers.touch(desk.tickets[1], theirs + timedelta(seconds=5), statusId=1)

    run = sync.synchronise()

    assert run.changed == 1


def test_a_stamp_in_the_future_hides_no_later_change(desk):
    servers.touch(desk.tickets[0], datetime(2199, 1, 1, tzinfo=UTC))
    sync.synchronise()
    servers.touch(desk.tickets[1], datetime.now(UTC), statusId=1)

    assert sync.synchronise().changed == 1


def test_a_row_that_changes_between_two_pages_is_stored_as_it_became(desk, server, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 2)
    sync.synchronise()
    servers.touch(desk.tickets[2], datetime.now(UTC), priorityId=1)

    def change_the_first(answer):
        servers.touch(desk.tickets[0], datetime.now(UTC), statusId=1, resolved=None)
        return answer

    server.faults.append(times(1, changed_answer(change_the_first)))

    sync.synchronise(full=True)
    sync.synchronise()

    assert SourceTicket.objects.get(foreign_id=10).core_status == 10


def test_an_older_state_from_a_copy_that_lags_behind_is_passed_over(desk):
    sync.synchronise()
    servers.touch(desk.tickets[0], START, statusId=1)

    run = sync.synchronise(full=True)

    assert (run.changed, SourceTicket.objects.get(foreign_id=10).core_status) == (0, 50)


def test_a_short_page_in_the_middle_loses_nothing(desk, server):
    server.faults.append(times(1, changed_answer(lambda answer: {**answer, "tickets": answer["tickets"][:1]})))

    assert sync.synchronise().new == 3


def test_a_page_with_a_hole_is_found_by_the_count(desk, server):
    """The row in the middle is left out, and the pages go on behind it."""
    server.faults.append(times(1, changed_answer(lambda answer: {**answer, "tickets": answer["tickets"][::2]})))

    run = sync.synchronise()

    assert numbers() == [1001, 1002, 1003]
    assert run.remark == ""


def test_an_empty_page_before_the_end_is_found_by_the_count(desk, server):
    server.faults.append(times(1, changed_answer(lambda answer: {**answer, "tickets": []})))

    sync.synchronise()

    assert numbers() == [1001, 1002, 1003]


def test_a_change_that_a_window_leaves_out_is_asked_for_again_by_the_next_run(desk, server):
    sync.synchronise()
    servers.touch(desk.tickets[0], datetime.now(UTC), statusId=1, resolved=None)
    server.faults.append(times(2, changed_answer(lambda answer: {**answer, "tickets": []})))

    first = sync.synchronise()
    second = sync.synchronise()

    assert first.remark.startswith("Pureservice ga færre saker")
    assert (first.changed, second.changed, second.remark) == (0, 1, "")


def test_a_ticket_marked_as_deleted_is_removed(desk):
    sync.synchronise()
    servers.touch(desk.tickets[1], datetime.now(UTC), isMarkedForDeletion=True)

    run = sync.synchronise()

    assert (run.deleted, numbers()) == (1, [1001, 1003])
    assert AuditEntry.objects.first().detail["gone"] == [1002]


def test_a_ticket_that_vanished_is_found_by_the_count_and_removed(desk):
    sync.synchronise()
    del desk.tickets[1]

    run = sync.synchronise()

    assert (run.deleted, numbers(), run.own_count) == (1, [1001, 1003], 2)


def test_a_vanished_ticket_among_thousands_is_found_with_few_questions(desk, server, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 20)
    monkeypatch.setattr(sync, "PAGE", 20)
    desk.tickets = [foreign_ticket(index) for index in range(1, 401)]
    sync.synchronise()
    for row in desk.tickets:
        servers.touch(row, START)
    servers.touch(desk.tickets[-1], datetime.now(UTC))
    del desk.tickets[122]
    server.asked.clear()

    run = sync.synchronise()

    assert (run.deleted, run.own_count) == (1, 399)
    assert len(server.questions("ticket/count")) < 25
    assert len(server.questions("ticket")) < 45


def test_a_full_run_finds_the_vanished_by_itself(desk, server):
    sync.synchronise()
    desk.tickets = [desk.tickets[0], foreign_ticket(4)]

    run = sync.synchronise(full=True)

    assert (run.new, run.deleted, numbers()) == (1, 2, [1001, 1004])


def test_a_page_short_of_a_known_ticket_does_not_remove_it(desk, server):
    sync.synchronise()
    server.faults.append(times(1, changed_answer(lambda answer: {**answer, "tickets": answer["tickets"][::2]})))

    run = sync.synchronise(full=True)

    assert (run.deleted, numbers()) == (0, [1001, 1002, 1003])


def test_a_ticket_that_comes_back_stands_here_again(desk):
    sync.synchronise()
    row = desk.tickets.pop(1)
    sync.synchronise()
    desk.tickets.insert(1, row)

    sync.synchronise()

    assert numbers() == [1001, 1002, 1003]


def test_a_key_that_sees_nothing_any_more_removes_nothing(desk):
    desk.tickets = [foreign_ticket(index) for index in range(1, 41)]
    sync.synchronise()
    desk.tickets.clear()

    with pytest.raises(ValidationError, match="Minst 40 saker er borte"):
        sync.synchronise()

    assert len(numbers()) == 40
    assert SyncRun.objects.first().error.startswith("Minst 40 saker er borte")


def test_many_deletions_are_made_when_they_are_confirmed(desk):
    desk.tickets = [foreign_ticket(index) for index in range(1, 41)]
    sync.synchronise()
    del desk.tickets[3:]

    run = sync.synchronise(full=True, accept_deletions=True)

    assert (run.deleted, len(numbers())) == (37, 3)


def test_a_deleted_ticket_with_a_written_account_is_kept_until_somebody_decides(desk, head):
    sync.synchronise()
    ticket = Ticket.objects.get(number=1002)
    CriticalEvent.objects.create(ticket=ticket, what="Strømmen gikk", outcome="Strømmen kom")
    del desk.tickets[1]

    sync.synchronise()

    held = SourceTicket.objects.held().get()
    assert (held.number, numbers()) == (1002, [1001, 1002, 1003])
    remove_held_ticket(held, by=head, now=datetime.now(UTC))
    assert numbers() == [1001, 1003]
    with pytest.raises(ValidationError, match="allerede fjernet"):
        remove_held_ticket(held, by=head, now=datetime.now(UTC))


def test_a_described_ticket_of_a_type_that_is_left_out_is_kept_too(desk):
    sync.synchronise()
    ticket = Ticket.objects.get(number=1002)
    CriticalEvent.objects.create(ticket=ticket, what="Strømmen gikk", outcome="Strømmen kom")
    TypeMapping.objects.update(meaning="ignored")

    placing.place_again(lambda stage, percent: None)

    assert (SourceTicket.objects.held().get().number, numbers()) == (1002, [1002])


def test_a_count_that_never_agrees_is_said_and_changes_nothing(desk, server):
    server.faults.append(
        times(99, lambda handler, asked, query: "modified" not in query["filter"] and "!is" in query["filter"]
              and servers.body(b'{"count": 4}')(handler, asked, query), "ticket/count")
    )  # fmt: skip

    run = sync.synchronise()

    assert (run.state, run.source_count, run.own_count, numbers()) == (SyncRun.State.DONE, 4, 3, [1001, 1002, 1003])
    assert run.remark.startswith("Antallet er ikke det samme")


def test_a_service_without_an_end_is_left(desk, server, monkeypatch):
    monkeypatch.setattr(sync, "PAGE", 10)

    def one_more(handler, resource, query):
        after = int(query["filter"].split("id > ")[1].split(" ")[0]) // 10 if "id >" in query["filter"] else 0
        rows = [foreign_ticket(index) for index in range(after + 1, after + 11)]
        handler.send_json(200, {"tickets": rows})
        return True

    server.faults.append(times(999, one_more))

    with pytest.raises(ValidationError, match="langt flere saker"):
        sync.synchronise()


# What is kept of the history


def test_what_was_seen_of_status_priority_and_waiting_is_kept(desk):
    servers.touch(desk.tickets[0], START, statusId=1, resolved=None)
    sync.synchronise()
    since = START + timedelta(hours=1)
    servers.touch(desk.tickets[0], START + timedelta(hours=2), statusId=5, pendingUserSince=servers.stamp(since))
    sync.synchronise(full=True)
    servers.touch(desk.tickets[0], START + timedelta(hours=3), statusId=1, pendingUserSince=None, priorityId=1)
    sync.synchronise(full=True)
    servers.touch(desk.tickets[0], START + timedelta(hours=4), assignedTeamId=9)
    sync.synchronise(full=True)

    seen = TicketObservation.objects.filter(source__foreign_id=10)
    assert list(seen.values_list("core_status", "priority_id", "pending_user_since", "modified_at")) == [
        (10, 3, None, START),
        (30, 3, since, START + timedelta(hours=2)),
        (10, 1, None, START + timedelta(hours=3)),
    ]


def test_a_wait_that_was_seen_stops_the_clock(desk):
    make_clock()
    row = desk.tickets[0]
    servers.touch(row, START + timedelta(hours=1, minutes=30), statusId=5, resolved=None,
                  pendingUserSince=servers.stamp(START + timedelta(hours=1)))  # fmt: skip
    sync.synchronise()
    waiting = Ticket.objects.get(number=1001)
    servers.touch(row, START + timedelta(hours=4), statusId=1, pendingUserSince=None)
    sync.synchronise(full=True)
    servers.touch(row, START + timedelta(hours=6), statusId=7, resolved=servers.stamp(START + timedelta(hours=6)))
    sync.synchronise(full=True)

    ticket = Ticket.objects.get(number=1001)
    assert waiting.stopped_at == START + timedelta(hours=1)
    assert list(ticket.pauses.values_list("started_at", "ended_at", "why")) == [
        (START + timedelta(hours=1), START + timedelta(hours=4), "user")
    ]
    assert (ticket.paused_time, ticket.business_time, ticket.verdict) == (
        timedelta(hours=3), timedelta(hours=2, minutes=59), "within",
    )  # fmt: skip


def test_a_reopening_and_a_change_of_priority_come_into_the_history(desk):
    make_clock()
    PriorityMapping.objects.create(foreign_id=1, name="Lav", priority=Priority.LOW)
    row = desk.tickets[0]
    sync.synchronise()
    servers.touch(row, START + timedelta(hours=4), statusId=1, priorityId=1)
    sync.synchronise(full=True)

    ticket = Ticket.objects.get(number=1001)
    assert list(ticket.pauses.values_list("started_at", "ended_at", "why")) == [
        (START + timedelta(minutes=121), START + timedelta(hours=4), "resolved")
    ]
    assert list(ticket.priority_steps.values_list("changed_at", "priority")) == [
        (START + timedelta(minutes=1), "high"), (START + timedelta(hours=4), "low"),
    ]  # fmt: skip
    assert ticket.reopenings == 1


def test_a_history_that_came_by_file_is_left_alone(desk):
    ticket = make_ticket(number=1001, created_at=START + timedelta(minutes=1))
    ticket.pauses.create(started_at=START + timedelta(minutes=5), ended_at=START + timedelta(minutes=9))
    sync.synchronise()
    servers.touch(desk.tickets[0], START + timedelta(hours=4), statusId=5, pendingUserSince=servers.stamp(START))

    sync.synchronise(full=True)

    assert list(ticket.pauses.values_list("started_at", flat=True)) == [START + timedelta(minutes=5)]


def test_teams_and_the_other_events_come_along(desk):
    desk.lists["teams"] = [{"id": 3, "name": "Kundeservice"}]
    responded = START + timedelta(minutes=20)
    desk.tickets[0].update(responded=servers.stamp(responded), closed=servers.stamp(START + timedelta(days=7)))
    desk.tickets[1].update(assignedTeamId=None, reopenedCount=2)
    desk.tickets[2].update(assignedTeamId=8)

    sync.synchronise()

    first, second, third = Ticket.objects.order_by("number").select_related("team")
    assert (first.team.name, second.team, third.team.name) == ("Kundeservice", None, "Team 8")
    assert (first.responded_at, first.closed_at, second.reopenings) == (responded, START + timedelta(days=7), 2)


def test_a_service_without_a_list_of_teams_is_read_all_the_same(desk, server):
    server.faults.append(times(1, servers.status(404), "team"))

    sync.synchronise()

    assert set(Ticket.objects.values_list("team__name", flat=True)) == {"Team 3"}


def test_a_ticket_is_resolved_only_while_its_status_says_so(desk):
    first, second, third = desk.tickets
    servers.touch(first, START, statusId=1)  # reopened: the old time of resolution still stands in it
    servers.touch(second, START, resolved=None, closed=servers.stamp(START + timedelta(hours=5)))
    servers.touch(third, START, resolved=None)

    sync.synchronise()

    resolved = list(Ticket.objects.order_by("number").values_list("resolved_at", "is_resolved_by_closing"))
    assert resolved == [(None, False), (START + timedelta(hours=5), True), (None, False)]


# Values that nobody has mapped


def test_a_new_installation_lets_every_ticket_wait_and_lists_the_values(server):
    make_connection(server)

    run = sync.synchronise()

    assert (counts(run), numbers()) == ((3, 0, 0, 0, 3), [])
    assert list(TypeMapping.objects.values_list("foreign_id", "name", "meaning")) == [(1, "Hendelse", "")]
    assert list(PriorityMapping.objects.values_list("foreign_id", "name")) == [(3, "Høy")]
    assert list(CategoryMapping.objects.values_list("level1", "level2", "name")) == [
        (17, 0, "Klient"), (17, 2, "Klient / PC"),
    ]  # fmt: skip
    assert list(CompanyMapping.objects.values_list("foreign_id", "name", "organisation_number")) == [
        (5, "Første kommune", "921221967")
    ]


def test_a_value_that_is_mapped_puts_its_tickets_in_place(server, administrator, django_capture_on_commit_callbacks):
    make_connection(server)
    sync.synchronise()
    make_municipalities()
    category = Category.objects.create(name="PC")
    now = datetime.now(UTC)
    waits = []

    for model, fields in (
        (TypeMapping, {"meaning": "incident"}),
        (PriorityMapping, {"priority": "high"}),
        (CategoryMapping, {"category": category}),
        (CompanyMapping, {"is_decided": True, "municipality_id": "1535"}),
    ):
        mapping = model.objects.order_by("pk").first()
        for name, value in fields.items():
            setattr(mapping, name, value)
        names = [name.removesuffix("_id") for name in fields]
        waits.append(SourceTicket.objects.first().waits_for)
        with django_capture_on_commit_callbacks(execute=True):
            save_mappings([mapping], names, by=administrator, now=now)

    assert waits == ["type", "priority", "category", "company"]
    assert numbers() == [1001, 1002, 1003]
    assert set(Ticket.objects.values_list("municipality_id", "category__name")) == {("1535", "PC")}
    assert AuditEntry.objects.filter(action__endswith=" i Pureservice").count() == 4


def test_a_value_mapped_anew_moves_the_tickets_that_stand_here(desk, administrator, django_capture_on_commit_callbacks):
    sync.synchronise()
    mapping = TypeMapping.objects.get(foreign_id=1)
    mapping.meaning = "service_request"

    with django_capture_on_commit_callbacks(execute=True):
        save_mappings([mapping], ["meaning"], by=administrator, now=datetime.now(UTC))

    assert set(Ticket.objects.values_list("kind", flat=True)) == {"service_request"}


def test_tickets_of_an_ignored_type_are_not_stored(desk):
    TypeMapping.objects.update(meaning="ignored")

    run = sync.synchronise()

    assert (run.waiting, numbers(), run.own_count, run.source_count) == (0, [], 3, 3)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ticketTypeId": None}, "type"),
        ({"priorityId": 99}, "priority"),
        ({"category1Id": None, "category2Id": None}, "category"),
        ({"userId": 89}, "company"),
        ({"userId": None}, "company"),
        ({"statusId": 99}, "status"),
        ({"created": None}, "data"),
        ({"resolved": "2026-03-02T08:00:00"}, "data"),
        ({"requestNumber": "abc"}, "data"),
    ],
)
def test_a_ticket_with_one_strange_value_waits_and_the_others_do_not(desk, change, reason):
    desk.tickets[1].update(change)

    run = sync.synchronise()

    assert (run.waiting, numbers()) == (1, [1001, 1003])
    assert SourceTicket.objects.waiting().get().waits_for == reason


def test_a_ticket_that_gets_an_unknown_value_stays_as_it_was(desk):
    sync.synchronise()
    servers.touch(desk.tickets[1], datetime.now(UTC), priorityId=77)

    run = sync.synchronise()

    assert (run.waiting, Ticket.objects.get(number=1002).priority) == (1, Priority.HIGH)


def test_a_category_counts_for_what_is_below_it_unless_that_is_mapped_itself(desk):
    other = Category.objects.create(name="Treghet")
    CategoryMapping.objects.create(level1=17, level2=2, level3=3, name="Klient / PC / Treg", category=other)
    desk.tickets[1]["category3Id"] = 3

    sync.synchronise()

    assert list(Ticket.objects.order_by("number").values_list("category__name", flat=True)) == [
        "Klient", "Treghet", "Klient",
    ]  # fmt: skip


def test_the_same_ticket_from_a_file_is_taken_over_and_another_with_its_number_is_not(desk):
    same = make_ticket(number=1001, created_at=START + timedelta(minutes=1, seconds=30))
    other = make_ticket(number=1002, created_at=START - timedelta(days=400))

    run = sync.synchronise()

    assert SourceTicket.objects.get(foreign_id=10).ticket == same
    assert (run.waiting, SourceTicket.objects.waiting().get().waits_for) == (1, "number")
    other.refresh_from_db()
    assert other.created_at == START - timedelta(days=400)


# What waits is looked at again when its cause is gone


@pytest.mark.parametrize("full", [False, True])
def test_a_ticket_that_comes_under_another_id_is_counted_all_the_time(desk, full):
    sync.synchronise()
    servers.touch(desk.tickets[0], datetime.now(UTC), id=15)

    run = sync.synchronise(full=full)

    assert (run.waiting, run.deleted, numbers()) == (0, 1, [1001, 1002, 1003])
    assert Ticket.objects.get(number=1001).source.foreign_id == 15


def test_a_described_ticket_that_comes_under_another_id_keeps_its_account(desk):
    sync.synchronise()
    ticket = Ticket.objects.get(number=1001)
    CriticalEvent.objects.create(ticket=ticket, what="Strømmen gikk", outcome="Strømmen kom")
    servers.touch(desk.tickets[0], datetime.now(UTC), id=15)

    run = sync.synchronise()

    ticket.refresh_from_db()
    assert (run.waiting, ticket.source.foreign_id, ticket.critical_event.what) == (0, 15, "Strømmen gikk")
    assert not SourceTicket.objects.held().exists()


def test_a_number_that_a_ticket_lets_go_is_free_for_another(desk):
    sync.synchronise()
    servers.touch(desk.tickets[0], datetime.now(UTC), requestNumber=1002)
    servers.touch(desk.tickets[1], datetime.now(UTC), requestNumber=1003)
    servers.touch(desk.tickets[2], datetime.now(UTC), requestNumber=1004)

    run = sync.synchronise()

    placed = list(Ticket.objects.order_by("number").values_list("number", "source__foreign_id"))
    assert (run.waiting, placed) == (0, [(1002, 10), (1003, 20), (1004, 30)])


def test_what_waited_for_the_number_of_a_held_ticket_takes_its_place(desk, head):
    sync.synchronise()
    ticket = Ticket.objects.get(number=1002)
    CriticalEvent.objects.create(ticket=ticket, what="Strømmen gikk", outcome="Strømmen kom")
    del desk.tickets[1]
    desk.tickets.append(foreign_ticket(7, requestNumber=1002))
    assert sync.synchronise().waiting == 1

    remove_held_ticket(SourceTicket.objects.held().get(), by=head, now=datetime.now(UTC))

    assert not SourceTicket.objects.waiting().exists()
    assert Ticket.objects.get(number=1002).source.foreign_id == 70


def test_a_number_let_go_by_a_file_is_taken_by_the_next_run(desk):
    other = make_ticket(number=1002, created_at=START - timedelta(days=400))
    assert sync.synchronise().waiting == 1
    other.delete()

    run = sync.synchronise()

    assert (run.waiting, numbers()) == (0, [1001, 1002, 1003])


def test_a_value_mapped_while_a_run_goes_is_used_by_it(desk):
    desk.tickets[1]["priorityId"] = 1
    assert sync.synchronise().waiting == 1
    PriorityMapping.objects.filter(foreign_id=1).update(priority=Priority.LOW)

    run = sync.synchronise()

    assert (run.waiting, Ticket.objects.get(number=1002).priority) == (0, Priority.LOW)


def test_a_status_that_becomes_known_lets_its_tickets_in(desk):
    desk.tickets[1]["statusId"] = 99
    assert sync.synchronise().waiting == 1
    desk.lists["statuses"].append({"id": 99, "name": "Parkert", "coreStatus": 30})

    run = sync.synchronise()

    assert (run.waiting, Ticket.objects.get(number=1002).is_open) == (0, True)


def test_a_time_without_a_zone_is_read_when_the_settings_say_what_it_is(desk):
    desk.tickets[1]["resolved"] = "2026-03-02T08:00:00"
    assert sync.synchronise().waiting == 1
    PureserviceConnection.objects.update(missing_zone="utc")

    run = sync.synchronise()

    assert (run.waiting, Ticket.objects.get(number=1002).resolved_at) == (0, datetime(2026, 3, 2, 8, tzinfo=UTC))


# Runs that stop


def test_a_run_that_crashes_in_the_middle_goes_on_where_it_stopped(desk, server, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 1)
    calls = []

    def crash_on_the_second_page(*args):
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError
        return place(*args)

    monkeypatch.setattr(sync, "place", crash_on_the_second_page)
    with pytest.raises(ZeroDivisionError):
        sync.synchronise()
    crashed = SyncRun.objects.get()
    assert (crashed.state, crashed.last_id, crashed.new, numbers()) == (SyncRun.State.FAILED, 10, 1, [1001])
    assert SourceTicket.objects.count() == 1
    server.asked.clear()

    run = sync.synchronise()

    assert (run.is_full, counts(run), numbers()) == (True, (2, 0, 0, 0, 0), [1001, 1002, 1003])
    assert "id > 10" in server.questions("ticket")[0]["filter"]


def test_a_change_behind_the_cursor_of_a_crashed_run_is_seen_by_the_run_after(desk, server, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 1)
    server.faults.append(lambda handler, asked, query: "id > 10 " in query.get("filter", "") + " "
                         and asked == "ticket" and servers.status(403)(handler, asked, query))  # fmt: skip
    with pytest.raises(ValidationError, match="godtar ikke nøkkelen"):
        sync.synchronise()
    server.faults.clear()
    servers.touch(desk.tickets[0], datetime.now(UTC), statusId=1, resolved=None)

    sync.synchronise()
    sync.synchronise()

    assert SourceTicket.objects.get(foreign_id=10).core_status == 10


def test_a_page_is_stored_whole_or_not_at_all(desk, monkeypatch):
    monkeypatch.setattr(SyncRun, "save", stop_at_the_page(SyncRun.save))

    with pytest.raises(IntegrityError):
        sync.synchronise()

    assert (SourceTicket.objects.count(), Ticket.objects.count(), SyncRun.objects.get().last_id) == (0, 0, 0)


def stop_at_the_page(save):
    def stopping(run, **options):
        if run.last_id and run.state == SyncRun.State.RUNNING:
            raise IntegrityError
        return save(run, **options)

    return stopping


def test_two_runs_do_not_go_at_once(desk):
    with (
        locks.held(sync.LOCK),
        pytest.raises(ValidationError, match="pågår allerede"),
    ):
        sync.synchronise()


def test_the_database_refuses_a_second_run(desk):
    now = datetime.now(UTC)
    SyncRun.objects.create(started_at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        SyncRun.objects.create(started_at=now)


def test_a_run_that_was_killed_is_taken_up_where_it_stopped(desk, server, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 1)
    now = datetime.now(UTC)
    killed = sync.begin(full=True, by=None, now=now, overlap=timedelta())
    SyncRun.objects.update(last_id=20, window_started_at=now)

    run = sync.synchronise()

    killed.refresh_from_db()
    assert (killed.state, killed.error) == (SyncRun.State.FAILED, "Kjøringen ble avbrutt før den var ferdig.")
    assert run.new == 3
    assert "id > 20" in server.questions("ticket")[0]["filter"]


def test_the_service_is_asked_patiently_and_the_run_succeeds(desk, server):
    server.faults.append(times(1, servers.status(429, Retry_After="1")))
    server.faults.append(times(1, servers.status(500), "ticket/count"))
    server.faults.append(times(1, servers.cut, "status"))

    assert sync.synchronise().new == 3


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (servers.body(b"<html>Logg inn</html>", "text/html"), "Svaret er en nettside"),
        (servers.body(b'{"saker": []}'), "ikke den formen"),
        (servers.status(401), "godtar ikke nøkkelen"),
    ],
)
def test_what_stops_a_run_is_said_in_its_history(desk, server, fault, message):
    server.faults.append(times(99, fault))

    with pytest.raises(ValidationError, match=message):
        sync.synchronise()

    run = SyncRun.objects.get()
    assert (run.state, numbers()) == (SyncRun.State.FAILED, [])
    assert message in run.error


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (servers.status(401), "godtar ikke nøkkelen"),
        (servers.status(429, Retry_After="1"), "vi spør for ofte"),
        (servers.status(503), "en feil i Pureservice"),
        (servers.cut, "Forbindelsen til Pureservice ble brutt"),
        (servers.hang_up, "Forbindelsen til Pureservice ble brutt|svarte ikke"),
        (servers.body(b'{"tickets": [{"id": 20'), "ikke gyldig JSON"),
        (servers.body(b"<html>Vedlikehold</html>", "text/html"), "Svaret er en nettside"),
    ],
)
def test_what_comes_in_the_middle_stops_the_run_and_the_next_goes_on_from_there(
    desk, server, monkeypatch, caplog, fault, message
):
    monkeypatch.setattr(service, "PAGE", 1)

    def after_the_first(handler, resource, query):
        return "id > " in query.get("filter", "") and resource == "ticket" and fault(handler, resource, query)

    server.faults.append(after_the_first)
    with pytest.raises(ValidationError, match=message):
        sync.synchronise()
    run = SyncRun.objects.get()
    stored = numbers()
    server.faults.clear()
    after = sync.synchronise()

    assert (run.state, run.seen, stored) == (SyncRun.State.FAILED, 1, [1001])
    assert (after.state, numbers()) == (SyncRun.State.DONE, [1001, 1002, 1003])
    assert KEY not in caplog.text + run.error + str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_a_dry_run_tells_and_stores_nothing(desk):
    before = everything()

    run = sync.synchronise(dry_run=True)

    assert (run.new, run.pk, everything() == before, SyncRun.objects.count()) == (3, None, True, 0)


def test_a_connection_that_is_off_is_not_used(desk, server):
    PureserviceConnection.objects.update(is_enabled=False)

    with pytest.raises(ValidationError, match="ikke slått på"):
        sync.synchronise()

    assert server.asked == []


def test_a_key_sealed_by_another_installation_has_to_be_entered_anew(desk, settings):
    settings.SECRET_KEY = "another"

    with pytest.raises(ValidationError, match="Legg inn API-nøkkelen på nytt"):
        sync.synchronise()


def test_a_former_key_of_the_installation_still_opens(desk, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert sync.synchronise().new == 3


def test_the_database_does_not_hold_the_key(desk):
    sync.synchronise()

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM support_pureserviceconnection")
        assert KEY not in repr(cursor.fetchall())


def test_nothing_of_texts_and_persons_is_stored(desk, server, caplog):
    caplog.set_level("DEBUG")
    sync.synchronise()
    server.faults.append(times(1, servers.status(401)))
    with pytest.raises(ValidationError):
        sync.synchronise()

    tables = [*STATES, SyncRun, AuditEntry, Job]
    stored = repr([list(model.objects.values()) for model in tables]) + caplog.text
    assert "ortrolig" not in stored
    assert KEY not in stored


def test_the_subject_is_kept_only_where_the_settings_say_so_and_goes_when_they_change(desk, administrator):
    PureserviceConnection.objects.update(keeps_subject=True)
    sync.synchronise()
    assert set(SourceTicket.objects.values_list("subject", flat=True)) == {"Fortrolig emne"}

    stored = PureserviceConnection.objects.get()
    stored.keeps_subject = False
    save_connection(stored, by=administrator, now=datetime.now(UTC))

    assert set(SourceTicket.objects.values_list("subject", flat=True)) == {""}


# Forgetting


def test_forgetting_drops_details_and_leaves_every_ticket_as_it_was(desk):
    make_clock()
    servers.touch(desk.tickets[2], START, statusId=1, resolved=None)
    sync.synchronise()
    before = list(Ticket.objects.order_by("number").values())

    call_command("forget_ticket_details", before="2026-03-03", verbosity=0)

    after = list(Ticket.objects.order_by("number").values())
    assert after == before
    assert all(row["team_id"] for row in after)
    assert list(SourceTicket.objects.values_list("number", flat=True)) == [1003]
    assert set(TicketObservation.objects.values_list("source__number", flat=True)) == {1003}


def test_what_is_forgotten_is_not_fetched_again_but_what_was_open_is_followed_up(desk):
    servers.touch(desk.tickets[2], START, statusId=1, resolved=None)
    sync.synchronise()
    call_command("forget_ticket_details", before="2026-03-03", verbosity=0)
    servers.touch(desk.tickets[0], datetime.now(UTC))
    servers.touch(desk.tickets[2], datetime.now(UTC), statusId=7, resolved=servers.stamp(START + timedelta(days=1)))
    desk.tickets.append(foreign_ticket(9, created="2026-03-05T08:00:00Z"))

    run = sync.synchronise(full=True)

    assert sorted(SourceTicket.objects.values_list("number", flat=True)) == [1003, 1009]
    assert Ticket.objects.get(number=1003).resolved_at == START + timedelta(days=1)
    assert (run.remark, len(numbers())) == ("", 4)


def test_forgetting_can_be_tried_first(desk, capsys):
    sync.synchronise()

    call_command("forget_ticket_details", before="2026-03-03", dry_run=True)

    assert capsys.readouterr().out == (
        "Ville slettet detaljer om 3 saker opprettet før 03.03.2026, og innholdet i 0 saksfiler lastet opp før da.\n"
    )
    assert SourceTicket.objects.count() == 3


@pytest.mark.parametrize("before", ["i fjor", "2999-01-01"])
def test_forgetting_wants_a_day_that_has_been(db, before):
    with pytest.raises(CommandError):
        call_command("forget_ticket_details", before=before)


# Commands and permissions


def test_the_command_prints_one_line(desk, capsys):
    call_command("sync_pureservice")
    call_command("sync_pureservice", dry_run=True)

    assert capsys.readouterr().out == (
        "Hentet 3 nye, 0 endrede, 0 uendrede, 0 slettede, 0 venter på kobling.\n"
        "Ville hentet 0 nye, 0 endrede, 3 uendrede, 0 slettede.\n"
    )


def test_the_command_says_what_is_wrong(desk):
    PureserviceConnection.objects.update(is_enabled=False)

    with pytest.raises(CommandError, match="ikke slått på"):
        call_command("sync_pureservice")


def test_the_button_runs_a_job_that_ends_at_the_run(desk, head, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = sync.start_sync(full=False, by=head)

    job.refresh_from_db()
    run = SyncRun.objects.get()
    assert (job.state, job.result_url, run.by) == (Job.State.DONE, run.get_absolute_url(), head)


def test_the_clock_asks_where_the_connection_is_on_in_nobodys_name(desk, django_capture_on_commit_callbacks):
    asking, _ = duties.DUTIES
    assert asking.waits()

    with django_capture_on_commit_callbacks(execute=True):
        asking.do(datetime.now(UTC))

    assert (SyncRun.objects.get().by, Job.objects.get().state) == (None, Job.State.DONE)
    PureserviceConnection.objects.update(is_enabled=False)
    assert not asking.waits()


def test_by_the_clock_details_go_only_after_the_years_that_somebody_has_decided(desk, settings):
    _, forgetting = duties.DUTIES
    sync.synchronise()
    assert not forgetting.waits()

    settings.TICKET_DETAILS_YEARS = 2
    assert forgetting.waits()
    assert forgetting.do(datetime(2028, 12, 31, 12, tzinfo=UTC)) == ""
    assert forgetting.do(datetime(2029, 1, 1, 12, tzinfo=UTC)) == (
        "Detaljer om 3 saker opprettet før 01.01.2027 er slettet."
    )
    assert not SourceTicket.objects.exists()


def test_who_may_not_is_refused(desk, author, head):
    with pytest.raises(PermissionDenied):
        sync.start_sync(full=False, by=author)
    with pytest.raises(PermissionDenied):
        save_connection(PureserviceConnection.objects.get(), by=head, now=datetime.now(UTC))
    with pytest.raises(PermissionDenied):
        save_mappings([], [], by=head, now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (PureserviceConnection, {"base_url": "https://a.example", "is_enabled": True}),
        (CompanyMapping, {"foreign_id": 1, "name": "A", "municipality_id": "1506", "is_decided": False}),
        (SyncRun, {"started_at": START, "state": "done"}),
    ],
)
def test_constraints_hold(municipalities, model, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)


def test_a_batch_of_placing_goes_through_every_row(desk, monkeypatch):
    monkeypatch.setattr(placing, "BATCH", 2)
    sync.synchronise()
    Ticket.objects.all().delete()
    told = []

    touched = placing.place_again(lambda stage, percent: told.append(percent))

    assert (touched, told, numbers()) == (3, [66, 100], [1001, 1002, 1003])
