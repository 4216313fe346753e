"""What stands still after a backup was put back, until a person says so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from rorikt.backups import condition, duties, restoring
from rorikt.backups.models import Backup
from rorikt.jobs.models import Job
from rorikt.mail import Undelivered
from rorikt.mail.handing_over import check_set_up
from rorikt.mail.models import MailHold
from rorikt.starting import migrated
from rorikt.telling.models import Told
from rorikt.telling.sending import send_waiting
from tests import factories

MADE_AT = datetime(2026, 11, 30, 2, tzinfo=UTC)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def mail_server(settings, db):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def tell(user, **given):
    values = {"kind": "meetings.answered_question", "once": "svar", "subject": "Svar", "url": "/", "made_at": NOW}
    return Told.objects.create(user=user, **{**values, **given})


def test_nobody_is_logged_in_and_no_job_begins_again(head):
    Session.objects.create(session_key="x", session_data="", expire_date=NOW + timedelta(days=1))
    waiting = Job.objects.create(kind="packet", key="a", title="Pakke", state=Job.State.QUEUED)
    done = Job.objects.create(kind="packet", key="b", title="Pakke", state=Job.State.DONE)

    told = restoring.stand_still(MADE_AT, NOW)

    waiting.refresh_from_db()
    done.refresh_from_db()
    assert not Session.objects.exists()
    assert (waiting.state, waiting.error, done.state) == (Job.State.FAILED, restoring.ENDED, Job.State.DONE)
    assert "Kopien er fra 30.11.2026 kl. 03.00. Det som er gjort etter det, er borte." in told


def test_mail_is_held_until_a_person_lets_it_go(head):
    tell(head)
    told = restoring.stand_still(MADE_AT, NOW)

    with pytest.raises(Undelivered, match="holdes tilbake"):
        check_set_up()
    assert "1 varsel ventet da kopien ble laget, og kan være sendt siden." in told
    assert not condition.held_mail(NOW)[1]
    assert mail.outbox == []

    call_command("release_mail")

    check_set_up()
    assert Told.objects.waiting().count() == 1
    assert condition.held_mail(NOW)[1]


def test_what_waits_is_forgotten_where_a_person_says_so(head):
    tell(head)
    restoring.stand_still(MADE_AT, NOW)

    call_command("release_mail", "--forget")
    send_waiting(NOW)

    assert [told.state for told in Told.objects.all()] == [Told.State.DROPPED]
    assert mail.outbox == []


def test_where_nothing_is_held_nothing_is_released():
    with pytest.raises(CommandError, match="Ingen e-post holdes"):
        call_command("release_mail")


def test_to_put_it_back_twice_holds_mail_once(head):
    for _ in range(2):
        restoring.stand_still(MADE_AT, NOW)

    assert MailHold.objects.count() == 1


def test_the_mails_of_a_notice_that_waited_are_for_a_person_to_send(head):
    _, first = factories.make_notice(sent_by=head)

    told = restoring.stand_still(MADE_AT, NOW)

    first.refresh_from_db()
    assert first.state == "uncertain"
    assert "kan være sendt siden" in first.reply
    assert any("står som usikre" in one for one in told)


def test_a_database_that_is_half_put_back_is_migrated_by_the_restore_alone(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / migrated.RESTORING).write_text("{}")

    with pytest.raises(CommandError, match=r"^Gjenopprettingen er ikke ferdig: kjør «./run manage restore»"):
        call_command("migrate", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0, is_restoring=True)


NIGHTS = {
    "2026-11-30T03:00": "2026-11-30T01:00",
    "2026-11-30T00:30": "2026-11-29T01:00",
    "2026-07-01T00:30": "2026-07-01T00:00",
}


@pytest.mark.parametrize(("now", "night"), NIGHTS.items())
def test_the_night_begins_at_two_in_oslo(now, night):
    assert duties.night_of(datetime.fromisoformat(f"{now}+00:00")) == datetime.fromisoformat(f"{night}+00:00")


def test_a_backup_waits_once_a_night_and_an_hour_after_one_that_failed(settings):
    assert not duties.is_waiting()
    settings.BACKUP_FOLDER = "/mnt/backup"
    assert duties.is_waiting()

    failed = Backup.objects.create(begun_at=timezone.now(), error="Disken er full.")
    assert not duties.is_waiting()
    Backup.objects.filter(pk=failed.pk).update(begun_at=timezone.now() - timedelta(hours=2))
    assert duties.is_waiting()

    Backup.objects.create(begun_at=timezone.now(), ended_at=timezone.now(), verified="lest tilbake")
    assert not duties.is_waiting()
