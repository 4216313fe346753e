import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from rorikt.jobs import queue
from rorikt.jobs.models import Job


@pytest.fixture
def work(monkeypatch):
    """Register work under the kind «test» for one test."""

    def register(function):
        monkeypatch.setitem(queue.registered, "test", queue.Work(function, False, lambda **arguments: True))

    return register


def start(head, django_capture_on_commit_callbacks, **arguments):
    with django_capture_on_commit_callbacks(execute=True):
        job = queue.queue("test", key="a", title="Prøve", by=head, **arguments)
    job.refresh_from_db()
    return job


def test_a_job_without_a_worker_is_done_at_once(head, work, django_capture_on_commit_callbacks):
    work(lambda progress, *, number: f"/resultat/{number}/")

    job = start(head, django_capture_on_commit_callbacks, number=7)

    assert (job.state, job.percent, job.result_url) == (Job.State.DONE, 100, "/resultat/7/")


def test_a_job_tells_its_stage_while_it_works(head, work, django_capture_on_commit_callbacks):
    seen = []

    def make(progress):
        progress("Setter sidene", 40)
        seen.append(tuple(Job.objects.values_list("state", "stage", "percent").get()))
        return "/"

    work(make)
    start(head, django_capture_on_commit_callbacks)

    assert seen == [("running", "Setter sidene", 40)]


def test_what_the_user_can_mend_is_said_in_the_failed_job(head, work, django_capture_on_commit_callbacks):
    def make(progress):
        raise ValidationError("Vedlegget mangler. Last det opp på nytt.")

    work(make)

    job = start(head, django_capture_on_commit_callbacks)

    assert (job.state, job.error) == (Job.State.FAILED, "Vedlegget mangler. Last det opp på nytt.")


def test_an_unforeseen_error_fails_the_job_without_a_traceback_on_the_page(
    head, work, django_capture_on_commit_callbacks, caplog
):
    def make(progress):
        raise ZeroDivisionError("secret detail")

    work(make)

    job = start(head, django_capture_on_commit_callbacks)

    assert job.state == Job.State.FAILED
    assert job.error.startswith("Noe gikk galt i systemet.")
    assert "ZeroDivisionError" in caplog.text


def test_a_second_person_joins_the_job_that_already_makes_the_same(head, author, work):
    work(lambda progress: "/")

    first = queue.queue("test", key="a", title="Prøve", by=head)
    second = queue.queue("test", key="a", title="Prøve", by=author)
    other = queue.queue("test", key="b", title="Prøve", by=author)

    assert second == first
    assert other != first
    assert Job.objects.count() == 2


def test_a_failed_job_can_be_started_again(head, work, django_capture_on_commit_callbacks):
    def fail(progress):
        raise ValidationError("Nei.")

    work(fail)
    failed = start(head, django_capture_on_commit_callbacks)
    work(lambda progress: "/")

    again = start(head, django_capture_on_commit_callbacks)

    assert again != failed
    assert again.state == Job.State.DONE


def restartable(monkeypatch, function):
    monkeypatch.setitem(
        queue.registered, "test", queue.Work(function, restartable=True, needs=lambda **arguments: True)
    )


def test_a_cancelled_job_stops_at_its_next_stage(head, monkeypatch, django_capture_on_commit_callbacks):
    reached = []

    def make(progress):
        for stage in ("Kapittel 1", "Kapittel 2", "Kapittel 3"):
            progress(stage, 10)
            reached.append(stage)
            if stage == "Kapittel 2":
                queue.cancel(Job.objects.get())
        return "/"

    restartable(monkeypatch, make)

    job = start(head, django_capture_on_commit_callbacks)

    assert (job.state, job.is_finished, reached) == (Job.State.CANCELLED, True, ["Kapittel 1", "Kapittel 2"])


def test_a_job_cancelled_before_it_began_is_not_begun(head, monkeypatch, django_capture_on_commit_callbacks):
    restartable(monkeypatch, lambda progress: "/never/")
    with django_capture_on_commit_callbacks(execute=True):
        job = queue.queue("test", key="a", title="Prøve", by=head)
        queue.cancel(job)

    job.refresh_from_db()
    assert (job.state, job.result_url) == (Job.State.CANCELLED, "")


def test_work_that_cannot_be_stopped_is_not_cancelled_and_not_repeated(head, work):
    work(lambda progress: "/")
    job = queue.queue("test", key="a", title="Prøve", by=head)

    with pytest.raises(ValidationError, match="kan ikke avbrytes"):
        queue.cancel(job)
    with pytest.raises(ValidationError, match="kan ikke startes herfra"):
        queue.retry(job, by=head)


def test_a_stopped_job_is_begun_anew_and_a_finished_one_is_not(head, monkeypatch, django_capture_on_commit_callbacks):
    restartable(monkeypatch, lambda progress, *, number: f"/{number}/")
    stopped = queue.queue("test", key="a", title="Prøve", by=head, number=7)
    queue.cancel(stopped)
    stopped.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        again = queue.retry(stopped, by=head)
    again.refresh_from_db()

    assert (again.state, again.result_url, again.pk != stopped.pk) == (Job.State.DONE, "/7/", True)
    with pytest.raises(ValidationError, match="kan ikke startes på nytt"):
        queue.retry(again, by=head)


def test_a_job_whose_worker_fell_silent_has_failed_and_another_may_begin(head, monkeypatch):
    restartable(monkeypatch, lambda progress: "/")
    job = queue.queue("test", key="a", title="Prøve", by=head)
    Job.objects.update(state=Job.State.RUNNING, told_at=timezone.now() - queue.SILENT_AFTER * 2)

    again = queue.queue("test", key="a", title="Prøve", by=head)

    job.refresh_from_db()
    assert (job.state, again.pk != job.pk) == (Job.State.FAILED, True)
    assert job.error == "Jobben ble avbrutt før den var ferdig. Prøv igjen."


def test_a_job_that_still_tells_of_itself_is_not_lost_however_long_it_takes(head, monkeypatch):
    restartable(monkeypatch, lambda progress: "/")
    job = queue.queue("test", key="a", title="Prøve", by=head)
    now = timezone.now()
    Job.objects.update(state=Job.State.RUNNING, told_at=now, created_at=now - queue.LOST_AFTER * 2)

    assert queue.queue("test", key="a", title="Prøve", by=head) == job


def test_a_job_that_no_worker_took_up_says_so_and_one_that_waits_its_turn_does_not(head, monkeypatch):
    restartable(monkeypatch, lambda progress: "/")
    queue.queue("test", key="a", title="Prøve", by=head)
    long_ago = timezone.now() - queue.LOST_AFTER * 2
    Job.objects.update(created_at=long_ago)
    other = Job.objects.create(kind="test", key="b", title="Prøve", state=Job.State.RUNNING, told_at=timezone.now())

    queue.settle_lost(Job.objects.all())
    waiting = Job.objects.get(key="a").state
    other.delete()
    queue.settle_lost(Job.objects.all())

    forgotten = Job.objects.get(key="a")
    assert (waiting, forgotten.state, forgotten.error) == (Job.State.QUEUED, Job.State.FAILED, queue.NOT_BEGUN)


def left_by(worker, job):
    """The task of a job in the hands of a worker, by the name of the worker each time it was begun."""
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [str(job.pk)], "kwargs": {}},
        task_path="rorikt.jobs.queue.run_job",
        worker_ids=worker,
        backend_name="default",
        run_after=timezone.now(),
    )


def make_running(head, key, kind="test"):
    return Job.objects.create(
        kind=kind,
        key=key,
        title="Prøve",
        state=Job.State.RUNNING,
        percent=40,
        told_at=timezone.now(),
        requested_by=head,
    )


def test_what_a_dead_worker_left_is_begun_anew_once_by_the_next_of_its_name(head, monkeypatch):
    restartable(monkeypatch, lambda progress: "/")
    once, twice, another = (make_running(head, key) for key in "abc")
    begun_once, begun_twice = left_by(["run-1"], once), left_by(["run-1", "run-1"], twice)
    of_another = left_by(["run-2"], another)

    queue.take_up_left("run-1")

    for row in (once, twice, another, begun_once, begun_twice, of_another):
        row.refresh_from_db()
    assert (once.state, once.percent, begun_once.status) == (Job.State.QUEUED, 0, TaskResultStatus.READY)
    assert (twice.state, twice.error, begun_twice.status) == (
        Job.State.FAILED,
        queue.INTERRUPTED_TWICE,
        TaskResultStatus.FAILED,
    )
    assert (another.state, of_another.status) == (Job.State.RUNNING, TaskResultStatus.RUNNING)


def test_what_cannot_be_begun_anew_has_failed_at_once_and_not_after_a_quarter_of_an_hour(head, work):
    work(lambda progress: "/")
    job = make_running(head, "a")
    left = left_by(["run-1"], job)

    queue.take_up_left("run-1")

    job.refresh_from_db()
    left.refresh_from_db()
    assert (job.state, job.error, left.status) == (Job.State.FAILED, queue.INTERRUPTED, TaskResultStatus.FAILED)


def test_a_job_that_was_finished_before_its_worker_died_stays_finished(head, monkeypatch):
    restartable(monkeypatch, lambda progress: "/")
    job = make_running(head, "a")
    Job.objects.update(state=Job.State.DONE, finished_at=timezone.now())
    left = left_by(["run-1"], job)

    queue.take_up_left("run-1")

    job.refresh_from_db()
    left.refresh_from_db()
    assert (job.state, left.status) == (Job.State.DONE, TaskResultStatus.FAILED)


@pytest.mark.parametrize(
    ("state", "button"),
    [(Job.State.RUNNING, "Avbryt"), (Job.State.FAILED, "Prøv igjen"), (Job.State.CANCELLED, "Prøv igjen")],
)
def test_the_page_of_a_job_has_the_button_for_those_who_may(client, head, author, monkeypatch, state, button):
    restartable(monkeypatch, lambda progress: "/")
    job = Job.objects.create(kind="test", key="a", title="Prøve", state=state, requested_by=head)

    pages = {}
    for person in (head, author):
        client.force_login(person)
        pages[person] = client.get(job.get_absolute_url()).content.decode()

    assert f">{button}</button>" in pages[head]
    assert f">{button}</button>" not in pages[author]


def test_only_those_who_may_cancel_and_begin_anew(
    client, head, author, monkeypatch, django_capture_on_commit_callbacks
):
    restartable(monkeypatch, lambda progress: "/")
    job = queue.queue("test", key="a", title="Prøve", by=head)
    addresses = [reverse("rorikt:job-cancel", args=[job.pk]), reverse("rorikt:job-retry", args=[job.pk])]

    client.force_login(author)
    assert [client.post(address).status_code for address in addresses] == [403, 403]

    client.force_login(head)
    client.post(addresses[0])
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    with django_capture_on_commit_callbacks(execute=True):
        client.post(addresses[1])
    assert Job.objects.filter(state=Job.State.DONE).count() == 1
