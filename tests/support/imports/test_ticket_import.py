"""Tickets from files: one row each, a row for each pause, and logs; what they mean is decided, and all or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse
from openpyxl import Workbook

from rorikt import calendar
from rorikt.audit.models import AuditEntry
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile, ImportSource
from support.files import ticket_fields
from support.files.log import Meaning, steps, told
from support.files.times import Format, Twice, guess_format, read_moment
from support.imports import duties
from support.imports.actions import decide, forget_files, open_question
from support.imports.models import ChangedTicket, ImportedTicket
from support.pureservice.models import SourceTicket
from support.sla.judging import Verdict
from support.sla.policies import load_rules
from support.tickets.measurement import measure
from support.tickets.models import Category, CriticalEvent, PriorityStep, Team, Ticket, TicketPause
from tests.factories import make_calendar, make_municipalities, make_policies, make_ticket

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NO_COLUMNS = {"kind_of_file": "incident", "priority_of_file": "low", "format": "dots"}
PLAIN = "Saksnummer;Opprettet;Løst;Prioritet\n"
LOG = """number,incident_state,reopen_count,opened_at,sys_updated_at,category,subcategory,priority,resolved_at,closed_at
INC0000045,New,0,4/3/2024 08:00,4/3/2024 08:00,Klient,PC,3 - Moderate,5/3/2024 10:00,6/3/2024 10:00
INC0000045,Awaiting User Info,0,4/3/2024 08:00,4/3/2024 09:00,Klient,PC,3 - Moderate,5/3/2024 10:00,6/3/2024 10:00
INC0000045,Active,0,4/3/2024 08:00,4/3/2024 11:00,Klient,PC,2 - High,5/3/2024 10:00,6/3/2024 10:00
INC0000045,Resolved,0,4/3/2024 08:00,4/3/2024 12:00,Klient,PC,2 - High,5/3/2024 10:00,6/3/2024 10:00
INC0000045,Active,1,4/3/2024 08:00,4/3/2024 14:00,Klient,PC,2 - High,5/3/2024 10:00,6/3/2024 10:00
INC0000045,Resolved,1,4/3/2024 08:00,5/3/2024 10:00,Klient,PC,2 - High,5/3/2024 10:00,6/3/2024 10:00
INC0000045,Closed,1,4/3/2024 08:00,6/3/2024 10:00,Klient,PC,2 - High,5/3/2024 10:00,6/3/2024 10:00
INC0000047,New,0,14/3/2024 08:00,14/3/2024 08:00,?,?,4 - Low,?,?
INC0000047,Awaiting User Info,0,14/3/2024 08:00,14/3/2024 09:00,?,?,4 - Low,?,?
"""
LOG_OPTIONS = {
    "kind_of_file": "incident",
    "format": "day_first",
    "values": {
        "priority": {"2 - High": "high", "3 - Moderate": "medium", "4 - Low": "low"},
        "category": {"Klient / PC": "new", "": "none"},
        "state": {
            "New": "open",
            "Active": "open",
            "Awaiting User Info": "user",
            "Resolved": "resolved",
            "Closed": "closed",
        },
    },
}


@pytest.fixture(autouse=True)
def rules(db):
    make_municipalities()
    make_calendar()
    make_policies()


def oslo(*parts):
    return datetime(*parts, tzinfo=calendar.OSLO).astimezone(UTC)


def read_file(head, text, options=NO_COLUMNS, mapping=None, name="saker.csv", source="Sakssystemet"):
    """Uploaded, its columns guessed or given, and read; not imported."""
    content = text.encode() if isinstance(text, str) else text
    imported = imported_files.upload(ContentFile(content), kind="tickets", name=name, by=head, now=NOW)
    layout = imported_files.layout_of(imported)
    mapping = mapping or ticket_fields.guessed_mapping(layout.header)
    imported_files.choose_columns(imported, name=source, mapping=mapping, options=options, by=head, now=NOW)
    if "values" in options:
        decide(imported, values=options["values"], twice=options.get("twice", ""), by=head, now=NOW)
    imported_files.preview(imported)
    return imported


def import_file(head, text, *args, **kwargs):
    imported = read_file(head, text, *args, **kwargs)
    assert open_question(imported) == ""
    imported_files.confirm(imported, by=head, now=NOW)
    return imported


def faults(imported):
    return [(one["line"], one["column"], one["reason"]) for one in imported.summary["errors"]]


# Times


def test_a_time_without_an_offset_is_that_of_the_clock_in_oslo():
    assert read_moment("14.02.2024 13:30", "dots").first == datetime(2024, 2, 14, 12, 30, tzinfo=UTC)
    assert read_moment("14.07.2024 13:30", "dots").first == datetime(2024, 7, 14, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2024-02-03 13:30", Format.ISO),
        ("2024-02-03T12:30:00Z", Format.ISO),
        ("2024-02-03T13:30:00+01:00", Format.ISO),
        ("03.02.2024 13:30", Format.DOTS),
        ("3/2/2024 13:30", Format.DAY_FIRST),
        ("2/3/2024 1:30 PM", Format.MONTH_FIRST),
        ("2024-02-03 12:30:00 UTC", Format.ISO),
        ("2024-02-03 13:30:00 +0100", Format.ISO),
        ("2024/02/03 01:30 pm", Format.ISO),
        ("03.02.2024 kl. 13.30", Format.DOTS),
        ("03-02-2024 13:30", Format.DAY_FIRST),
        ("3/2/24 12:30 GMT", Format.DAY_FIRST),
        ("03/Feb/24 1:30 PM", Format.NAMED),
        ("3. februar 2024 13:30", Format.NAMED),
        ("Feb 3, 2024 1:30 p.m.", Format.NAMED),
        ("Sat, 03 Feb 2024 07:30:00 -0500", Format.NAMED),
        (datetime(2024, 2, 3, 13, 30), Format.DAY_FIRST),  # noqa: DTZ001 - as a sheet has it
    ],
)
def test_the_same_moment_is_read_in_every_format(text, written):
    assert read_moment(text, written).first == datetime(2024, 2, 3, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "written"),
    [("3/2/2024 13:30", Format.DOTS), ("03.02.2024 13:30", Format.ISO), ("2024-02-03", Format.DAY_FIRST),
     ("31/2/2024 10:00", Format.DAY_FIRST), ("13/13/2024 10:00", Format.DAY_FIRST), ("i går", Format.DOTS),
     ("2/3/2024 13:30 PM", Format.MONTH_FIRST), ("03.Fob.2024", Format.NAMED), ("3/Feb/2024", Format.DAY_FIRST)],
)  # fmt: skip
def test_a_text_of_another_format_is_refused(text, written):
    with pytest.raises(ValueError, match="«"):
        read_moment(text, written)


@pytest.mark.parametrize(
    ("texts", "format_and_certainty"),
    [
        (["29/2/2024 10:00", "3/3/2024"], (Format.DAY_FIRST, True)),
        (["2/29/2024 10:00", "3/3/2024"], (Format.MONTH_FIRST, True)),
        (["2/3/2024 10:00"], (Format.DAY_FIRST, False)),
        (["29.2.2024 10:00"], (Format.DOTS, True)),
        (["10-03-2024 13:15"], (Format.DAY_FIRST, False)),
        (["10-13-2024 13:15", "10-03-2024 13:15"], (Format.MONTH_FIRST, True)),
        (["10/Mar/24 1:15 PM", "tull"], (Format.NAMED, True)),
        (["2024-02-29"], (Format.ISO, True)),
        ([], (Format.ISO, True)),
    ],
)
def test_the_format_is_guessed_and_doubt_is_told(texts, format_and_certainty):
    assert guess_format(texts) == format_and_certainty


@pytest.mark.parametrize("written", [("dots", "31.03.2024 02:30"), ("day_first", "31/3/2024 02:30"),
                                     ("iso", "2024-03-31 02:30")])  # fmt: skip
def test_a_time_that_was_skipped_is_refused_or_moved_on_when_asked(written):
    with pytest.raises(ValueError, match="finnes ikke"):
        read_moment(written[1], written[0])

    moved = read_moment(written[1], written[0], True)

    assert (moved.first, moved.is_moved) == (oslo(2024, 3, 31, 3, 30), True)


def test_a_time_that_came_twice_has_two_moments_to_choose_between():
    moment = read_moment("27.10.2024 02:30", "dots")
    first, second = datetime(2024, 10, 27, 0, 30, tzinfo=UTC), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)

    assert moment == (first, second, False)
    assert [moment.chosen(choice) for choice in Twice] == [first, second, first]
    assert moment.chosen(Twice.ORDER, first + timedelta(minutes=1)) == second


# Histories


def test_rows_tell_of_pauses_reopenings_and_the_last_resolution():
    at = [oslo(2024, 3, 4, 8) + hour * timedelta(hours=1) for hour in range(8)]
    meanings = ["open", "user", "user", "supplier", "resolved", "closed", "open", "resolved"]

    found = told(zip(at, meanings, strict=True))

    assert found.pauses == ((at[1], at[3], "user"), (at[3], at[4], "supplier"), (at[4], at[6], "resolved"))
    assert (found.reopenings, found.resolved_at, found.closed_at) == (1, at[7], None)


def test_a_state_to_look_away_from_changes_nothing_and_a_wait_may_go_on():
    at = [oslo(2024, 3, 4, 8) + hour * timedelta(hours=1) for hour in range(3)]

    found = told([(at[0], Meaning.OPEN), (at[1], Meaning.USER), (at[2], Meaning.IGNORED)])

    assert (found.pauses, found.resolved_at) == (((at[1], None, "user"),), None)


def test_only_changes_of_priority_are_steps():
    created, later = oslo(2024, 3, 4, 8), oslo(2024, 3, 4, 9)

    assert steps(created, [(created, "low"), (later, "low")]) == ()
    assert steps(created, [(later, "low"), (later, "high")]) == ((created, "low"), (later, "high"))


# Plain files


def test_a_plain_file_becomes_measured_tickets(head):
    imported = import_file(
        head,
        "Saksnummer;Type;Opprettet;Besvart;Løst;Prioritet;Kategori;Kommune;Team\n"
        "7;Feilmelding;04.03.2024 08:00;04.03.2024 08:30;04.03.2024 10:00;Høy;Klient;Molde;Drift\n",
        {"format": "dots", "values": {"category": {"Klient": "new"}, "team": {"Drift": "new"}}},
    )

    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.kind, ticket.priority) == (7, "incident", "high")
    assert (ticket.category.name, ticket.municipality.name, ticket.team.name) == ("Klient", "Molde", "Drift")
    assert (ticket.created_at, ticket.resolved_at) == (oslo(2024, 3, 4, 8), oslo(2024, 3, 4, 10))
    assert (ticket.business_time, ticket.response_time) == (timedelta(hours=2), timedelta(minutes=30))
    assert ticket.verdict == Verdict.WITHIN
    assert (imported.state, imported.confirmed_by, imported.summary["new"]) == ("confirmed", head, 1)
    assert AuditEntry.objects.filter(action="importerte fil").count() == 1


def test_a_workbook_is_read_as_a_text_file_is(head, tmp_path):
    book = Workbook()
    book.active.append(["Saksnummer", "Opprettet", "Løst"])
    book.active.append([12, datetime(2024, 3, 4, 8), datetime(2024, 3, 4, 9)])  # noqa: DTZ001 - a sheet has no zones
    book.save(tmp_path / "saker.xlsx")

    import_file(head, (tmp_path / "saker.xlsx").read_bytes(), name="saker.xlsx")

    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.created_at, ticket.resolved_at) == (12, oslo(2024, 3, 4, 8), oslo(2024, 3, 4, 9))


def test_categories_in_three_levels_are_made_with_those_above(head):
    import_file(
        head,
        "Saksnummer;Opprettet;Kategori 1;Kategori 2;Kategori 3\n1;04.03.2024 08:00;Klient;PC;Skjerm\n",
        {**NO_COLUMNS, "values": {"category": {"Klient / PC / Skjerm": "new"}}},
    )

    assert str(Ticket.objects.get().category) == "Klient / PC / Skjerm"
    assert str(Category.objects.get(name="Klient / PC / Skjerm").parent) == "Klient / PC"
    assert str(Category.objects.get(name="Klient / PC").parent) == "Klient"


def test_errors_have_line_column_and_reason_and_nothing_is_stored(head):
    imported = read_file(
        head,
        "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;\n;04.03.2024 08:00;\n2;;\n3;31.03.2024 02:30;\n4;tull;\n"
        "1;04.03.2024 08:00;\n",
    )

    assert faults(imported) == [
        (3, "Saksnummer", "Saksnummer mangler."),
        (4, "Opprettet", "Opprettet mangler."),
        (5, "Opprettet", "«31.03.2024 02:30» finnes ikke: klokken ble stilt fram da sommertiden begynte."),
        (6, "Opprettet", "«tull» passer ikke med formatet. Skriv for eksempel 29.02.2024 13:30, eller velg et annet "
            "format."),
        (7, "Saksnummer", "Sak 1 står også på linje 2."),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="rader med feil"):
        imported_files.confirm(imported, by=head, now=NOW)
    assert (Ticket.objects.count(), ImportedTicket.objects.count()) == (0, 0)


def test_a_ticket_with_two_rows_in_a_plain_file_is_an_error(head):
    imported = read_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n2;04.03.2024 08:00\n1;05.03.2024 08:00\n")

    assert faults(imported) == [(4, "Opprettet", "Sak 1 har ulike tidspunkter for «Opprettet» på radene sine.")]


def test_a_ticket_resolved_before_it_was_created_is_kept_as_wrong_data(head):
    imported = import_file(head, "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;03.03.2024 08:00\n")

    ticket = Ticket.objects.get()
    assert (ticket.verdict, ticket.business_time, imported.summary["wrong_order"]) == (Verdict.BAD_DATA, None, 1)
    assert imported.summary["warnings"][0]["line"] == 2


def test_a_moved_time_is_told_of(head):
    imported = import_file(head, "Saksnummer;Opprettet\n1;31.03.2024 02:30\n", {**NO_COLUMNS, "move_skipped": True})

    assert Ticket.objects.get().created_at == oslo(2024, 3, 31, 3, 30)
    assert "én time senere" in imported.summary["warnings"][0]["reason"]


@pytest.mark.parametrize(
    ("choice", "created", "resolved"),
    [("first", (0, 50), (0, 10)), ("second", (1, 50), (1, 10)), ("order", (0, 50), (1, 10))],
)
def test_a_file_with_times_that_came_twice_waits_for_a_choice(head, choice, created, resolved):
    imported = read_file(head, "Saksnummer;Opprettet;Løst\n1;27.10.2024 02:50;27.10.2024 02:10\n")
    with pytest.raises(ValidationError, match="to ganger"):
        imported_files.start_confirm(imported, by=head)
    with pytest.raises(ValidationError, match="to ganger"):
        imported_files.confirm(imported, by=head, now=NOW)

    decide(imported, values={}, twice=choice, by=head, now=NOW)
    imported_files.preview(imported)
    imported_files.confirm(imported, by=head, now=NOW)

    ticket = Ticket.objects.get()
    assert ticket.created_at == datetime(2024, 10, 27, *created, tzinfo=UTC)
    assert ticket.resolved_at == datetime(2024, 10, 27, *resolved, tzinfo=UTC)
    assert "twice" not in ImportSource.objects.get().options


def test_what_is_missing_here_to_measure_the_tickets_of_a_file_is_told(client, head):
    imported = read_file(head, "Saksnummer;Opprettet\n1;04.03.2016 08:00\n2;04.03.2024 08:00\n")
    client.force_login(head)

    page = client.get(reverse("support:ticket-import", args=[imported.pk]))

    assert page.context["doubts"] == [
        "1 sak får ingen SLA-frist, fordi ingen arbeidskalender eller frist gjelder for prioriteten den dagen den ble "
        "opprettet.",
        "Ingen fridager er lagt inn for 2016, 2024.",
    ]
    assert "SLA kan ikke måles fullt ut" in page.content.decode()


# Pauses


PAUSES = "Saksnummer;Opprettet;Løst;Pause fra;Pause til\n"


def test_a_row_for_each_pause_gives_one_ticket_with_its_pauses(head):
    import_file(
        head,
        PAUSES + "1;04.03.2024 08:00;04.03.2024 14:00;04.03.2024 09:00;04.03.2024 10:00\n"
        "1;04.03.2024 08:00;04.03.2024 14:00;04.03.2024 12:00;04.03.2024 13:00\n"
        "2;04.03.2024 08:00;;04.03.2024 09:00;\n",
    )

    first, second = Ticket.objects.order_by("number")
    assert (first.business_time, first.paused_time) == (timedelta(hours=4), timedelta(hours=2))
    assert (second.pauses.get().ended_at, second.stopped_at) == (None, oslo(2024, 3, 4, 9))


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("04.03.2024 12:00;04.03.2024 11:00", "Pause til", "Pausen slutter før den starter."),
        (";04.03.2024 11:00", "Pause fra", "Pausen har slutt, men ingen start."),
    ],
)
def test_a_pause_that_cannot_be_is_an_error(head, row, column, reason):
    assert faults(read_file(head, f"{PAUSES}1;04.03.2024 08:00;;{row}\n")) == [(2, column, reason)]


def test_pauses_have_a_reason_where_the_file_gives_one(head):
    import_file(
        head,
        "Saksnummer;Opprettet;Pause fra;Pause til;Hvorfor pause\n"
        "1;04.03.2024 08:00;04.03.2024 09:00;04.03.2024 10:00;Leverandør\n",
        {**NO_COLUMNS, "values": {"pause_why": {"Leverandør": "supplier"}}},
    )

    assert TicketPause.objects.get().why == "supplier"


def test_a_column_of_total_pause_is_not_taken_without_a_word(head):
    text = "Saksnummer;Opprettet;Samlet pausetid\n1;04.03.2024 08:00;45\n"
    imported = read_file_raises(head, text)
    assert "sier ikke når klokken sto" in imported

    import_file(head, text, {**NO_COLUMNS, "without_total_pause": True})

    assert (Ticket.objects.count(), TicketPause.objects.count()) == (1, 0)


def read_file_raises(head, text):
    with pytest.raises(ValidationError) as caught:
        read_file(head, text)
    ImportedFile.objects.all().delete()
    return " ".join(caught.value.messages)


@pytest.mark.parametrize("title", ["Ventetid", "pause_minutes", "On hold time", "Sum pause", "pausetid"])
def test_columns_of_total_pause_are_known_by_their_titles(title):
    assert ticket_fields.total_pauses([title, "Pause fra", "Pause til", "Saksnummer", "time_worked"]) == [title]


# A file of its own for what happened to tickets that another brought


def test_pauses_may_come_in_a_file_of_their_own(client, head):
    main = PLAIN + "1;04.03.2024 08:00;04.03.2024 14:00;Lav\n2;04.03.2024 08:00;;Lav\n"
    import_file(head, main, {"format": "dots", "kind_of_file": "incident"})
    options = {"format": "dots", "tickets_of": str(ImportSource.objects.get().pk)}
    pauses = "Sak;Fra;Til\n1;04.03.2024 09:00;04.03.2024 10:00\n1;04.03.2024 12:00;04.03.2024 13:00\n"
    mapping = {"number": "Sak", "pause_start": "Fra", "pause_end": "Til"}

    wrong = read_file(head, pauses + "9;04.03.2024 09:00;\n", options, mapping, source="Pauser")
    imported = import_file(head, pauses, options, mapping, source="Pauser")
    again = read_file(head, pauses + "\n", options, mapping, source="Pauser")

    assert faults(wrong) == [(4, "Sak", "Sak 9 er ikke importert. Importer sakene først.")]
    ticket = Ticket.objects.get(number=1)
    assert (ticket.business_time, ticket.paused_time, ticket.priority) == (
        timedelta(hours=4),
        timedelta(hours=2),
        "low",
    )
    assert (imported.summary["changed"], again.summary["changed"], again.summary["unchanged"]) == (1, 0, 1)
    client.force_login(head)
    page = client.get(reverse("support:ticket-import", args=[imported.pk])).content.decode()
    assert "Gjelder saker fra" in page

    later = import_file(head, main.replace("Lav\n2", "Høy\n2"), {"format": "dots", "kind_of_file": "incident"})

    ticket.refresh_from_db()
    assert (later.summary["changed"], ticket.priority, ticket.paused_time) == (1, "high", timedelta(hours=2))


def test_a_log_of_states_may_come_in_a_file_of_its_own(head):
    import_file(
        head, PLAIN + "45;04.03.2024 08:00;05.03.2024 10:00;Lav\n", {"format": "dots", "kind_of_file": "incident"}
    )
    log = LOG.replace("INC0000045", "45").replace("4/3/2024 08:00,4/3/2024 08:00", "x,4/3/2024 08:00")
    log = "\n".join(line for line in log.splitlines() if not line.startswith("INC"))
    mapping = {"number": "number", "event_at": "sys_updated_at", "state": "incident_state", "priority": "priority"}
    options = {**LOG_OPTIONS, "tickets_of": str(ImportSource.objects.get().pk)}

    import_file(head, log, options, mapping, source="Hendelser")

    ticket = Ticket.objects.get()
    assert list(ticket.pauses.values_list("why", flat=True)) == ["user", "resolved"]
    assert (ticket.reopenings, ticket.priority_steps.count(), ticket.resolved_at) == (1, 2, oslo(2024, 3, 5, 10))


def test_a_file_of_histories_needs_pauses_or_a_log(head):
    with pytest.raises(ValidationError, match="Velg kolonnene med pauser"):
        read_file(head, "Sak;Type\n1;x\n", {"format": "dots", "tickets_of": "1"}, {"number": "Sak"})


# Logs


def test_a_log_tells_of_pauses_reopenings_and_changed_priorities(client, head):
    imported = import_file(head, LOG, LOG_OPTIONS)

    first, second = Ticket.objects.order_by("number")
    assert (first.number, first.imported_as.source_number, first.priority) == (45, "INC0000045", "high")
    assert list(first.pauses.values_list("started_at", "ended_at", "why")) == [
        (oslo(2024, 3, 4, 9), oslo(2024, 3, 4, 11), "user"),
        (oslo(2024, 3, 4, 12), oslo(2024, 3, 4, 14), "resolved"),
    ]
    assert list(first.priority_steps.values_list("changed_at", "priority")) == [
        (oslo(2024, 3, 4, 8), "medium"), (oslo(2024, 3, 4, 11), "high"),
    ]  # fmt: skip
    assert (first.reopenings, first.resolved_at, first.closed_at) == (1, oslo(2024, 3, 5, 10), oslo(2024, 3, 6, 10))
    assert (first.category.name, second.category.name) == ("Klient / PC", "Uten kategori")
    assert (second.resolved_at, second.pauses.get().ended_at) == (None, None)
    client.force_login(head)
    listed = client.get(reverse("support:tickets"), {"number": "inc0000045"}).context["table"].rows
    assert [row.record for row in listed] == [first]
    assert "INC0000045 (Sakssystemet)" in client.get(first.get_absolute_url()).content.decode()
    assert (imported.row_count, imported.summary["ticket_count"], imported.summary["empty_marks"]) == (9, 2, 8)


def test_a_log_without_a_column_of_resolution_is_resolved_by_its_state(head):
    mapping = {
        "number": "number", "created_at": "opened_at", "event_at": "sys_updated_at", "state": "incident_state",
        "priority": "priority",
    }  # fmt: skip

    import_file(head, LOG, LOG_OPTIONS, mapping)

    first, second = Ticket.objects.order_by("number")
    assert (first.resolved_at, first.closed_at) == (oslo(2024, 3, 5, 10), oslo(2024, 3, 6, 10))
    assert (first.reopenings, second.resolved_at) == (1, None)


def test_a_log_that_notes_the_resolution_on_its_own_row_alone_keeps_it(head):
    rows = LOG.replace("5/3/2024 10:00,6/3/2024 10:00", "?,6/3/2024 10:00").splitlines()
    rows[6] = rows[6].replace("?,6/3/2024 10:00", "5/3/2024 09:58,6/3/2024 10:00")

    import_file(head, "\n".join(rows), LOG_OPTIONS)

    first = Ticket.objects.earliest("number")
    assert (first.resolved_at, first.is_resolved_by_closing) == (oslo(2024, 3, 5, 9, 58), False)


@pytest.mark.parametrize(
    ("by_state", "resolved", "is_by_closing"),
    [(False, (2024, 3, 6, 10), True), (True, (2024, 3, 5, 10), False)],
)
def test_a_log_without_the_resolution_uses_the_closing_or_the_state_as_it_is_told(
    head, by_state, resolved, is_by_closing
):
    text = LOG.replace("5/3/2024 10:00,6/3/2024 10:00", "?,6/3/2024 10:00")

    import_file(head, text, {**LOG_OPTIONS, "resolved_by_state": by_state})

    first = Ticket.objects.earliest("number")
    assert (first.resolved_at, first.is_resolved_by_closing) == (oslo(*resolved), is_by_closing)


def test_rows_of_the_same_minute_follow_the_column_of_their_order(head):
    rows = [
        "number,incident_state,sys_mod_count,opened_at,sys_updated_at,priority",
        "INC1,Resolved,2,4/3/2024 08:00,4/3/2024 12:00,4 - Low",
        "INC1,Awaiting User Info,1,4/3/2024 08:00,4/3/2024 09:00,4 - Low",
        "INC1,Active,0,4/3/2024 08:00,4/3/2024 09:00,4 - Low",
    ]

    import_file(head, "\n".join(rows), LOG_OPTIONS)

    assert TicketPause.objects.values_list("started_at", "ended_at").get() == (
        oslo(2024, 3, 4, 9),
        oslo(2024, 3, 4, 12),
    )


@pytest.mark.parametrize("count", ["to", "-1", "1,5"])
def test_a_count_that_is_none_is_an_error(head, count):
    imported = read_file(head, f"Saksnummer;Opprettet;Antall gjenåpninger\n1;04.03.2024 08:00;{count}\n")

    assert [(line, column) for line, column, _ in faults(imported)] == [(2, "Antall gjenåpninger")]


def test_rows_of_a_ticket_may_stand_apart_and_in_any_order(head):
    title, *lines = LOG.splitlines()

    import_file(head, "\n".join([title, *reversed(lines[::2]), *lines[1::2]]), LOG_OPTIONS)

    assert Ticket.objects.count() == 2
    assert (TicketPause.objects.count(), PriorityStep.objects.count()) == (3, 2)


# Forgetting


def test_the_content_of_old_files_is_deleted_and_the_tickets_stay(head, django_capture_on_commit_callbacks):
    imported = import_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n")
    path = imported_files.path_of(imported)
    before = list(Ticket.objects.values())

    assert forget_files(NOW.date(), by=None, now=NOW) == 0
    later = NOW.date() + timedelta(days=1)
    assert forget_files(later, by=None, now=NOW, dry_run=True) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_files(later, by=None, now=NOW) == 1

    assert not path.exists()
    assert list(Ticket.objects.values()) == before
    assert ImportedFile.objects.get().sha256 == imported.sha256
    assert forget_files(later, by=None, now=NOW) == 0


def test_by_the_clock_files_go_only_after_the_years_that_somebody_has_decided(
    head, settings, django_capture_on_commit_callbacks
):
    (forgetting,) = duties.DUTIES
    imported = read_file(head, PLAIN + "1;04.03.2024 08:00;;Lav\n", {"format": "dots", "kind_of_file": "incident"})
    path = imported_files.path_of(imported)
    assert not forgetting.waits()

    settings.TICKET_DETAILS_YEARS = 2
    assert forgetting.waits()
    assert forgetting.do(datetime(NOW.year + 2, 12, 31, tzinfo=UTC)) == ""
    with django_capture_on_commit_callbacks(execute=True):
        told = forgetting.do(datetime(NOW.year + 3, 6, 1, tzinfo=UTC))

    assert told == "Innholdet i 1 saksfiler lastet opp før 01.01.2027 er slettet."
    assert not path.exists()


# Meanings


def test_words_that_nobody_has_decided_stop_the_import_and_are_counted(head):
    imported = read_file(
        head,
        "Saksnummer;Opprettet;Prioritet;Kategori\n1;04.03.2024 08:00;P1;Klient\n2;04.03.2024 08:00;P1;Klient\n"
        "3;04.03.2024 08:00;Lav;Klient\n",
        {"format": "dots", "kind_of_file": "incident"},
    )

    assert imported.summary["values"] == {
        "priority": [["P1", 2, ""], ["Lav", 1, "low"]],
        "category": [["Klient", 3, ""]],
    }
    assert imported.summary["undecided"] == 3
    for refuse in (
        lambda: imported_files.start_confirm(imported, by=head),
        lambda: imported_files.confirm(imported, by=head, now=NOW),
    ):
        with pytest.raises(ValidationError, match="ikke avklart"):
            refuse()
    assert Ticket.objects.count() == 0


def test_tickets_with_a_word_to_leave_out_are_left_out_and_counted(head):
    imported = import_file(
        head,
        "Saksnummer;Opprettet;Type\n1;04.03.2024 08:00;Endring\n2;04.03.2024 08:00;Feilmelding\n",
        {"format": "dots", "priority_of_file": "low", "values": {"kind": {"Endring": "ignored"}}},
    )

    assert (Ticket.objects.get().number, imported.summary["ignored"]) == (2, 1)


def test_a_meaning_that_is_no_longer_there_has_to_be_decided_again(head):
    team = Team.objects.create(name="Drift")
    imported = read_file(
        head,
        "Saksnummer;Opprettet;Team\n1;04.03.2024 08:00;D\n",
        {**NO_COLUMNS, "values": {"team": {"D": str(team.pk)}}},
    )
    assert open_question(imported) == ""

    team.delete()
    imported_files.preview(imported)

    assert "ikke avklart" in open_question(imported)


# Again


def test_the_same_file_twice_is_noticed(head):
    text = "Saksnummer;Opprettet\n1;04.03.2024 08:00\n"
    import_file(head, text)

    with pytest.raises(ValidationError, match="allerede importert"):
        read_file(head, text)


def test_a_later_file_adds_changes_and_leaves_the_rest(head):
    import_file(head, "Saksnummer;Opprettet;Løst\nA1;04.03.2024 08:00;\nA2;04.03.2024 08:00;\nA3;04.03.2024 08:00;\n")

    later = import_file(
        head,
        "Saksnummer;Opprettet;Løst\nA1;04.03.2024 08:00;\nA2;04.03.2024 08:00;04.03.2024 09:00\nA4;04.03.2024 08:00;\n",
    )

    assert [later.summary[name] for name in ("new", "changed", "unchanged")] == [1, 1, 1]
    assert Ticket.objects.count() == 4
    changed = ImportedTicket.objects.get(source_number="A2")
    assert (changed.imported, changed.ticket.business_time) == (later, timedelta(hours=1))


def test_a_changed_history_takes_the_place_of_the_old_one(head):
    import_file(head, PAUSES + "1;04.03.2024 08:00;04.03.2024 14:00;04.03.2024 09:00;04.03.2024 10:00\n")

    import_file(head, PAUSES + "1;04.03.2024 08:00;04.03.2024 14:00;04.03.2024 09:00;04.03.2024 11:00\n")

    assert TicketPause.objects.get().ended_at == oslo(2024, 3, 4, 11)
    assert Ticket.objects.get().business_time == timedelta(hours=4)


def test_a_number_that_another_ticket_has_is_an_error_or_gets_a_new_number(head):
    make_ticket(number=5, created_at=oslo(2023, 1, 2, 8))
    text = "Saksnummer;Opprettet\n5;04.03.2024 08:00\n"

    assert faults(read_file(head, text))[0][:2] == (2, "Saksnummer")

    import_file(head, text, {**NO_COLUMNS, "renumber": True})
    assert ImportedTicket.objects.get().ticket.number > 9_000_000_000


def test_a_ticket_that_came_before_is_the_same_when_it_was_created_in_the_same_minute(head):
    ticket = make_ticket(number=5, created_at=oslo(2024, 3, 4, 8))

    imported = import_file(head, "Saksnummer;Opprettet;Løst\n5;04.03.2024 08:00;04.03.2024 09:00\n")

    assert imported.summary["changed"] == 1
    ticket.refresh_from_db()
    assert (ticket.resolved_at, ticket.imported_as.source_number) == (oslo(2024, 3, 4, 9), "5")


def test_text_numbers_with_the_same_digits_are_different_tickets(head):
    import_file(head, "Saksnummer;Opprettet\nINC1;04.03.2024 08:00\nREQ1;04.03.2024 08:00\n")

    assert list(ImportedTicket.objects.order_by("pk").values_list("source_number", flat=True)) == ["INC1", "REQ1"]
    assert Ticket.objects.filter(number=1).count() == 1


def test_a_source_has_a_number_once(head):
    import_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n")
    row = ImportedTicket.objects.get()

    with pytest.raises(IntegrityError):
        ImportedTicket.objects.create(
            ticket=make_ticket(number=99), source=row.source, source_number="1", imported=row.imported
        )


# Undone


def state_of_tickets():
    return [
        list(kind.objects.order_by(*order).values())
        for kind, order in ((Ticket, ["pk"]), (TicketPause, ["ticket", "started_at"]),
                            (PriorityStep, ["ticket", "changed_at"]), (ImportedTicket, ["pk"]))
    ]  # fmt: skip


def without_keys(state):
    return [[{name: value for name, value in row.items() if name != "id"} for row in rows] for rows in state]


def test_an_undone_import_leaves_everything_as_it_was(head):
    import_file(head, LOG, LOG_OPTIONS)
    old = make_ticket(number=7, created_at=oslo(2024, 3, 4, 8))
    measure([old], load_rules())
    old.save()
    before = without_keys(state_of_tickets())

    later = import_file(
        head,
        LOG.replace("INC0000045,Closed", "INC0000045,Active").replace("4 - Low,?,?", "4 - Low,15/3/2024 08:00,?")
        + "7,New,0,4/3/2024 08:00,4/3/2024 08:00,?,?,4 - Low,?,?\n"
        "INC9,New,0,4/3/2024 08:00,4/3/2024 09:00,?,?,4 - Low,?,?\n",
        LOG_OPTIONS,
    )
    assert (later.summary["new"], later.summary["changed"]) == (1, 3)
    imported_files.undo(later, by=head, now=NOW)

    assert without_keys(state_of_tickets()) == before
    assert Ticket.objects.get(number=7).pk == old.pk
    assert later.state == "undone"
    assert not ChangedTicket.objects.exists()


def test_an_import_that_a_later_one_has_changed_is_not_undone_before_it(head):
    first = import_file(head, "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;\n2;04.03.2024 08:00;\n")
    later = read_file(head, "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;04.03.2024 09:00\n", name="senere.csv")
    imported_files.confirm(later, by=head, now=NOW + timedelta(hours=1))

    with pytest.raises(ValidationError, match=r"«senere\.csv» har senere rettet"):
        imported_files.undo(first, by=head, now=NOW)
    imported_files.undo(later, by=head, now=NOW)
    imported_files.undo(first, by=head, now=NOW)

    assert Ticket.objects.count() == 0


def test_an_import_whose_tickets_a_later_one_has_too_is_not_undone_before_it(head):
    text = "Saksnummer;Opprettet\n1;04.03.2024 08:00\n"
    first = import_file(head, text)
    later = read_file(head, text + "2;04.03.2024 08:00\n", name="senere.csv")
    imported_files.confirm(later, by=head, now=NOW + timedelta(hours=1))

    with pytest.raises(ValidationError, match=r"«senere\.csv» er importert senere og har de samme sakene"):
        imported_files.undo(first, by=head, now=NOW)
    assert Ticket.objects.count() == 2
    imported_files.undo(later, by=head, now=NOW)
    imported_files.undo(first, by=head, now=NOW)

    assert Ticket.objects.count() == 0


def test_what_a_file_changed_is_not_given_back_once_pureservice_has_the_ticket(head):
    import_file(head, "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;\n")
    later = import_file(head, "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;04.03.2024 09:00\n")
    SourceTicket.objects.create(foreign_id=1, ticket=Ticket.objects.get())

    with pytest.raises(ValidationError, match="overtatt av Pureservice"):
        imported_files.undo(later, by=head, now=NOW)

    assert Ticket.objects.get().resolved_at == oslo(2024, 3, 4, 9)


def test_what_people_or_pureservice_have_added_to_since_is_not_deleted(head):
    imported = import_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n")
    event = CriticalEvent.objects.create(ticket=Ticket.objects.get(), what="Nede", outcome="Oppe")
    with pytest.raises(ValidationError, match="Sak 1 er beskrevet som kritisk hendelse"):
        imported_files.undo(imported, by=head, now=NOW)
    event.delete()
    SourceTicket.objects.create(foreign_id=1, ticket=Ticket.objects.get())

    with pytest.raises(ValidationError, match="overtatt av Pureservice"):
        imported_files.undo(imported, by=head, now=NOW)

    assert Ticket.objects.count() == 1


def test_a_file_that_changed_tickets_before_the_old_values_were_kept_is_not_undone(head):
    import_file(head, "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;\n")
    later = import_file(head, "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;04.03.2024 09:00\n")
    ChangedTicket.objects.all().delete()

    with pytest.raises(ValidationError, match=r"ble tatt vare på \(1 i alt\)"):
        imported_files.undo(later, by=head, now=NOW)


def test_a_file_changes_a_ticket_once(head):
    imported = import_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n")
    ChangedTicket.objects.create(imported=imported, ticket=Ticket.objects.get(), before={})

    with pytest.raises(IntegrityError):
        ChangedTicket.objects.create(imported=imported, ticket=Ticket.objects.get(), before={})


# Who may


def test_those_who_may_not_import_can_neither_upload_nor_confirm(head, author, finance):
    imported = read_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n")

    for other in (author, finance):
        with pytest.raises(PermissionDenied):
            imported_files.confirm(imported, by=other, now=NOW)
        with pytest.raises(PermissionDenied):
            imported_files.upload(ContentFile(b"a;b"), kind="tickets", name="a.csv", by=other, now=NOW)


@pytest.mark.parametrize("page", ["ticket-import-new", "ticket-import-columns", "ticket-import-discard"])
def test_pages_that_import_are_closed_to_others(client, head, author, council_member, page):
    imported = read_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n")
    url = reverse(f"support:{page}", args=[] if page.endswith("new") else [imported.pk])

    for person in (author, council_member):
        client.force_login(person)
        assert client.get(url).status_code == 403
        assert client.post(reverse("support:ticket-import-confirm", args=[imported.pk])).status_code == 403
    assert client.get(reverse("support:ticket-imports")).status_code == 403


# Pages


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    """Posts, and lets the job that it starts run."""

    def posted(url, values):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, values)

    return posted


def test_a_file_goes_from_upload_by_columns_and_words_to_import(client, head, post):
    client.force_login(head)
    text = "Saksnummer;Opprettet;Prioritet\n1;04.03.2024 08:00;P1\n2;27.10.2024 02:30;P2\n"
    content = ContentFile(text.encode(), name="saker.csv")

    uploaded = post(reverse("support:ticket-import-new"), {"content": content})
    imported = ImportedFile.objects.get()
    page = reverse("support:ticket-import", args=[imported.pk])
    columns = reverse("support:ticket-import-columns", args=[imported.pk])
    assert uploaded.url == columns
    form = client.get(columns).context["form"]
    assert (form["format"].initial, form["column_created_at"].initial) == ("dots", "Opprettet")

    posted = {name: form[name].initial or "" for name in form.fields if not isinstance(form[name].initial, bool)}
    post(columns, {**posted, "source_name": "Gammelt system", "kind_of_file": "incident"})
    assert "ikke avklart" in client.get(page).content.decode()
    post(page, {"twice": "first", "priority-0": "critical", "priority-rest": "low"})
    response = client.get(page)
    assert (response.context["shown"].question, response.context["may_confirm"]) == ("", True)
    post(reverse("support:ticket-import-confirm", args=[imported.pk]), {})

    assert sorted(Ticket.objects.values_list("number", "priority")) == [(1, "critical"), (2, "low")]
    assert "Importert" in client.get(page).content.decode()
    assert ImportSource.objects.get().options["values"] == {"priority": {"P1": "critical", "P2": "low"}}


def test_the_next_file_of_a_source_goes_straight_to_its_page(client, head, post):
    import_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n")
    client.force_login(head)
    content = ContentFile(b"Saksnummer;Opprettet\n2;04.03.2024 08:00\n", name="neste.csv")

    post(reverse("support:ticket-import-new"), {"content": content, "source": ImportSource.objects.get().pk})

    assert ImportedFile.objects.first().state == "previewed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source_name": ""}, "source_name"),
        ({"column_number": ""}, "column_number"),
        ({"kind_of_file": ""}, "column_kind"),
        ({"rows_are": ""}, "rows_are"),
        ({"rows_are": "pause", "column_pause_start": "Løst"}, "column_pause_end"),
        ({"column_pause_why": "Løst"}, "column_pause_why"),
        ({"column_state": "Løst"}, "column_state"),
        ({"rows_are": "event", "column_state": "Løst"}, "column_event_at"),
        ({"column_closed_at": "Opprettet"}, "column_closed_at"),
    ],
)
def test_wrong_choices_of_columns_are_told_at_the_field(client, head, changes, field):
    imported = read_file(head, "Saksnummer;Opprettet;Løst\n1;04.03.2024 08:00;\n")
    client.force_login(head)
    posted = {"source_name": "S", "rows_are": "ticket", "format": "dots", "kind_of_file": "incident",
              "priority_of_file": "low",
              "column_number": "Saksnummer", "column_created_at": "Opprettet"}  # fmt: skip

    response = client.post(reverse("support:ticket-import-columns", args=[imported.pk]), {**posted, **changes})

    assert field in response.context["form"].errors


def test_a_file_that_is_no_table_and_a_page_without_choice_are_told_of(client, head):
    client.force_login(head)

    response = client.post(reverse("support:ticket-import-new"), {"content": ContentFile(b"%PDF-1.7", name="a.pdf")})

    assert response.context["form"].errors["content"]
    assert ImportedFile.objects.count() == 0


def test_a_file_can_be_thrown_away_until_it_is_imported(client, head):
    imported = read_file(head, "Saksnummer;Opprettet\n1;04.03.2024 08:00\n")
    client.force_login(head)
    url = reverse("support:ticket-import-discard", args=[imported.pk])

    assert client.get(url).status_code == 200
    client.post(url)

    assert ImportedFile.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_files_costs_the_same_queries_for_any_length(client, head, rows, django_assert_max_num_queries):
    for number in range(rows):
        import_file(head, f"Saksnummer;Opprettet\n{number + 1};04.03.2024 08:00\n", name=f"{number}.csv")
    client.force_login(head)

    with django_assert_max_num_queries(8):
        response = client.get(reverse("support:ticket-imports"))

    assert len(response.context["table"].rows) == rows
    assert str(head) in response.content.decode()


@pytest.mark.parametrize(("other", "is_open"), [("5/4/2024 08:00", True), ("29/4/2024 08:00", False)])
def test_day_before_month_is_shown_for_confirmation_where_the_file_does_not_settle_it(
    client, head, post, other, is_open
):
    imported = read_file(
        head, f"Nummer;Opprettet\n1;3/4/2024 08:00\n2;{other}\n", {**NO_COLUMNS, "format": "day_first"}
    )
    client.force_login(head)
    page = client.get(reverse("support:ticket-import", args=[imported.pk]))
    confirm = reverse("support:ticket-import-confirm", args=[imported.pk])

    post(confirm, {})
    assert Ticket.objects.exists() != is_open
    post(confirm, {"order": "on"})

    assert Ticket.objects.count() == 2
    assert ("order" in page.context["confirm_form"].fields) == is_open
    assert dict(page.context["facts"])["For eksempel"] == "«3/4/2024 08:00» er 3.\xa0april 2024 kl. 08.00"


# What is guessed


CASES = {
    "zammad": ("#,Title,State,Priority,Group,Organization,Created at,Updated at,Closed at,First Response At",
               {"number": "#", "created_at": "Created at", "closed_at": "Closed at", "priority": "Priority",
                "municipality": "Organization", "team": "Group", "responded_at": "First Response At"}),
    "glpi": ("ID,Tittel,Status,Sist oppdatert,Åpningsdato,Prioritet,Kategori,Løsningsdato,Dato for lukking",
             {"number": "ID", "created_at": "Åpningsdato", "resolved_at": "Løsningsdato",
              "closed_at": "Dato for lukking", "priority": "Prioritet", "category": "Kategori"}),
    "otrs": ("Number,Ticket#,Age,Created,Closed,First Lock,First Response,State,Priority,Queue,CustomerID,"
             "Customer Name,SLA,Type,Service,SolutionTime",
             {"number": "Ticket#", "created_at": "Created", "closed_at": "Closed", "responded_at": "First Response",
              "priority": "Priority", "team": "Queue", "municipality": "CustomerID", "kind": "Type",
              "category": "Service"}),
    "freshservice": ("Ticket ID,Status,Priority,Type,Group,Created Time,Due by Time,Resolved Time,Closed Time,"
                     "Last Updated Time,Initial Response Time,First Response Time (in Hrs),Department,Category,"
                     "Sub-Category,Item",
                     {"number": "Ticket ID", "created_at": "Created Time", "resolved_at": "Resolved Time",
                      "closed_at": "Closed Time", "responded_at": "Initial Response Time", "priority": "Priority",
                      "kind": "Type", "team": "Group", "municipality": "Department", "category": "Category",
                      "category_2": "Sub-Category", "category_3": "Item"}),
    "jira": ("Summary,Issue key,Issue id,Issue Type,Status,Priority,Resolution,Created,Updated,Resolved",
             {"number": "Issue key", "kind": "Issue Type", "priority": "Priority", "created_at": "Created",
              "resolved_at": "Resolved"}),
    "servicenow": ("number,opened_at,sys_updated_on,resolved_at,closed_at,priority,state,company,assignment_group",
                   {"number": "number", "created_at": "opened_at", "resolved_at": "resolved_at",
                    "closed_at": "closed_at", "priority": "priority", "municipality": "company",
                    "team": "assignment_group"}),
    "topdesk": ("Call number,Creation date,Completion date,Closure date,Incident type,Priority,Operator group,Branch",
                {"number": "Call number", "created_at": "Creation date", "closed_at": "Closure date",
                 "kind": "Incident type", "priority": "Priority", "team": "Operator group",
                 "municipality": "Branch"}),
    "pureservice": ("Saksnr.,Emne,Status,Prioritet,Type,Kategori 1,Firma,Team,Opprettet,Første svar,Løst dato,"
                    "Lukket dato,SLA-tid brukt",
                    {"number": "Saksnr.", "priority": "Prioritet", "kind": "Type", "category": "Kategori 1",
                     "municipality": "Firma", "team": "Team", "created_at": "Opprettet",
                     "responded_at": "Første svar", "resolved_at": "Løst dato", "closed_at": "Lukket dato"}),
}  # fmt: skip


@pytest.mark.parametrize("program", CASES)
def test_the_titles_of_usual_programs_are_known_and_a_state_makes_no_log(program):
    header, mapping = CASES[program]
    titles = header.split(",")
    seen = {title: ticket_fields.Seen(2, 2, 2) for title in titles}

    assert ticket_fields.guessed_mapping(titles, seen) == mapping


def test_a_column_of_hours_is_no_moment():
    titles = ["ID", "Created", "First response", "Resolved"]
    seen = {
        "ID": ticket_fields.Seen(9, 0, 9), "Created": ticket_fields.Seen(9, 9, 9),
        "First response": ticket_fields.Seen(9, 0, 4), "Resolved": ticket_fields.Seen(0, 0, 0),
    }  # fmt: skip

    assert ticket_fields.guessed_mapping(titles, seen) == {
        "number": "ID", "created_at": "Created", "resolved_at": "Resolved"
    }  # fmt: skip


@pytest.mark.parametrize(("different", "is_log"), [(9, False), (3, True)])
def test_a_file_with_as_many_tickets_as_rows_is_no_log(different, is_log):
    titles = ["ID", "Created at", "Updated at", "State"]
    seen = {title: ticket_fields.Seen(9, 9, 9) for title in titles}

    mapping = ticket_fields.guessed_mapping(titles, {**seen, "ID": ticket_fields.Seen(9, 0, different)})

    assert (ticket_fields.rows_are(mapping) == ticket_fields.RowsAre.EVENT) == is_log


UPDATED = "Nummer;Status;Created at;Closed at;Updated at\n1;Lukket;10.03.2024 12:00;11.03.2024 12:00;15.05.2024 12:00\n"


def test_the_last_update_is_not_when_a_ticket_was_resolved(client, head, post):
    client.force_login(head)
    uploaded = post(reverse("support:ticket-import-new"), {"content": ContentFile(UPDATED.encode(), name="a.csv")})
    form = client.get(uploaded.url).context["form"]
    posted = {name: form[name].initial or "" for name in form.fields if not isinstance(form[name].initial, bool)}
    post(uploaded.url, {**posted, "source_name": "S", "kind_of_file": "incident", "priority_of_file": "low"})
    imported = ImportedFile.objects.get()
    post(reverse("support:ticket-import-confirm", args=[imported.pk]), {})

    assert Ticket.objects.get().resolved_at == oslo(2024, 3, 11, 12)


def test_a_file_read_as_a_log_with_as_many_tickets_as_rows_is_pointed_out(head):
    text = UPDATED + UPDATED.splitlines()[1].replace("1;", "2;", 1) + "\n"
    mapping = {"number": "Nummer", "created_at": "Created at", "event_at": "Updated at", "state": "Status"}

    imported = read_file(head, text, NO_COLUMNS, mapping)

    assert "like mange saker som rader" in imported.summary["warnings"][0]["reason"]


def test_what_can_hardly_be_is_pointed_out_and_stops_nothing(head):
    text = (
        "Nummer;Opprettet;Løst;Lukket\n1;04.03.2024 08:00;06.03.2024 08:00;05.03.2024 08:00\n"
        "2;04.03.2024 08:00;31.12.2099 08:00;\n"
    )

    imported = import_file(head, text)

    assert [(one["line"], one["column"], one["reason"]) for one in imported.summary["warnings"]] == [
        (2, "Løst", "Løst etter at saken ble lukket."),
        (3, "Løst", "Løst 31.12.2099\xa008.00 er etter at filen ble lastet opp."),
    ]


def test_a_log_without_a_column_of_creation_begins_with_its_first_row(head):
    mapping = {"number": "number", "event_at": "sys_updated_at", "state": "incident_state", "priority": "priority"}

    import_file(head, LOG, LOG_OPTIONS, mapping)

    assert Ticket.objects.earliest("number").created_at == oslo(2024, 3, 4, 8)


@pytest.mark.parametrize("name", ["Molde kommune", "MOLDE", "1506 Molde", "1506", "Molde kommune (1506)"])
def test_a_municipality_is_known_by_its_name_and_its_number(head, name):
    text = f"Nummer;Opprettet;Kommune\n1;04.03.2024 08:00;{name}\n2;04.03.2024 08:00;Molde kino\n"

    imported = read_file(head, text)

    assert {value: decision for value, _, decision in imported.summary["values"]["municipality"]} == {
        name: "1506",
        "Molde kino": "",
    }


def test_a_number_in_groups_of_three_is_one_number(head):
    import_file(head, "ID;Opprettet\n1 234;04.03.2024 08:00\n")

    assert Ticket.objects.get().number == 1234


# The command


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "saker.csv"
    path.write_text("Saksnummer;Opprettet;Prioritet\n1;04.03.2024 08:00;P1\n")
    return path


@pytest.fixture
def source(head):
    return ImportSource.objects.create(
        kind="tickets",
        name="S",
        mapping={"number": "Saksnummer", "created_at": "Opprettet", "priority": "Prioritet"},
        options={"format": "dots", "kind_of_file": "incident", "values": {"priority": {"P1": "high"}}},
    )


def test_the_command_imports_by_the_source_and_a_dry_run_stores_nothing(file, source, capsys):
    call_command("import_tickets", str(file), "--source", "S", "--dry-run")
    assert (Ticket.objects.count(), ImportedFile.objects.count()) == (0, 0)

    call_command("import_tickets", str(file), "--source", "S")

    assert Ticket.objects.get().priority == "high"
    assert "1 new" in capsys.readouterr().out
    with pytest.raises(CommandError, match="allerede importert"):
        call_command("import_tickets", str(file), "--source", "S")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--source", "Ukjent"], "no source is named"),
        (["--source", "S", "--by", "ingen@example.no"], "no person"),
    ],
)
def test_the_command_says_what_is_wrong(file, source, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("import_tickets", str(file), *arguments)


def test_the_command_stops_at_words_that_nobody_has_decided(file, source):
    ImportSource.objects.update(options={"format": "dots", "kind_of_file": "incident"})

    with pytest.raises(CommandError, match="ikke avklart"):
        call_command("import_tickets", str(file), "--source", "S")
    assert ImportedFile.objects.count() == 0
