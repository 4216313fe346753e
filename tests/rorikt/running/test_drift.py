"""The page «Drift», and what each condition says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rorikt.conditions import conditions, measures
from rorikt.duties.models import DutyState
from rorikt.jobs import beating
from rorikt.jobs.duties import forget_old_jobs
from rorikt.jobs.models import Job, WorkerBeat
from rorikt.running.looking import look
from support.pureservice.models import PureserviceConnection, SyncRun

pytestmark = pytest.mark.django_db


def states(now=None):
    return {found.condition.name: found.state for found in look(now or timezone.now())}


def test_the_page_shows_every_condition_and_first_what_has_to_be_mended(client, head):
    DutyState.objects.create(name="Tar kopi", ended_at=timezone.now(), error="Disken er full.")
    client.force_login(head)

    answer = client.get(reverse("rorikt:running"))

    page = answer.content.decode()
    assert [found.condition for found in answer.context["found"]] == list(conditions())
    assert page.index("Faste oppgaver: 1 feilet") < page.index("<table")
    assert "Tar kopi: Disken er full." in page
    assert 'href="/drift/"' in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_queries_for_any_number_of_rows(client, head, rows, django_assert_max_num_queries):
    for number in range(rows):
        DutyState.objects.create(name=str(number), ended_at=timezone.now(), error="x")
        Job.objects.create(kind="packet", key=str(number), title="t")
    client.force_login(head)

    with django_assert_max_num_queries(24):
        assert client.get(reverse("rorikt:running")).status_code == 200


def test_names_of_conditions_and_measures_are_their_own():
    names = [one.name for one in conditions()]
    figures = [one.name for one in measures()]

    assert len(names) == len(set(names))
    assert len(figures) == len(set(figures))


def test_a_job_that_has_waited_long_is_told():
    now = timezone.now()
    assert states(now)["Jobber i kø"].word == "Ingen venter"
    Job.objects.create(kind="packet", key="a", title="t", created_at=now - timedelta(minutes=1))
    assert states(now)["Jobber i kø"].is_well

    Job.objects.create(kind="packet", key="b", title="t", created_at=now - timedelta(minutes=16))

    state = states(now)["Jobber i kø"]
    assert (state.word, state.is_well, state.at) == ("2 venter", False, now - timedelta(minutes=16))


def test_jobs_that_failed_lately_are_told_for_a_day():
    now = timezone.now()
    Job.objects.create(kind="a", key="a", title="t", state=Job.State.FAILED, finished_at=now - timedelta(hours=25))
    assert states(now)["Jobber som feilet"].word == "Ingen siste døgn"

    Job.objects.create(kind="a", key="b", title="t", state=Job.State.FAILED, finished_at=now - timedelta(hours=23))

    assert states(now)["Jobber som feilet"].word == "1 siste døgn"


def test_a_sync_that_is_late_or_has_stopped_is_told():
    now = timezone.now()
    assert states(now)["Synkronisering med Pureservice"].word == "Ikke slått på"
    PureserviceConnection.objects.create(
        base_url="https://x.example", sealed_key="x", key_changed_at=now, is_enabled=True
    )
    assert states(now)["Synkronisering med Pureservice"].word == "For gammel"

    long_ago = now - timedelta(hours=2)
    SyncRun.objects.create(started_at=long_ago, finished_at=long_ago, state=SyncRun.State.DONE)
    [measure] = [one for one in measures() if one.name == "sync_lag_seconds"]
    assert states(now)["Synkronisering med Pureservice"].is_well
    assert list(measure.look(now)) == [({}, 7200.0)]

    SyncRun.objects.create(started_at=now, finished_at=now, state=SyncRun.State.FAILED, error="Nøkkelen er feil.")
    state = states(now)["Synkronisering med Pureservice"]
    assert (state.word, state.is_well, state.detail, state.at) == ("Stoppet", False, "Nøkkelen er feil.", long_ago)


def test_a_worker_that_has_missed_its_beats_does_not_live():
    now = timezone.now()
    WorkerBeat.objects.create(name="a", machine="m", began_at=now, beat_at=now - timedelta(seconds=19))
    assert beating.living(now) == 1

    WorkerBeat.objects.update(beat_at=now - timedelta(seconds=21))

    assert beating.living(now) == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_says_that_it_lives_until_it_ends():
    with beating.beating("prøven"):
        for _ in range(100):
            if WorkerBeat.objects.filter(name="prøven").exists():
                break
            beating.threading.Event().wait(0.05)
        assert beating.living(timezone.now()) == 1

    assert not WorkerBeat.objects.exists()


def test_the_beats_of_workers_that_died_are_cleared_away():
    now = timezone.now()
    WorkerBeat.objects.create(name="a", machine="m", began_at=now, beat_at=now - timedelta(days=2))

    forget_old_jobs(now)

    assert not WorkerBeat.objects.exists()
