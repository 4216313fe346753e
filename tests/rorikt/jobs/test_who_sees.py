"""The page of a job quotes what is made: it is closed with it, also to the one who asked for it."""

import pytest
from django.urls import reverse

from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.models import User
from tests import factories


@pytest.fixture
def failed(council_member, monkeypatch):
    """A job that failed, of work that says who may see what it makes: all but finance, as of an exempt case."""

    def may_see(user, *, of):
        return of == "åpen" or user.role != User.Role.FINANCE

    def make(may_see=may_see, **arguments):
        work = queue.Work(lambda progress, **arguments: "/", True, lambda **arguments: True, may_see)
        monkeypatch.setitem(queue.registered, "test", work)
        values = {"kind": "test", "key": "a", "title": "Hemmelig", "state": Job.State.FAILED}
        return Job.objects.create(**values, requested_by=council_member, arguments=arguments)

    return make


def becomes_finance(person):
    User.objects.filter(pk=person.pk).update(role=User.Role.FINANCE)


def answers(client, person, job):
    """Of the page, of its part that changes, of what stops it and of what begins it anew."""
    client.force_login(person)
    shown = [client.get(reverse(f"rorikt:{name}", args=[job.pk])).status_code for name in ("job", "job-status")]
    done = [client.post(reverse(f"rorikt:{name}", args=[job.pk])).status_code for name in ("job-cancel", "job-retry")]
    return shown + done


def test_who_asked_for_what_is_closed_to_them_since_neither_sees_the_job_nor_runs_it_again(
    client, failed, council_member
):
    job = failed(of="lukket")

    assert answers(client, council_member, job) == [200, 200, 302, 302]
    becomes_finance(council_member)
    assert answers(client, council_member, job) == [403, 403, 403, 403]


def test_who_joined_a_job_does_not_see_it_either_once_it_is_closed_to_them(client, failed):
    job, other = failed(of="lukket"), factories.make_user(role=User.Role.COUNCIL_MEMBER)
    job.followed_by.add(other)
    becomes_finance(other)

    assert answers(client, other, job) == [403, 403, 403, 403]


def test_what_is_open_to_them_still_stays_theirs(client, failed, council_member):
    job = failed(of="åpen")
    becomes_finance(council_member)

    assert answers(client, council_member, job) == [200, 200, 302, 302]


def test_a_job_whose_work_does_not_say_who_may_see_it_stays_with_who_asked(client, failed, council_member, author):
    job = failed(may_see=None)
    becomes_finance(council_member)

    assert answers(client, council_member, job) == [200, 200, 302, 302]
    assert answers(client, author, job) == [403, 403, 403, 403]
