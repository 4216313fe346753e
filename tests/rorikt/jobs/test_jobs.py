import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction
from structlog.contextvars import bound_contextvars, get_contextvars

from rorikt import locks
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


def test_who_asks_as_the_job_for_the_same_ends_gets_a_new_one(head, work):
    work(lambda progress: "/")
    ends = queue.queue("test", key="a", title="Prøve", by=head)
    met = []

    def end_it_between(execute, sql, params, many, context):
        if met == ["refused"] and sql.startswith("SELECT") and "rorikt_job" in sql:
            met.append("ended")
            Job.objects.filter(pk=ends.pk).update(state=Job.State.DONE)
        try:
            return execute(sql, params, many, context)
        except IntegrityError:
            met.append("refused")
            raise

    with connection.execute_wrapper(end_it_between):
        job = queue.queue("test", key="a", title="Prøve", by=head)

    assert met == ["refused", "ended"]
    assert (job.pk != ends.pk, job.state) == (True, Job.State.QUEUED)


def test_a_job_that_can_never_be_stored_is_tried_twice_and_not_for_ever(head, work):
    """As one that a snapshot of the database does not see, and that stands in the way."""
    work(lambda progress: "/")
    tried = []

    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "rorikt_job" in sql:
            tried.append(sql)
            raise IntegrityError("one_unfinished_job_makes_a_thing")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), pytest.raises(IntegrityError):
        queue.queue("test", key="a", title="Prøve", by=head)

    assert len(tried) == 2


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


@pytest.fixture
def by_worker(settings):
    """Jobs wait for a worker, as in an installation."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def make_running(head, key="a", **fields):
    return Job.objects.create(
        **{"kind": "test", "title": "Prøve", "state": Job.State.RUNNING, "percent": 40, "begun": 1, **fields},
        key=key,
        requested_by=head,
    )


def task_of(job):
    """As it is in the hands of a worker."""
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [str(job.pk)], "kwargs": {}},
        task_path="rorikt.jobs.queue.run_job",
        worker_ids=["one"],
        backend_name="default",
        run_after=timezone.now(),
    )


def lock_of(job):
    return locks.held(queue._lock_of(job.pk))


def test_a_job_whose_process_died_is_begun_again_and_the_next_who_asks_joins_what_lives(
    head, work, by_worker, django_capture_on_commit_callbacks
):
    work(lambda progress: "/made/")
    job = make_running(head)
    task = task_of(job)

    with queue.at_work(), django_capture_on_commit_callbacks(execute=True):
        joined = queue.queue("test", key="a", title="Prøve", by=head)

    task.refresh_from_db()
    assert (joined, joined.state, joined.percent) == (job, Job.State.QUEUED, 0)
    assert task.status == TaskResultStatus.FAILED
    [ready] = DBTaskResult.objects.ready()
    queue.run_job.call(*ready.args_kwargs["args"])
    job.refresh_from_db()
    assert (job.state, job.result_url, job.begun) == (Job.State.DONE, "/made/", 2)


def test_a_worker_that_has_to_stop_puts_its_job_back_and_the_next_one_does_it(head, work, by_worker, monkeypatch):
    monkeypatch.setattr(queue, "leaving", threading.Event())
    begun = []

    def make(progress):
        progress("Henter", 10)
        begun.append(1)
        if len(begun) == 1:
            queue.leaving.set()
        progress("Setter sidene", 60)
        return "/resultat/"

    work(make)
    job = queue.queue("test", key="a", title="Prøve", by=head)

    queue._run(str(job.pk))
    job.refresh_from_db()
    put_back = (job.state, job.stage, job.begun, job.error)
    queue.leaving.clear()
    queue._run(str(job.pk))
    job.refresh_from_db()

    assert put_back == (Job.State.QUEUED, "Fortsetter om litt", 0, "")
    assert (job.state, job.begun, job.result_url, len(begun)) == (Job.State.DONE, 1, "/resultat/", 2)


def test_a_job_bears_the_id_of_the_request_that_asked_and_so_does_all_that_is_logged_of_it(head, work, caplog):
    caplog.set_level("INFO", "rorikt")
    seen = []

    def make(progress):
        seen.append(dict(get_contextvars()))
        return "/"

    work(make)
    with bound_contextvars(request_id="0123456789abcdef"):
        job = queue.queue("test", key="a", title="Hemmelig tittel", by=head)
    queue._run(str(job.pk))

    assert job.request_id == "0123456789abcdef"
    assert seen == [{"request_id": "0123456789abcdef", "job": str(job.pk), "kind": "test"}]
    assert get_contextvars() == {}
    assert [record.message for record in caplog.records] == ["a job begins", "a job has ended"]


def test_a_job_that_killed_two_processes_has_failed_and_another_may_begin(head, work, by_worker):
    work(lambda progress: "/")
    job = make_running(head, begun=2)
    task = task_of(job)

    again = queue.queue("test", key="a", title="Prøve", by=head)

    job.refresh_from_db()
    task.refresh_from_db()
    assert again != job
    assert (job.state, job.error, task.status) == (
        Job.State.FAILED,
        queue.INTERRUPTED_TWICE,
        TaskResultStatus.FAILED,
    )


def test_a_job_whose_process_lives_is_not_lost_however_long_it_is_silent(head, work, by_worker):
    work(lambda progress: "/")
    long_ago = timezone.now() - timedelta(days=1)
    job = make_running(head, told_at=long_ago, created_at=long_ago)

    with lock_of(job):
        assert queue.queue("test", key="a", title="Prøve", by=head) == job
        queue.run_job.call(str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.begun) == (Job.State.RUNNING, 1)


def test_a_job_that_was_finished_before_its_process_died_stays_finished(head, work, by_worker):
    work(lambda progress: "/")
    job = make_running(head)
    Job.objects.update(state=Job.State.DONE, finished_at=timezone.now())

    queue._take_up(job)

    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_job_waits_for_a_worker_at_work_and_fails_after_a_minute_without_one(head, work, by_worker):
    work(lambda progress: "/")
    job = queue.queue("test", key="a", title="Prøve", by=head)
    states = []

    def settle():
        queue.settle_lost(Job.objects.all())
        job.refresh_from_db()
        states.append(job.state)

    settle()
    Job.objects.update(created_at=timezone.now() - queue.PATIENCE * 2)
    with queue.at_work():
        settle()
    settle()

    assert states == [Job.State.QUEUED, Job.State.QUEUED, Job.State.FAILED]
    assert job.error == queue.NOT_BEGUN


def test_a_worker_gives_a_task_to_a_job_that_lost_its_own(head, work, by_worker):
    """Whoever asked died before the task was there, or the worker between the task and the job."""
    work(lambda progress: "/")
    forgotten = queue.queue("test", key="a", title="Prøve", by=head)
    told = queue.queue("test", key="b", title="Prøve", by=head)
    task_of(forgotten)
    queue.run_job.enqueue(str(told.pk))

    queue.look_after()
    queue.look_after()

    ready = sorted(row.args_kwargs["args"][0] for row in DBTaskResult.objects.ready())
    assert ready == sorted([str(forgotten.pk), str(told.pk)])


def test_a_task_that_was_claimed_and_never_begun_ends_when_its_job_does(head, work, by_worker):
    """The worker lost its database between the two, and another task was given to the job."""
    work(lambda progress: "/")
    job = queue.queue("test", key="a", title="Prøve", by=head)
    task = task_of(job)

    def look():
        queue.look_after()
        task.refresh_from_db()
        return task.status

    while_it_waits = look()
    Job.objects.update(state=Job.State.DONE, finished_at=timezone.now())
    with lock_of(job):
        while_somebody_is_at_it = look()

    assert (while_it_waits, while_somebody_is_at_it, look()) == ("RUNNING", "RUNNING", "FAILED")
    assert task.finished_at is not None


def test_a_job_that_lost_its_database_is_as_one_whose_process_died(
    head, work, by_worker, monkeypatch, django_capture_on_commit_callbacks
):
    def make(progress):
        monkeypatch.setattr(connection, "is_usable", lambda: False)
        raise OperationalError("server closed the connection unexpectedly")

    work(make)
    job = queue.queue("test", key="a", title="Prøve", by=head)
    with pytest.raises(OperationalError):
        queue.run_job.call(str(job.pk))
    monkeypatch.undo()
    work(lambda progress: "/")

    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    queue.settle_lost(Job.objects.all())
    job.refresh_from_db()
    assert (job.state, job.begun) == (Job.State.QUEUED, 1)


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


def test_a_job_that_another_has_taken_up_is_left_to_it(head, work, django_capture_on_commit_callbacks):
    """As where the server of the database was away so long that this process was taken for dead."""
    done = []

    def make(progress):
        Job.objects.update(begun=F("begun") + 1)
        progress("Videre", 50)
        done.append(1)
        return "/mine/"

    work(make)

    job = start(head, django_capture_on_commit_callbacks)

    assert (job.state, job.begun, job.percent, job.result_url, done) == (Job.State.RUNNING, 2, 0, "", [])


def test_two_who_see_that_a_process_died_end_no_task_of_each_other(head, work, by_worker):
    work(lambda progress: "/")
    job = make_running(head)
    queue._take_up(job)
    task = task_of(job)  # as the one who was first has begun it

    queue._take_up(job)

    task.refresh_from_db()
    assert task.status == TaskResultStatus.RUNNING


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite all wait for each other")
def test_workers_that_look_at_once_never_take_the_same_task(head):
    tasks = {task_of(make_running(head, key=str(number))).pk for number in range(40)}
    DBTaskResult.objects.update(status=TaskResultStatus.READY)
    together, taken = threading.Barrier(8), []

    def take():
        together.wait()
        try:
            while True:
                with exclusive_transaction():
                    found = DBTaskResult.objects.ready().get_locked()
                    if found is None:
                        return
                    found.claim(threading.current_thread().name)
                taken.append(found.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(taken), set(taken)) == (40, tasks)
    assert all(len(task.worker_ids) == 2 for task in DBTaskResult.objects.all())
