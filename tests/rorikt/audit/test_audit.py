from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from rorikt.audit import trail
from rorikt.audit.models import AuditEntry
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)


def test_each_row_carries_the_hash_of_the_one_before(head):
    first = trail.record("la til noe", head, by=head, now=NOW, navn="A")
    second = trail.record("endret noe", head, by=head, now=NOW, navn=["A", "B"])

    assert first.previous_hash == trail.FIRST
    assert second.previous_hash == first.hash
    assert trail.broken_entries() == []


@pytest.mark.parametrize("change", [lambda rows: rows.update(action="noe annet"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete_a_row(head, change):
    trail.record("la til noe", head, by=head, now=NOW)

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        change(AuditEntry.objects.all())

    assert AuditEntry.objects.get().action == "la til noe"


def test_a_row_that_does_not_fit_the_chain_is_found(head, capsys):
    trail.record("la til noe", head, by=head, now=NOW)
    forged = AuditEntry(at=NOW, by=head, action="smuglet inn", subject="x:1", previous_hash="f" * 64, hash="e" * 64)
    forged.save()

    assert trail.broken_entries() == [forged.pk]
    with pytest.raises(CommandError, match=r"^1 avvik\."):
        call_command("verify_audit")


def test_the_hash_is_of_the_instant_whatever_its_time_zone(head):
    trail.record("godkjente noe", head, by=head, now=NOW.astimezone(ZoneInfo("Europe/Oslo")))

    assert trail.broken_entries() == []


def test_a_whole_chain_is_verified_by_the_command(head, capsys):
    trail.record("la til noe", factories.make_municipalities()[0], by=head, now=NOW, beløp="1 937 782,94")

    call_command("verify_audit")

    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("Merk: Ingen ende av endringsloggen er signert ennå.")
    assert told[1].startswith("Alt er slik det var. Endringsloggen er hel: 1 rader (")
