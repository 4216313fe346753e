"""Boxes are written one by one or as a block: what can be stored is, the rest is told at its box."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from meetings.registers.models import RegisterCell, RegisterRow
from meetings.registers.sheet import Sheet, lines_of
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, remove_rows, restore_rows, write
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories
from tests.factories import make_register, make_register_row, make_user

NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
LATER = datetime(2024, 3, 6, 12, tzinfo=UTC)


@pytest.fixture
def agreements(municipalities):
    return make_register(Standard.AGREEMENTS)


def column(register, key):
    return register.columns.get(key=key)


def box(register, row, key, text, **told):
    return Typed(row, column(register, key).pk, text, **told)


def only_line(register):
    [line] = lines_of(register, register.rows.standing())
    return line


def test_a_new_row_is_written_with_one_entry_in_the_trail(agreements, author):
    row = uuid4()

    written = write(
        agreements,
        [box(agreements, row, "avtale", "Skoleavtalen"), box(agreements, row, "til", "30.6.24"),
         box(agreements, row, "gjelder", "Molde, Vestnes"), box(agreements, row, "kostnad", "1200000")],
        by=author, now=NOW,
    )  # fmt: skip

    line = only_line(agreements)
    assert (written.faults, written.made) == ({}, [row])
    assert (line.row.title, line["til"].day, line["gjelder"].numbers) == (
        "Skoleavtalen", date(2024, 6, 30), ("1506", "1535"),
    )  # fmt: skip
    assert (line.row.made_at, line.row.changed_at) == (NOW, NOW)
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.by) == ("la til rad i register", author)
    assert entry.detail["after"] == {
        "Avtale": "Skoleavtalen", "Til": "30.06.2024", "Kommuner": "Molde, Vestnes",
        "Kostnad i året": "1\xa0200\xa0000,00",
    }  # fmt: skip


def test_of_a_block_what_can_be_stored_is_and_the_rest_is_told_at_its_box(agreements, author):
    first, second = uuid4(), uuid4()
    typed = [
        box(agreements, first, "avtale", "A"), box(agreements, first, "til", "snart"),
        box(agreements, second, "avtale", "B"), box(agreements, second, "status", "Finnes ikke"),
        Typed(second, 99999999, "for bredt"),
    ]  # fmt: skip

    written = write(agreements, typed, by=author, now=NOW)

    assert [line.row.title for line in lines_of(agreements, agreements.rows.all())] == ["A", "B"]
    assert {place[1:]: told.split(".")[0] for place, told in written.faults.items()} == {
        (column(agreements, "til").pk, ""): "«snart» er ikke en dato",
        (column(agreements, "status").pk, ""): "«Finnes ikke» er ikke en status her",
        (99999999, ""): "Kolonnen er tatt bort i mellomtiden",
    }


def test_a_row_of_which_nothing_can_be_stored_is_not_made(agreements, author):
    written = write(agreements, [box(agreements, uuid4(), "til", "aldri")], by=author, now=NOW)

    assert (len(written.faults), written.made, RegisterRow.objects.count()) == (1, [], 0)


def test_rows_of_a_block_stand_in_the_order_they_were_typed(agreements, author):
    uuids = [uuid4() for _ in range(30)]

    write(agreements, [box(agreements, one, "avtale", f"{n}") for n, one in enumerate(uuids)], by=author, now=NOW)

    assert list(agreements.rows.values_list("uuid", flat=True)) == uuids


def test_two_in_one_box_do_not_write_over_each_other(agreements, author, head):
    row = make_register_row(agreements, avtale="A", leverandor="X")
    seen = {"seen": "X"}
    write(agreements, [box(agreements, row.uuid, "leverandor", "Y", **seen)], by=head, now=NOW)

    late = write(agreements, [box(agreements, row.uuid, "leverandor", "Z", **seen)], by=author, now=LATER)
    same = write(agreements, [box(agreements, row.uuid, "leverandor", "Y", **seen)], by=author, now=LATER)

    assert list(late.faults.values()) == ["Noen andre har skrevet «Y» her i mellomtiden."]
    assert (same.faults, only_line(agreements).text("leverandor")) == ({}, "Y")
    assert only_line(agreements).row.changed_at == NOW


def test_a_box_for_each_municipality_holds_its_own(municipalities, author):
    rollouts = make_register(Standard.ROLLOUTS)
    row = make_register_row(rollouts, tiltak="Ny portal", status={"1506": "I drift", "1535": "Planlagt"})

    write(rollouts, [box(rollouts, row.uuid, "status", "Pågår", part="1535")], by=author, now=NOW)

    line = only_line(rollouts)
    assert [line.text("status", number) for number in ("1506", "1535", "1539")] == ["I drift", "Pågår", ""]
    [refused] = write(rollouts, [box(rollouts, row.uuid, "status", "Pågår")], by=author, now=NOW).faults.values()
    assert refused == "Ruten finnes ikke. Last siden på nytt."


def test_what_must_be_filled_in_is_not_emptied(agreements, author):
    row = make_register_row(agreements, avtale="A")

    [told] = write(agreements, [box(agreements, row.uuid, "avtale", " ")], by=author, now=NOW).faults.values()

    assert (told, only_line(agreements).row.title) == ("«Avtale» må fylles ut.", "A")


def test_a_row_is_taken_away_and_put_back_as_it_was(agreements, author):
    row = make_register_row(agreements, avtale="A", til="30.06.2024")

    assert remove_rows(agreements, [row.uuid], by=author, now=NOW) == 1
    assert list(agreements.rows.standing()) == []
    [told] = write(agreements, [box(agreements, row.uuid, "til", "")], by=author, now=NOW).faults.values()
    assert told == "Raden er tatt bort i mellomtiden. Det du skrev, er ikke lagret."
    assert restore_rows(agreements, [row.uuid], by=author, now=NOW) == 1
    assert only_line(agreements)["til"].day == date(2024, 6, 30)
    assert AuditEntry.objects.first().action == "satte tilbake rad i register"


def test_one_who_may_not_write_stores_nothing(agreements, council_member):
    row = make_register_row(agreements, avtale="A")

    for change in (
        lambda: write(agreements, [box(agreements, row.uuid, "avtale", "B")], by=council_member, now=NOW),
        lambda: remove_rows(agreements, [row.uuid], by=council_member, now=NOW),
        lambda: restore_rows(agreements, [row.uuid], by=council_member, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_a_row_that_the_writer_may_not_read_is_not_there(municipalities, finance):
    register = make_register(readers="members", editors="named")
    register.named_editors.add(finance)
    row = make_register_row(
        register, exempt="offentleglova § 13, jf. forvaltningsloven § 13", **named(register, "Hemmelig")
    )

    written = write(register, [Typed(row.uuid, register.columns.get().pk, "Sett")], by=finance, now=NOW)

    assert list(written.faults.values()) == ["Raden er tatt bort i mellomtiden. Det du skrev, er ikke lagret."]


def named(register, text):
    return {register.columns.get().key.replace("-", "_"): text}


def test_a_block_of_too_many_boxes_stores_nothing(agreements, author):
    row = uuid4()

    with pytest.raises(ValidationError, match="Ta høyst 5000 om gangen"):
        write(agreements, [box(agreements, row, "avtale", "A")] * 5_001, by=author, now=NOW)


def test_the_same_queries_write_a_box_whatever_the_register_holds(agreements, author, django_assert_max_num_queries):
    rows = [make_register_row(agreements, avtale=f"A{n}", leverandor="X") for n in range(12)]

    with django_assert_max_num_queries(24):
        write(agreements, [box(agreements, rows[5].uuid, "leverandor", "Y", seen="X")], by=author, now=NOW)


def test_the_database_keeps_a_box_to_one_content_and_a_part_to_its_municipality(agreements):
    row = make_register_row(agreements, avtale="A")
    where = {"row": row, "column": column(agreements, "leverandor")}

    for wrong in (
        {"text": ""}, {"text": "x", "part": "1506"}, {"text": "x", "part": "1506", "municipality_id": "1535"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterCell.objects.create(**where, **wrong)
    RegisterCell.objects.create(**where, text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterCell.objects.create(**where, text="y")


def test_a_row_that_another_points_at_prints_its_title_there(municipalities, author):
    claims = make_register(Standard.CLAIMS)
    agreements = make_register(Standard.AGREEMENTS)
    agreement = make_register_row(agreements, avtale="Skoleavtalen")
    make_register_row(claims, krav="Dobbel faktura", avtale="skoleavtalen")
    write(agreements, [box(agreements, agreement.uuid, "avtale", "Ny skoleavtale")], by=author, now=NOW)

    assert only_line(claims).text("avtale") == "Ny skoleavtale"


def test_every_standard_register_begins_whole(municipalities, head):
    registers = [make_register(standard) for standard in Standard]

    assert [register.title for register in registers] == [standard.label for standard in Standard]
    for register in registers:
        register.full_clean()
        sheet = Sheet(register)
        assert sheet.columns[0].is_required
        for one in sheet.columns:
            one.full_clean()
            assert (one.kind == "state") == bool(one.states.all())
    assert head.role == User.Role.HEAD
    assert make_user().is_active
    assert factories.make_register(Standard.RISKS).pk == registers[7].pk
