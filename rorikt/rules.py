"""Permissions of rorikt itself. Found by django-rules at start."""

import rules

from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.models import User
from rorikt.people.roles import is_administrator, is_anyone, is_head


@rules.predicate
def has_requested(user: User, job: Job | None) -> bool:
    """Without a job the question is whether there can be one for the person."""
    return user.is_active and (job is None or job.requested_by_id == user.pk)


@rules.predicate
def follows(user: User, job: Job | None) -> bool:
    """Has asked for the same while it was under way."""
    return job is not None and user.is_active and job.followed_by.filter(pk=user.pk).exists()


@rules.predicate
def may_see_what_it_makes(user: User, job: Job | None) -> bool:
    return job is not None and user.is_active and queue.may_see(job, user) is True


@rules.predicate
def is_not_shut_out(user: User, job: Job | None) -> bool:
    """Who has asked may have got another role since, and a case may have been closed."""
    return job is None or queue.may_see(job, user) is not False


@rules.predicate
def is_let_in(user: User) -> bool:
    return user.is_staff


rules.add_perm("rorikt.view_home", is_anyone)
rules.add_perm("rorikt.choose_looks", is_anyone)
rules.add_perm("rorikt.enter_reference_data", (is_administrator & is_let_in) | is_head)
rules.add_perm("rorikt.change_reference_data", is_administrator)
rules.add_perm("rorikt.change_people", is_administrator | is_head)
rules.add_perm("rorikt.view_audit", is_administrator)
rules.add_perm("rorikt.run_installation", is_administrator | is_head)
rules.add_perm("rorikt.view_readings", is_administrator | is_head)
rules.add_perm("rorikt.manage_job", (has_requested & is_not_shut_out) | is_head | is_administrator)
# Its title and its stages may quote what it makes.
rules.add_perm(
    "rorikt.view_job",
    ((has_requested | follows) & is_not_shut_out) | is_head | is_administrator | may_see_what_it_makes,
)
