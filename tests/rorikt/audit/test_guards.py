"""What is kept is neither changed, deleted, replaced nor emptied, by whichever statement."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from rorikt.audit import trail
from rorikt.audit.append_only import in_force, trigger_faults
from rorikt.audit.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)
SQLITE, POSTGRESQL = "sqlite", "postgresql"
COLUMNS = "id, at, by_id, action, subject, detail, previous_hash, hash"
FORGED = "'2024-02-06 11:00:00', NULL, 'la til noe', 'x:1', '{{}}', '{previous}', '{hash}'"


def execute(sql, *, as_a_stranger=False):
    with connection.cursor() as cursor:
        if as_a_stranger and connection.vendor == SQLITE:
            cursor.execute("PRAGMA recursive_triggers = OFF")  # as who opens the file by hand has it
        try:
            cursor.execute(sql)
        finally:
            if as_a_stranger and connection.vendor == SQLITE:
                cursor.execute("PRAGMA recursive_triggers = ON")


@pytest.fixture
def entries(head):
    return [trail.record("la til noe", head, by=head, now=NOW, navn=name) for name in "AB"]


def attacks(entries):
    first, second = entries
    same_key = f"{first.pk}, {FORGED.format(previous='f' * 64, hash='e' * 64)}"
    same_hash = f"{second.pk + 100}, {FORGED.format(previous='f' * 64, hash=first.hash)}"
    yield from (
        (None, "UPDATE rorikt_auditentry SET action = 'endret noe'"),
        (None, "DELETE FROM rorikt_auditentry"),
        (POSTGRESQL, "TRUNCATE rorikt_auditentry"),
        (POSTGRESQL, "TRUNCATE rorikt_auditentry, rorikt_user RESTART IDENTITY CASCADE"),
        (SQLITE, f"INSERT OR REPLACE INTO rorikt_auditentry ({COLUMNS}) VALUES ({same_key})"),
        (SQLITE, f"REPLACE INTO rorikt_auditentry ({COLUMNS}) VALUES ({same_hash})"),
        (SQLITE, f"UPDATE OR REPLACE rorikt_auditentry SET id = {first.pk} WHERE id = {second.pk}"),
        (
            None,
            f"INSERT INTO rorikt_auditentry ({COLUMNS}) VALUES ({same_key}) "
            "ON CONFLICT (id) DO UPDATE SET action = excluded.action",
        ),
        (
            None,
            f"INSERT INTO rorikt_auditentry ({COLUMNS}) VALUES ({same_hash}) "
            "ON CONFLICT (hash) DO UPDATE SET subject = 'x:2'",
        ),
    )


def test_the_trail_is_neither_changed_emptied_nor_replaced(entries):
    kept = list(AuditEntry.objects.order_by("pk").values_list("pk", "action", "hash"))

    for vendor, sql in attacks(entries):
        if vendor in {None, connection.vendor}:
            with pytest.raises(DatabaseError), transaction.atomic():
                execute(sql, as_a_stranger=True)

    assert list(AuditEntry.objects.order_by("pk").values_list("pk", "action", "hash")) == kept
    assert trail.broken_entries() == []


def test_a_new_row_is_still_added(entries, head):
    trail.record("endret noe", head, by=head, now=NOW)

    assert AuditEntry.objects.count() == 3


def test_a_row_that_may_go_is_replaced_and_one_that_may_not_is_not(head):
    """A case that was sent stays; another of the same meeting goes."""
    meeting = factories.make_meeting()
    sent = factories.make_item(meeting=meeting, sent_at=NOW)
    free = factories.make_item(meeting=meeting)

    with connection.cursor() as cursor:
        if connection.vendor == POSTGRESQL:
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute("TRUNCATE meetings_agendaitem CASCADE")
            return
        cursor.execute("PRAGMA recursive_triggers = OFF")
        try:
            columns = [row[1] for row in cursor.execute("PRAGMA table_info(meetings_agendaitem)").fetchall()]
            names = ", ".join(f'"{name}"' for name in columns)
            copy = f"REPLACE INTO meetings_agendaitem ({names}) SELECT {names} FROM meetings_agendaitem WHERE id = "
            cursor.execute(f"{copy}{free.pk}")
            with pytest.raises(DatabaseError, match="a_case_that_was_sent_stays"), transaction.atomic():
                cursor.execute(f"{copy}{sent.pk}")
            with pytest.raises(DatabaseError, match="a_case_that_was_sent_stays"), transaction.atomic():
                cursor.execute(f"UPDATE OR REPLACE meetings_agendaitem SET id = {sent.pk} WHERE id = {free.pk}")
        finally:
            cursor.execute("PRAGMA recursive_triggers = ON")


def test_an_empty_table_may_be_emptied(db):
    if connection.vendor == POSTGRESQL:
        execute("TRUNCATE meetings_seal")


def test_every_table_whose_rows_stay_is_guarded_in_every_way():
    found = in_force()
    deleting = {one.table for one in found.values() if one.kind in {"delete", "change"}}
    kinds = {"truncate"} if connection.vendor == POSTGRESQL else {"replaced_by_insert"}

    assert len(deleting) > 25
    for kind in kinds:
        assert {one.table for one in found.values() if one.kind == kind} == deleting
    assert list(trigger_faults()) == []


def test_a_guard_that_was_written_anew_switched_off_or_added_is_told_of(db):
    table, name = "rorikt_auditentry", "rorikt_auditentry_append_only"
    with connection.cursor() as cursor:
        if connection.vendor == POSTGRESQL:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$"
            )
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}_truncate")
            cursor.execute(f"CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
            rewritten, gone = name, f"{name}_truncate"
        else:
            rewritten, gone = f"{name}_update", f"{name}_delete"
            cursor.execute(f"DROP TRIGGER {rewritten}")
            cursor.execute(f"CREATE TRIGGER {rewritten} BEFORE UPDATE ON {table} BEGIN SELECT 1; END")
            cursor.execute(f"DROP TRIGGER {gone}")
            cursor.execute(f"CREATE TRIGGER mine BEFORE INSERT ON {table} BEGIN SELECT 1; END")

    assert sorted(trigger_faults()) == sorted(
        [
            f"Tabellen {table} er ikke vernet som den skal: utløseren {rewritten} er skrevet om.",
            f"Tabellen {table} er ikke vernet mot endring lenger: utløseren {gone} mangler.",
            f"Tabellen {table} har fått en utløser som ikke hører til her: mine.",
        ]
    )


def test_migrations_are_not_taken_back_over_what_is_kept(entries):
    for label, name in (("rorikt", "zero"), ("meetings", "0043"), ("budget", "0001")):
        with pytest.raises(CommandError, match="tas ikke tilbake"):
            call_command("migrate", label, name, verbosity=0)

    assert AuditEntry.objects.count() == 2


def test_loading_rows_does_not_change_one_that_is_there(entries, tmp_path):
    fixture = tmp_path / "trail.json"
    call_command("dumpdata", "rorikt.auditentry", output=str(fixture), verbosity=0)
    fixture.write_text(fixture.read_text().replace("la til noe", "endret noe"))

    with pytest.raises(DatabaseError), transaction.atomic():
        call_command("loaddata", str(fixture), verbosity=0)

    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"la til noe"}
