"""Which columns a file of tickets has, what has to be chosen before it can be read, and what a row becomes."""

from datetime import UTC, datetime, timedelta

import pytest

from rorikt.sheets.tabular import Layout
from support.files.ticket_fields import RowsAre, TicketDraft, faults, guessed_mapping, rows_are, total_pauses

CREATED = datetime(2024, 2, 1, 8, tzinfo=UTC)
HEADER = ("Nr", "Opprettet", "Type", "Prioritet", "Fra", "Til", "Endret", "Status")
MAPPED = {"number": "Nr", "created_at": "Opprettet", "kind": "Type", "priority": "Prioritet"}
PAUSES = {"pause_start": "Fra", "pause_end": "Til"}
LOG = {"event_at": "Endret", "state": "Status"}


def missing(mapping=MAPPED, header=HEADER, **options):
    return faults(mapping, {"format": "iso", **options}, Layout("csv", header, 1))


def draft(**overrides):
    values = {
        "line": 2, "source_number": "100123", "kind": "incident", "priority": "low", "category": "", "team": "",
        "municipality": None, "created_at": CREATED, "responded_at": None, "resolved_at": None, "closed_at": None,
        "reopenings": 0, "pauses": (), "steps": (),
    }  # fmt: skip
    return TicketDraft(**{**values, **overrides})


def test_a_column_that_tells_who_did_it_is_no_moment():
    found = guessed_mapping(["Number", "Opened at", "opened_by", "Resolved by", "Løst av", "Priority", "State"])

    assert found == {"number": "Number", "created_at": "Opened at", "priority": "Priority"}


@pytest.mark.parametrize(
    ("title", "is_total"),
    [("Total pausetid", True), ("pause_minutes", True), ("Ventetid", True), ("hold duration", True),
     ("Sum pause", True), ("Pause fra", False), ("Pause slutt", False), ("Pauseårsak", False), ("Opprettet", False),
     ("Vent", False)],
)  # fmt: skip
def test_a_column_of_a_whole_pause_is_known_from_one_of_its_start(title, is_total):
    assert total_pauses([title]) == ([title] if is_total else [])


@pytest.mark.parametrize("mapping", [MAPPED, {**MAPPED, **PAUSES}, {**MAPPED, **LOG}])
def test_what_is_chosen_as_a_whole_may_be_read(mapping):
    assert missing(mapping) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"created_at": ""}, "created_at"),
        ({"kind": ""}, "kind"),
        ({"priority": ""}, "priority"),
        ({"pause_start": "Fra"}, "pause_end"),
        ({"pause_end": "Til"}, "pause_end"),
        ({**PAUSES, **LOG}, "pause_end"),
        ({"state": "Status"}, "state"),
        ({"event_at": "Endret"}, "state"),
        ({"kind": "Prioritet"}, "priority"),
    ],
)
def test_what_is_missing_or_too_much_is_told_at_its_field(change, field):
    assert set(missing({**MAPPED, **change})) == {field}


@pytest.mark.parametrize("name", ["kind", "priority"])
def test_what_all_tickets_of_a_file_have_needs_no_column(name):
    assert missing({**MAPPED, name: ""}, **{f"{name}_of_file": "incident"}) == {}


def test_a_file_of_pauses_alone_has_only_numbers_and_pauses():
    assert missing({"number": "Nr", **PAUSES}, tickets_of="1") == {}
    assert set(missing({"number": "Nr"}, tickets_of="1")) == {"pause_start"}


def test_how_moments_are_written_has_to_be_said():
    assert set(missing(format="")) == set(missing(format="japansk")) == {"format"}


def test_a_whole_pause_is_left_out_knowingly_and_never_used():
    header = (*HEADER, "Total pausetid")

    assert "«Total pausetid» ser ut som samlet pausetid" in missing(header=header)["without_total_pause"]
    assert missing(header=header, without_total_pause=True) == {}
    used = {**MAPPED, "pause_start": "Fra", "pause_end": "Total pausetid"}
    assert set(missing(used, header, without_total_pause=True)) == {"pause_end"}


@pytest.mark.parametrize(
    ("mapping", "row"),
    [(MAPPED, RowsAre.TICKET), ({**MAPPED, **PAUSES}, RowsAre.PAUSE), ({**MAPPED, **LOG}, RowsAre.EVENT)],
)
def test_what_a_row_stands_for_follows_from_the_columns(mapping, row):
    assert rows_are(mapping) == row


# A ticket as it is to be stored


@pytest.mark.parametrize(
    ("text", "whole", "wanted"),
    [("100123", 100_123, 100_123), ("INC0000045", None, 45), ("0", None, None), ("A-1-2", None, None),
     ("1000000000000000", None, None), ("999999999999999", 999_999_999_999_999, 999_999_999_999_999),
     ("x", None, None)],
)  # fmt: skip
def test_a_number_is_whole_or_has_its_digits_or_none(text, whole, wanted):
    assert (draft(source_number=text).whole_number, draft(source_number=text).wanted_number) == (whole, wanted)


def test_a_ticket_is_the_same_wherever_it_stands_and_another_when_anything_of_it_moves():
    same = draft(line=99, source_number="7")

    assert draft().fingerprint == same.fingerprint
    for change in (
        {"priority": "high"},
        {"reopenings": 1},
        {"closed_at": CREATED},
        {"pauses": ((CREATED, None, "user"),)},
    ):
        assert draft(**change).fingerprint != same.fingerprint


def test_an_end_before_the_beginning_is_the_wrong_order():
    early = CREATED - timedelta(seconds=1)

    assert not draft(resolved_at=CREATED, closed_at=CREATED).has_wrong_order
    assert draft(resolved_at=early).has_wrong_order
    assert draft(closed_at=early).has_wrong_order
