"""The client against a server with every fault it has been possible to think of."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from support.pureservice import service
from support.pureservice.client import Address, Client, Trouble, check_address
from support.pureservice.service import Source, Window, read_moment
from tests.support.pureservice import servers
from tests.support.pureservice.servers import KEY, changed_answer, running, small_desk, stamp, status, times

ALL = Window()


@pytest.fixture
def server():
    with running(small_desk()) as running_server:
        yield running_server


@pytest.fixture
def waits():
    """The seconds that the client would have slept."""
    return []


@pytest.fixture
def source(server, waits):
    return Source(client(server, waits))


def client(server, waits, key=KEY, **options):
    address = Address(server.url, key, is_local=True)
    return Client(address, sleep=waits.append, **{"socket_timeout": 2, "answer_timeout": 2, **options})


def ids(tickets):
    return [ticket.foreign_id for ticket in tickets]


def test_a_ticket_is_read_without_its_texts_and_persons(source):
    source.load_names()

    ticket = source.page(ALL)[0]

    assert ticket == service.ForeignTicket(
        foreign_id=10,
        number=1001,
        modified_at=datetime(2026, 3, 2, 10, 1, tzinfo=UTC),
        created_at=datetime(2026, 3, 2, 8, 1, tzinfo=UTC),
        resolved_at=datetime(2026, 3, 2, 10, 1, tzinfo=UTC),
        type_id=1,
        priority_id=3,
        category1_id=17,
        category2_id=2,
        company_id=5,
        status_id=7,
        core_status=50,
        team_id=3,
    )


def test_both_envelopes_give_the_same_tickets(server, source, waits):
    source.load_names()
    linked = source.page(ALL)
    server.faults.append(servers.bare_lists)
    bare = Source(client(server, waits))
    bare.load_names()

    assert bare.page(ALL) == linked


def test_a_user_who_is_not_found_has_no_company(server, source):
    server.desk.lists["users"].clear()

    assert [ticket.company_id for ticket in source.page(ALL)] == [0, 0, 0]


def test_the_filter_asks_for_ids_and_times_in_utc():
    window = Window(after=7, since=datetime(2026, 11, 1, tzinfo=servers.UTC), with_deleted=False)

    assert window.filter == (
        "requestTypeId == 1 AND id > 7 AND "
        "modified >= DateTimeOffset(2026, 11, 1, 0, 0, 0, 000, TimeSpan(0, 0, 0, 0)) AND !isMarkedForDeletion"
    )


def test_pages_go_on_until_an_empty_one(server, source, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 2)

    assert [ids(page) for page in source.pages(ALL)] == [[10, 20], [30]]


def test_a_short_page_in_the_middle_is_not_the_end(server, source):
    server.faults.append(times(1, changed_answer(lambda answer: {**answer, "tickets": answer["tickets"][:1]})))

    assert [ids(page) for page in source.pages(ALL)] == [[10], [20, 30]]


def test_a_page_of_other_requests_is_not_the_end(server, source):
    def changes_only(answer):
        return {**answer, "tickets": [{**row, "requestTypeId": 2} for row in answer["tickets"][:2]]}

    server.faults.append(times(1, changed_answer(changes_only)))

    assert ids(source.page(ALL)) == [30]


def test_a_row_that_comes_twice_counts_once_as_it_was_last(server, source):
    twin = {**server.desk.tickets[0]}
    servers.touch(twin, servers.START + timedelta(days=1), statusId=1)
    server.desk.tickets.append(twin)

    tickets = source.page(ALL)

    assert [(ticket.foreign_id, ticket.status_id) for ticket in tickets] == [(10, 1), (20, 7), (30, 7)]


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_a_passing_error_is_tried_again(server, source, waits, code):
    server.faults.append(times(2, status(code)))

    assert ids(source.page(ALL)) == [10, 20, 30]
    assert len(waits) == 2
    assert waits[0] < waits[1]


def test_too_many_questions_waits_as_long_as_it_is_told(server, source, waits):
    server.faults.append(times(1, status(429, Retry_After="17")))

    source.page(ALL)

    assert waits == [17]


def test_retry_after_may_be_a_moment_by_the_service_own_clock(server, source, waits):
    server.skew = timedelta(hours=-5)

    def then():
        now = datetime.now(UTC).replace(microsecond=0) + server.skew
        return format_datetime(now + timedelta(seconds=40), usegmt=True)

    server.faults.append(times(1, status(429, Retry_After=then)))

    source.page(ALL)

    assert waits == [pytest.approx(40, abs=2)]


@pytest.mark.parametrize("value", ["soon", "-5", "", "Mon, 99 Foo 2026"])
def test_a_retry_after_that_cannot_be_read_backs_off_as_otherwise(server, source, waits, value):
    server.faults.append(times(1, status(429, Retry_After=value)))

    source.page(ALL)

    assert len(waits) == 1
    assert 0.5 < waits[0] < 2


def test_a_service_that_wants_an_hour_is_left_alone(server, source):
    server.faults.append(times(1, status(429, Retry_After="3600")))

    with pytest.raises(Trouble, match="ber oss vente 60 minutter"):
        source.page(ALL)


def test_the_pace_is_held(server, waits):
    address = Address(server.url, KEY, requests_per_minute=2, is_local=True)
    paced = Client(address, sleep=waits.append, monotonic=lambda: 100.0)

    for _ in range(3):
        paced.get("tickettype")

    assert waits == [60.0]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (servers.cut, "Forbindelsen til Pureservice ble brutt."),
        (servers.hang_up, "Forbindelsen til Pureservice ble brutt."),
        (servers.body(b'{"tickets": [}'), "Svaret fra Pureservice er ikke gyldig JSON."),
        (servers.body(b'{"tickets": [{"id": NaN}]}'), "Svaret fra Pureservice er ikke gyldig JSON."),
        (servers.body(b"\xff\xfe\x00"), "Svaret fra Pureservice er ikke gyldig JSON."),
        (servers.body(b""), "Svaret fra Pureservice er ikke gyldig JSON."),
        (status(500), "Det er en feil i Pureservice (500)."),
    ],
)
def test_what_never_passes_is_given_up(server, source, waits, fault, message):
    server.faults.append(times(99, fault))

    with pytest.raises(Trouble) as trouble:
        source.page(ALL)

    assert str(trouble.value) == f"{message} Prøvde 5 ganger. Prøv igjen senere."
    assert len(waits) == 4


@pytest.mark.parametrize("fault", [servers.cut, servers.hang_up, servers.body(b'{"tickets": [')])
def test_what_passes_is_forgotten(server, source, fault):
    server.faults.append(times(1, fault))

    assert ids(source.page(ALL)) == [10, 20, 30]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (servers.body(b"<!DOCTYPE html><title>Logg inn</title>", "text/html"), "Svaret er en nettside"),
        (servers.body(b"  <html></html>"), "Svaret er en nettside"),
        (servers.body(b'{"saker": []}'), "ikke den formen"),
        (servers.body(b'{"tickets": {"id": 1}}'), "ikke den formen"),
        (servers.body(b'{"tickets": [1, 2]}'), "ikke den formen"),
        (servers.body(b'"tickets"'), "ikke den formen"),
        (servers.body(b"null"), "ikke den formen"),
        (servers.body(b"[" * 200_000), "for komplisert"),
        (servers.body(b'{"tickets": [{"id": "x"}]}'), "mangler id"),
        (servers.body(b'{"tickets": [{"id": true}]}'), "mangler id"),
        (servers.body(b'{"tickets": [{"id": 9223372036854775808}]}'), "mangler id"),
        (servers.body(b'{"tickets": [{"id": 2}, {"id": 1}]}'), "ikke sakene i rekkefølge"),
        (status(401), "godtar ikke nøkkelen"),
        (status(403), "godtar ikke nøkkelen"),
        (status(404), "Fant ikke Pureservice"),
        (status(400), "forsto ikke spørringen"),
    ],
)
def test_what_asking_again_does_not_help_stops_at_once(server, source, waits, fault, message):
    server.faults.append(times(99, fault))

    with pytest.raises(Trouble, match=message):
        source.page(ALL)

    assert waits == []


def test_a_wrong_key_is_refused(server, waits):
    with pytest.raises(Trouble, match="godtar ikke nøkkelen"):
        client(server, waits, key="another").get("ticket")


@pytest.mark.parametrize("key", ["linje\nskift", "æøå"])
def test_a_key_that_no_header_can_carry_is_refused_before_it_is_sent(server, waits, key):
    with pytest.raises(Trouble, match="tegn som ikke kan være med"):
        client(server, waits, key=key)


def test_the_same_page_again_and_again_is_noticed(server, source):
    first = source.page(ALL)
    server.faults.append(times(99, changed_answer(lambda answer: {"tickets": server.desk.tickets})))

    with pytest.raises(Trouble, match="de samme sakene om igjen"):
        source.page(Window(after=first[-1].foreign_id))


def test_a_redirect_does_not_take_the_key_along(server, source):
    with running(small_desk()) as elsewhere:
        server.faults.append(times(1, status(302, Location=elsewhere.url + "/agent/api/ticket/")))

        with pytest.raises(Trouble, match="sender videre til et annet sted"):
            source.page(ALL)

        assert elsewhere.asked == []


def test_an_answer_that_is_too_large_is_cut_off(server, source, monkeypatch):
    monkeypatch.setattr("support.pureservice.client.LARGEST_ANSWER", 1000)

    with pytest.raises(Trouble, match="for stort"):
        source.page(ALL)


def test_a_packed_answer_that_nobody_asked_for_is_never_unpacked(server, source, monkeypatch):
    """Ten megabytes of nothing pack into ten kilobytes."""
    monkeypatch.setattr("support.pureservice.client.LARGEST_ANSWER", 100_000)
    server.faults.append(times(99, servers.body(gzip.compress(b" " * 10_000_000))))

    with pytest.raises(Trouble, match="ikke gyldig JSON"):
        source.page(ALL)


def test_a_slow_service_is_given_up_after_its_time(server, waits, monkeypatch):
    monkeypatch.setattr("support.pureservice.client.ATTEMPTS", 1)
    server.faults.append(times(1, servers.slow(0.5)))

    with pytest.raises(Trouble, match=r"for lang tid|svarte ikke"):
        client(server, waits, socket_timeout=0.1).get("ticket")


def test_a_service_that_drips_is_given_up_too(server, waits, monkeypatch):
    monkeypatch.setattr("support.pureservice.client.ATTEMPTS", 1)
    server.faults.append(times(1, servers.dripping))

    with pytest.raises(Trouble, match="for lang tid"):
        client(server, waits, answer_timeout=0.1).get("ticket")


def test_nobody_at_the_address_is_said(waits, monkeypatch):
    address = Address("http://127.0.0.1:1", KEY, is_local=True)

    with pytest.raises(Trouble, match="svarte ikke"):
        Client(address, sleep=waits.append).get("ticket")


@pytest.mark.parametrize(
    "url",
    [
        "http://virksomhet.pureservice.com",
        "ftp://virksomhet.pureservice.com",
        "virksomhet.pureservice.com",
        "https://",
        "https://navn:passord@virksomhet.pureservice.com",
        "https://virksomhet.pureservice.com/agent/api",
        "https://virksomhet.pureservice.com?x=1",
        "https://virksomhet.pureservice.com:70000",
        "https://127.0.0.1",
        "https://localhost:8443",
        "https://10.0.0.8",
        "https://169.254.169.254",
        "https://[::1]",
        "https://[::ffff:10.0.0.8]",
        "https://[fe80::1]",
        "https://0.0.0.0",
        "http://127.0.0.1:8099",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_not_out_on_the_internet_by_https_is_refused(url):
    with pytest.raises(Trouble):
        check_address(url)


@pytest.mark.parametrize("url", ["https://virksomhet.pureservice.com", "https://virksomhet.pureservice.com/"])
def test_an_ordinary_address_is_fine(url):
    check_address(url)


def test_this_machine_is_fine_for_the_demo_alone():
    check_address("http://127.0.0.1:8099", is_local=True)

    with pytest.raises(Trouble):
        check_address("http://10.0.0.8", is_local=True)


def test_an_address_does_not_print_its_key():
    assert KEY not in repr(Address("https://virksomhet.pureservice.com", KEY))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-16T08:00:00Z",
        "2026-11-16T09:00:00+01:00",
        "2026-11-16T08:00:00.0000000Z",
        "2026-11-16T09:00:00.000+01:00",
    ],
)
def test_a_moment_is_read_in_every_form_it_may_have(text):
    assert read_moment(text) == datetime(2026, 11, 16, 8, tzinfo=UTC)


def test_a_moment_without_a_zone_is_understood_as_the_settings_say():
    assert read_moment("2026-07-16T08:00:00", "utc") == datetime(2026, 7, 16, 8, tzinfo=UTC)
    assert read_moment("2026-07-16T08:00:00", "oslo") == datetime(2026, 7, 16, 6, tzinfo=UTC)
    with pytest.raises(Trouble, match="uten tidssone"):
        read_moment("2026-07-16T08:00:00")


@pytest.mark.parametrize("text", ["2026-03-29T02:30:00", "2026-10-25T02:30:00"])
def test_a_local_moment_that_does_not_exist_once_is_flagged(text):
    with pytest.raises(Trouble, match="når klokken stilles"):
        read_moment(text, "oslo")


@pytest.mark.parametrize("value", ["i går", 17, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", ["2026"]])
def test_a_moment_that_cannot_be_makes_a_ticket_that_waits(server, source, value):
    server.desk.tickets[1]["resolved"] = value

    tickets = source.page(ALL)

    assert [bool(ticket.problem) for ticket in tickets] == [False, True, False]


def test_names_are_one_clean_line(server, source):
    server.desk.lists["companies"][0]["name"] = "Første\x00\n kommune " + "x" * 300

    source.load_names()

    assert source.names.companies[5].name == ("Første kommune " + "x" * 300)[:120]


def test_lists_longer_than_a_page_are_read_to_the_end(server, source):
    server.desk.lists["companies"] = [{"id": n, "name": f"Firma {n}"} for n in range(1, 1202)]

    source.load_names()

    assert len(source.names.companies) == 1201


def test_a_list_that_never_ends_with_an_empty_page_ends_all_the_same(server, source):
    companies = server.desk.lists["companies"]
    server.faults.append(times(9, changed_answer(lambda answer: {"companies": companies}), "company"))

    source.load_names()

    assert sorted(source.names.companies) == [5, 6]


@pytest.mark.parametrize("answer", [b'{"count": -1}', b'{"count": "3"}', b"[]", b'{"count": true}', b"{}"])
def test_a_count_that_is_none_is_refused(server, source, answer):
    server.faults.append(times(1, servers.body(answer), "ticket/count"))

    with pytest.raises(Trouble, match="oppgir ikke antallet"):
        source.count(ALL)


def test_tickets_are_found_by_their_ids(source):
    assert ids(source.with_ids([30, 10, 99])) == [10, 30]


def test_the_subject_comes_along_only_where_it_is_wanted(server, waits):
    assert Source(client(server, waits), keeps_subject=True).page(ALL)[0].subject == "Fortrolig emne"


def test_the_time_of_the_service_is_that_of_its_first_answer(server, source):
    server.skew = timedelta(hours=-3)

    source.load_names()

    assert source.server_time == pytest.approx(datetime.now(UTC) - timedelta(hours=3), abs=timedelta(seconds=5))


def test_stamps_of_the_server_have_seven_decimals_as_those_of_dotnet():
    assert stamp(servers.START) == "2026-03-02T08:00:00.0000000Z"


def test_users_are_found_also_where_the_service_knows_no_filter_of_them(server, source):
    def bare_and_unfiltered(handler, resource, query):
        users = server.desk.lists["users"][int(query["start"]) : int(query["start"]) + 1]
        handler.send_json(200, users)
        return True

    server.faults += [times(9, servers.bare_lists), times(9, bare_and_unfiltered, "user")]
    server.desk.tickets[0]["userId"] = 89

    assert [ticket.company_id for ticket in source.page(ALL)] == [6, 5, 5]


@pytest.mark.parametrize("resource", ["tickettype", "priority", "status", "category", "company", "team"])
def test_a_list_that_is_not_there_is_done_without(server, source, resource):
    server.faults.append(times(9, status(404), resource))

    source.load_names()

    assert ids(source.page(ALL)) == [10, 20, 30]


def test_rows_of_a_list_that_have_no_id_are_passed_over(server, source):
    server.faults.append(times(1, servers.body(b'{"companies": [{"id": null}, {"id": 5, "name": "A"}]}'), "company"))

    source.load_names()

    assert source.names.companies[5].name == "A"


@pytest.mark.parametrize("name", ["userId", "statusId", "priorityId", "category1Id"])
def test_a_reference_that_cannot_be_read_makes_its_ticket_wait_and_no_other(server, source, name):
    server.desk.tickets[1][name] = "tull"

    assert [bool(ticket.problem) for ticket in source.page(ALL)] == [False, True, False]


def test_a_list_without_an_end_is_left(server, source, monkeypatch):
    monkeypatch.setattr(service, "LONGEST_LIST", 3)

    def one_more(handler, resource, query):
        handler.send_json(200, {"companies": [{"id": int(query["start"]) + 1}]})
        return True

    server.faults.append(times(99, one_more, "company"))

    with pytest.raises(Trouble, match="tar ikke slutt"):
        source.load_names()
