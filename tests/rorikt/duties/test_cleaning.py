"""What nobody needs any more goes by the clock."""

import os
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from rorikt.access.duties import forget_old_sessions
from rorikt.duties.models import DutyState
from rorikt.jobs.duties import forget_old_jobs, remove_left_behind
from rorikt.jobs.models import Job


def make_job(key, **overrides):
    return Job.objects.create(kind="x", key=key, title=key, **overrides)


def test_jobs_that_ended_three_months_ago_are_forgotten(head):
    now = timezone.now()
    make_job("old", state=Job.State.DONE, finished_at=now - timedelta(days=91)).followed_by.add(head)
    make_job("new", state=Job.State.FAILED, finished_at=now - timedelta(days=89))
    make_job("waits", created_at=now - timedelta(days=91))
    for key, days in (("a", 91), ("b", 89)):
        DBTaskResult.objects.create(
            task_path=key,
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=now - timedelta(days=days),
        )

    assert forget_old_jobs(now).startswith("1 jobber")
    assert forget_old_jobs(now) == ""

    assert {job.key for job in Job.objects.all()} == {"new", "waits"}
    assert DBTaskResult.objects.get().task_path == "b"


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("rorikt-work-old", "rorikt-work-new", "another-old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sak.pdf").touch()
    (tmp_path / "rorikt-work-link").symlink_to(tmp_path / "another-old")
    now = timezone.now()
    for name in ("rorikt-work-old", "another-old"):
        os.utime(tmp_path / name, ((now - timedelta(hours=7)).timestamp(),) * 2)

    assert remove_left_behind(now) == "1 midlertidig mappe fra prosesser som ble avbrutt, er slettet."
    assert remove_left_behind(now) == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another-old", "rorikt-work-link", "rorikt-work-new"]
    assert (tmp_path / "another-old" / "sak.pdf").exists()


def test_expired_log_ins_are_forgotten(db):
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))

    assert forget_old_sessions(now) == "1 utløpte pålogginger er slettet."
    assert Session.objects.get().session_key == "new"


def test_an_administrator_reads_what_the_clock_has_done_and_cannot_change_it(client, administrator, head):
    state = DutyState.objects.create(name="Rydder", ended_at=timezone.now(), error="Nøkkelen er borte.")
    pages = [
        reverse("admin:rorikt_dutystate_changelist"),
        reverse("admin:rorikt_dutystate_change", args=[state.pk]),
    ]
    client.force_login(administrator)

    for page in pages:
        assert "Nøkkelen er borte." in client.get(page).content.decode()
    assert client.post(pages[1], {"name": "x"}).status_code == 403
    assert client.get(reverse("admin:rorikt_dutystate_add")).status_code == 403

    client.force_login(head)
    assert client.get(pages[0]).status_code == 403
