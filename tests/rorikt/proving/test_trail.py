"""The trail cut, emptied, put back and made anew: each told apart by the end that is signed outside the database."""

import json
import os
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from rorikt.audit import heads, trail
from rorikt.audit.models import AuditEntry
from rorikt.proving import chain, duties, proving
from rorikt.proving.condition import trail_condition
from rorikt.proving.findings import Fault
from rorikt.telling.models import Told
from tests.unguarded import unguarded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def write(head, count, now=NOW):
    return [trail.record("la til noe", head, by=head, now=now, navn=f"rad {number}") for number in range(count)]


def faults(now=NOW + 2 * HOUR, others=()):
    return [one.text for one in proving.of_trail(now, others) if isinstance(one, Fault)]


def notes(now=NOW + 2 * HOUR):
    return [one.text for one in proving.of_trail(now) if not isinstance(one, Fault)]


def rechained(entries):
    """As somebody does it who knows how hashes are made: all rows of the database fit together again."""
    previous = trail.FIRST
    for entry in entries:
        entry.previous_hash = previous
        entry.hash = previous = trail.entry_hash(entry)
    with unguarded(AuditEntry):
        AuditEntry.objects.all().delete()
        AuditEntry.objects.bulk_create(entries)


def number_from(number):
    """The counter of rows, which a backup that is put back has as it was."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('rorikt_auditentry', 'id'), %s)", [number])
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = 'rorikt_auditentry'", [number])


def cut(count):
    with unguarded(AuditEntry):
        AuditEntry.objects.filter(pk__in=list(AuditEntry.objects.values_list("pk", flat=True)[:count])).delete()


def test_a_trail_that_is_whole_is_signed_and_fits(head):
    write(head, 3)
    signed = heads.sign_head(NOW)
    write(head, 2)
    heads.sign_head(NOW + HOUR)

    assert faults() == []
    assert (signed.count, signed.sequence, heads.last_head().count) == (3, 1, 5)
    assert os.stat(heads.key_path()).st_mode & 0o777 == 0o600


def test_an_hour_in_which_nothing_was_done_is_signed_too_and_half_an_hour_is_not(head):
    write(head, 1)

    assert heads.sign_head(NOW)
    assert heads.sign_head(NOW + HOUR / 2) is None
    assert heads.sign_head(NOW + HOUR).sequence == 2
    assert faults() == []


@pytest.mark.parametrize(("count", "told"), [(1, "Minst én rad er borte."), (2, "Minst 2 rader er borte.")])
def test_an_end_that_was_cut_off_is_told(head, count, told):
    entries = write(head, 5)
    heads.sign_head(NOW)
    cut(count)

    [found] = faults()

    last = entries[4 - count].pk
    assert found.startswith(f"Slutten av endringsloggen er kuttet av: den slutter ved rad {last}, men rad ")
    assert found.endswith(told)
    assert trail.broken_entries() == []  # the chain itself does not show it


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gives numbers to rows that are not stored")
def test_an_end_that_was_cut_off_before_it_was_signed_is_told(head):
    entries = write(head, 3)
    heads.sign_head(NOW)
    write(head, 2)
    cut(2)

    [found] = faults()

    last = entries[-1].pk
    assert found == (
        f"Slutten av endringsloggen er kuttet av: den slutter ved rad {last}, men databasen har delt ut numre til "
        f"{last + 2}."
    )


def test_a_trail_that_was_emptied_is_told(head):
    write(head, 5)
    heads.sign_head(NOW)
    cut(5)

    [found] = faults()

    assert found.startswith("Endringsloggen er tømt: 5 rader er borte")


def test_a_database_that_was_put_back_is_told_apart(head):
    entries = write(head, 5)
    heads.sign_head(NOW)
    cut(2)
    number_from(entries[2].pk)

    [found] = faults()

    assert found.startswith("Databasen er satt tilbake til en eldre tilstand: endringsloggen slutter ved rad ")


def test_a_database_that_was_put_back_and_went_on_is_told_apart(head):
    write(head, 3)
    heads.sign_head(NOW)
    entries = write(head, 2)
    heads.sign_head(NOW + HOUR)
    cut(2)
    number_from(entries[0].pk - 1)
    write(head, 4, now=NOW + 3 * HOUR)

    [found] = faults(NOW + 4 * HOUR)

    assert found.startswith("Databasen er satt tilbake til en eldre tilstand og brukt videre: etter rad ")


def test_a_trail_that_was_made_anew_is_told_apart(head):
    entries = write(head, 4)
    heads.sign_head(NOW)
    entries[1].detail = {"navn": "noe annet"}
    rechained(entries)

    [found] = faults()

    assert trail.broken_entries() == []
    assert found.startswith("Endringsloggen er skrevet om fra begynnelsen: radene henger sammen igjen, men rad ")


def test_a_row_that_was_changed_taken_out_or_put_in_is_named(head):
    entries = write(head, 6)
    with unguarded(AuditEntry):
        AuditEntry.objects.filter(pk=entries[1].pk).update(action="endret noe")
        AuditEntry.objects.filter(pk=entries[3].pk).delete()
        AuditEntry(at=NOW, by=head, action="smuglet inn", subject="x:1", previous_hash="f" * 64, hash="e" * 64).save()

    found = faults()

    assert f"rad {entries[1].pk} (30.11.2026" in found[0]
    assert "endret: den har ikke kontrollsummen den ble skrevet med." in found[0]
    assert f"er rad {entries[3].pk} tatt ut foran rad {entries[4].pk}" in found[1]
    assert "«smuglet inn»" in found[2]


def test_what_was_cut_is_not_signed_as_if_it_were_whole(head, administrator):
    write(head, 5)
    heads.sign_head(NOW)
    cut(1)

    with pytest.raises(ValidationError, match="er ikke den som ble signert"):
        duties.sign(NOW + HOUR)

    assert heads.last_head().sequence == 1
    assert Told.objects.get(user=administrator).subject == "Kontrollen av endringsloggen fant avvik"


def test_a_database_that_was_put_back_on_purpose_is_signed_with_the_reason(head, capsys):
    write(head, 5)
    heads.sign_head(NOW - HOUR)
    cut(2)

    call_command("verify_audit", "--trail-only", "--restored", "Disken røk, sikkerhetskopien fra i natt er lagt inn")

    told = capsys.readouterr().out
    assert "Databasen ble satt tilbake til rad" in told
    assert "Disken røk" in told
    assert "Alt er slik det var." in told


def lines():
    return heads.file_path().read_bytes().splitlines(keepends=True)


def three_heads(head):
    for hour in range(3):
        write(head, 1)
        heads.sign_head(NOW + hour * HOUR)


def test_a_line_that_was_changed_or_signed_by_another_is_told(head, settings, tmp_path):
    three_heads(head)
    kept = lines()
    heads.file_path().write_bytes(b"".join([kept[0], kept[1].replace(b'"count": 2', b'"count": 1'), kept[2]]))

    assert "er ikke signert med nøkkelen: den er endret eller føyd til." in faults(NOW + 3 * HOUR)[0]

    heads.file_path().unlink()
    heads.key_path().unlink()
    heads.public_key_path().rename(tmp_path / "kept.pub")
    heads.sign_head(NOW + 3 * HOUR)  # by a key of the attacker's own
    (tmp_path / "kept.pub").replace(heads.public_key_path())
    assert "er ikke signert med nøkkelen" in faults(NOW + 4 * HOUR)[0]


def test_a_line_that_was_taken_out_is_told(head):
    three_heads(head)
    kept = lines()
    heads.file_path().write_bytes(kept[0] + kept[2])

    assert faults(NOW + 3 * HOUR) == [f"Linjer er tatt ut av {heads.file_path()} foran linje 2."]


def test_half_a_line_of_a_process_that_died_is_no_fault_and_the_next_goes_on(head):
    three_heads(head)
    with heads.file_path().open("ab") as file:
        file.write(lines()[0][:70])
    write(head, 1)
    heads.sign_head(NOW + 3 * HOUR)

    assert faults(NOW + 4 * HOUR) == []
    assert "Den ble ikke skrevet ferdig." in notes(NOW + 4 * HOUR)[0]
    assert heads.last_head().sequence == 4


def test_a_file_that_was_cut_together_with_the_database_is_missed_by_the_trail(head):
    """Who cuts the newest signed ends, and the rows after them, meets what the check of the night has noted."""
    three_heads(head)
    proving.note_check([], now=NOW + 2 * HOUR, seconds=1)
    heads.file_path().write_bytes(lines()[0])

    assert any("så signert ende nummer 3, som nå er borte fra" in one for one in faults(NOW + 3 * HOUR))


def test_a_file_that_is_gone_is_missed_by_its_key(head):
    three_heads(head)
    heads.file_path().unlink()

    assert "er borte eller tom, men nøkkelen er her" in faults(NOW + 3 * HOUR)[0]


def test_the_second_place_tells_what_the_first_has_lost(head, settings, tmp_path):
    settings.AUDIT_COPY = str(tmp_path / "elsewhere")
    os.mkdir(settings.AUDIT_COPY)
    three_heads(head)
    heads.file_path().write_bytes(lines()[0])
    cut(2)
    number_from(AuditEntry.objects.first().pk)

    found = faults(NOW + 3 * HOUR)

    assert "er kuttet: den slutter ved nummer 1, mens kopien på det andre stedet går til 3" in found[0]
    assert found[1].startswith("Databasen er satt tilbake til en eldre tilstand")


def test_what_the_second_place_did_not_get_while_it_was_away_comes_later(head, settings, tmp_path):
    settings.AUDIT_COPY = str(tmp_path / "elsewhere")
    write(head, 1)
    with pytest.raises(ValidationError, match="kunne ikke skrives"):
        duties.sign(NOW)
    os.mkdir(settings.AUDIT_COPY)
    write(head, 1)
    heads.sign_head(NOW + HOUR)

    [copy] = (tmp_path / "elsewhere").iterdir()
    assert copy.read_bytes() == heads.file_path().read_bytes()


def test_what_a_log_server_kept_is_held_against_the_database_too(head, tmp_path):
    three_heads(head)
    kept = tmp_path / "syslog"
    kept.write_bytes(b"".join(b"Nov 30 03:00:00 host rorikt-trail: " + line for line in lines()))
    heads.file_path().write_bytes(lines()[0])
    cut(2)

    assert any(one.startswith("Slutten av endringsloggen er kuttet av") for one in faults(NOW + 3 * HOUR, [kept]))


def test_a_clock_that_went_back_is_told(head):
    write(head, 1)
    heads.sign_head(NOW)
    write(head, 1)
    heads.sign_head(NOW - 5 * HOUR)

    assert any(one.startswith("Klokken gikk tilbake mellom signert ende 1") for one in faults())
    assert any(one.startswith("Klokken er stilt tilbake") for one in faults(NOW - 6 * HOUR))


def test_what_is_approved_and_sent_is_signed_at_once(head, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        trail.record("la til noe", head, by=head, now=NOW)
    assert heads.last_head() is None

    with django_capture_on_commit_callbacks(execute=True):
        entry = trail.record("godkjente noe", head, by=head, now=NOW)
    assert heads.last_head().number == entry.pk


def test_the_check_of_the_night_is_in_the_trail_and_on_the_page(client, head, administrator):
    assert duties.is_night()
    write(head, 1)
    told = duties.check(NOW)

    assert told.endswith("alt er slik det var.")
    assert not duties.is_night()
    assert trail_condition(AuditEntry.objects.first().at)[:2] == ("Slik det var", True)
    client.force_login(administrator)
    assert "alt er slik det var" in client.get("/endringslogg/").content.decode()


def test_a_check_that_finds_something_tells_the_administrators_once(client, head, administrator):
    write(head, 3)
    with unguarded(AuditEntry):
        AuditEntry.objects.filter(pk=AuditEntry.objects.order_by("pk")[1].pk).update(action="endret noe")

    for _ in range(2):
        with pytest.raises(ValidationError, match="1 avvik"):
            duties.check(NOW)

    assert Told.objects.count() == 1
    assert trail_condition(AuditEntry.objects.first().at)[:2] == ("1 avvik", False)
    client.force_login(administrator)
    assert "fant 1 avvik" in client.get("/endringslogg/").content.decode().replace("\xa0", " ")


def test_the_command_tells_it_as_json_and_ends_with_an_error(head):
    write(head, 2)
    heads.sign_head(NOW)
    cut(1)
    said = StringIO()

    with pytest.raises(CommandError, match="1 avvik"):
        call_command("verify_audit", "--json", "--trail-only", stdout=said)

    told = json.loads(said.getvalue())
    assert (told["faults"], told["rows"], told["found"][0]["kind"]) == (1, 1, "fault")


@pytest.mark.parametrize("count", [1, 40])
def test_the_queries_do_not_grow_with_the_trail(head, django_assert_num_queries, count):
    write(head, count)
    signed = heads.sign_head(NOW)

    with django_assert_num_queries(2):  # the rows, and which number was given last
        assert list(chain.faults([signed])) == []
