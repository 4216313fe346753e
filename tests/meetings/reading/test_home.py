"""The front page for each role, on an empty installation and on one in use, and the page of a job."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.documents.models import Document, Section
from rorikt import locks
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.models import Cooperation, Municipality
from support.sla.models import Priority, SlaPolicy
from tests import factories

HOME = "rorikt:home"


def home(client, user):
    client.force_login(user)
    return client.get(reverse(HOME))


def test_an_empty_installation_tells_the_administrator_what_is_missing(client, administrator):
    response = home(client, administrator)

    assert [(step.label, step.is_done) for step in response.context["steps"]] == [
        ("Kommunene", False),
        ("Samarbeidet", False),
        ("Brukerne", False),
        ("Fordelingsnøkkelen", False),
        ("Frister for support (SLA)", False),
    ]
    assert "Kom i gang" in response.content.decode()


@pytest.mark.parametrize("role", ["head", "author", "finance", "council_member", "administrator"])
def test_an_empty_installation_is_kind_to_everyone(client, request, role):
    user = request.getfixturevalue(role)
    Municipality.objects.exclude(pk=user.municipality_id).delete()

    response = home(client, user)

    assert response.status_code == 200
    assert "Ingen møter er registrert ennå." in response.content.decode()


def test_the_check_list_goes_away_when_all_is_there(client, administrator, head):
    factories.make_cooperation()
    factories.make_key()
    SlaPolicy.objects.create(priority=Priority.LOW, valid_from=date(2023, 1, 1), target=40, unit="hours")

    page = home(client, administrator).content.decode()

    assert "Kom i gang" not in page
    assert Cooperation.objects.get().name in page


def test_the_next_meeting_goes_before_the_last_one(client, council_member):
    today = timezone.localdate()
    factories.make_meeting(held_on=today - timedelta(days=400))
    assert home(client, council_member).context["is_coming"] is False

    later = factories.make_meeting(held_on=today + timedelta(days=400))
    sooner = factories.make_meeting(held_on=today + timedelta(days=366))
    factories.make_item(meeting=sooner)

    response = home(client, council_member)
    assert (response.context["meeting"], response.context["is_coming"]) == (sooner, True)
    assert later.held_on > sooner.held_on
    assert reverse("meetings:packet", args=[sooner.year, sooner.sequence]) in response.content.decode()


def test_the_key_figures_are_those_of_the_last_accounts_and_tickets(client, head):
    factories.make_line(year=2022, actual=5000, budgeted=1000)
    factories.make_line(year=2023, actual=1_500_000, budgeted=1_000_000)
    factories.make_line(year=2025, actual=0, budgeted=1_000_000)  # laid, and nothing spent yet
    factories.close_year(2023)
    factories.make_ticket()

    figures = home(client, head).context["key_figures"]

    assert [(figure.label, figure.value) for figure in figures] == [
        ("Merforbruk 2023", "500 tusen kr"),
        ("Åpne feilmeldinger", "1"),
        ("Åpne tjenesteforespørsler", "0"),
    ]


def test_the_head_sees_how_far_the_drafts_are(client, head):
    factories.make_cooperation()
    factories.make_section(title="Tomt", body="")
    factories.make_section(document=factories.make_document(title="Ferdig"), body="<p>Alt er skrevet.</p>")
    factories.make_document(title="Godkjent", status=Document.Status.APPROVED)

    drafts = home(client, head).context["drafts"]

    assert [(draft.document.title, draft.problem_count) for draft in drafts] == [("Saksframlegg", 1), ("Ferdig", 0)]
    assert drafts[0].label == "1 mangel"


def test_an_author_sees_their_own_sections_the_nearest_deadline_first(client, author, head):
    late = factories.make_section(responsible=author, deadline_on=date(2024, 2, 1))
    none = factories.make_section(responsible=author)
    soon = factories.make_section(responsible=author, deadline_on=date(2024, 1, 1))
    factories.make_section(responsible=author, state=Section.State.READY)
    factories.make_section(responsible=head)

    assert home(client, author).context["sections"] == [soon, late, none]


def test_a_municipality_sees_its_own_share(client, finance):
    factories.make_key()

    shares = home(client, finance).context["shares"]

    assert [(share.municipality, str(share.percent)) for share in shares] == [(finance.municipality, "12.39")]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Job.State.QUEUED, "Venter"),
        (Job.State.RUNNING, "Setter sidene"),
        (Job.State.FAILED, "Et vedlegg mangler."),
        (Job.State.DONE, "Ferdig."),
    ],
)
def test_a_job_tells_how_far_it_is(client, head, state, words):
    stage = "Setter sidene" if state == Job.State.RUNNING else ""
    job = Job.objects.create(
        kind="x", key="x", title="Møtepakke", state=state, stage=stage, error="Et vedlegg mangler."
    )
    client.force_login(head)

    with locks.held(queue._lock_of(job.pk)):  # as its process does while it runs
        page = client.get(job.get_absolute_url()).content.decode()

    assert words in page
    assert ("hx-get" in page) is (state in {Job.State.QUEUED, Job.State.RUNNING})
    assert ('http-equiv="refresh"' in page) is (not job.is_finished)


def test_a_finished_job_sends_the_browser_on(client, head):
    job = Job.objects.create(kind="x", key="x", title="Møtepakke", state=Job.State.DONE, result_url="/moter/")
    client.force_login(head)

    assert client.get(job.get_absolute_url()).url == "/moter/"

    response = client.get(reverse("rorikt:job-status", args=[job.pk]), headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == "/moter/"
