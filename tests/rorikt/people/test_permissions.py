"""What a page answers to those who may not."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from rorikt.jobs.models import Job
from rorikt.people.permissions import needs


def find(pk):
    raise Http404


@pytest.mark.parametrize(("permission", "answer"), [("run_installation", PermissionDenied), ("view_job", Http404)])
def test_who_may_do_it_to_no_row_is_not_told_that_one_is_not_there(rf, finance, permission, answer):
    request = rf.get("/")
    request.user = finance
    view = needs(f"rorikt.{permission}", of=find)(lambda request, row: HttpResponse())

    with pytest.raises(answer):
        view(request, pk=1)


def test_a_job_that_is_gone_is_not_found_by_anybody(client, finance):
    job = Job.objects.create(kind="x", key="x", title="Prøve", requested_by=finance)
    client.force_login(finance)
    assert client.get(job.get_absolute_url()).status_code == 200

    address = job.get_absolute_url()
    job.delete()

    assert client.get(address).status_code == 404
