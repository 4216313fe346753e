import pytest
from django.core.exceptions import ValidationError

from rorikt import jobs
from rorikt.models import Job


@pytest.fixture
def work(monkeypatch):
    """Register work under the kind «test» for one test."""

    def register(function):
        monkeypatch.setitem(jobs._works, "test", function)

    return register


def start(head, django_capture_on_commit_callbacks, **arguments):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start("test", key="a", title="Prøve", by=head, **arguments)
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

    first = jobs.start("test", key="a", title="Prøve", by=head)
    second = jobs.start("test", key="a", title="Prøve", by=author)
    other = jobs.start("test", key="b", title="Prøve", by=author)

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
