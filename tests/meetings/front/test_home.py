"""The front page for each role, on an empty installation and on one in use, and the page of a job."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml.html import document_fromstring

from meetings.documents import writing
from meetings.documents.models import Document, Section
from meetings.front.home import where_it_stands
from meetings.issuing.models import IssuedPacket
from meetings.preparing.next_meeting import prepare
from meetings.readiness import findings
from rorikt import locks
from rorikt.amounts import kroner
from rorikt.duties.models import DutyState
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.models import Cooperation, Municipality
from support.pureservice.models import SourceTicket
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


def test_the_next_meeting_is_told_of_with_what_is_left_to_do(client, council_member, head, author):
    today = timezone.localdate()
    last = factories.make_meeting(held_on=today - timedelta(days=400))
    alone = home(client, council_member)
    assert (alone.context["coming"], alone.context["last"]) == (None, last)
    assert "Ingen møter er planlagt." in alone.content.decode()

    factories.make_meeting(held_on=today + timedelta(days=400))
    sooner = factories.make_meeting(held_on=today + timedelta(days=366))
    document = factories.make_document(agenda_item=factories.make_item(meeting=sooner))
    factories.make_section(document=document, deadline_on=date(2024, 2, 1))
    factories.make_section(document=document)
    factories.make_section(document=document, state=Section.State.READY)

    told = "Møtet er om 366 dager. Møtepakken er ikke fastsatt ennå."
    for_member, for_author = home(client, council_member), home(client, author)
    assert (for_member.context["coming"], for_member.context["standing"]) == (sooner, told)
    assert for_author.context["standing"] == f"{told} 2 avsnitt er ikke klare. Første frist: 01.02.2024."
    assert reverse("meetings:packet", args=[sooner.year, sooner.sequence]) in for_member.content.decode()


@pytest.mark.parametrize(
    ("days", "told"), [(0, "Møtet er i dag."), (1, "Møtet er i morgen."), (2, "Møtet er om 2 dager.")]
)
def test_how_long_it_is_to_the_meeting_is_said_in_words(council_member, days, told):
    today = date(2024, 2, 12)
    meeting = factories.make_meeting(held_on=today + timedelta(days=days))

    assert next(where_it_stands(meeting, council_member, today)) == told


def test_the_name_of_the_cooperation_stands_once(client, head):
    name = factories.make_cooperation().name

    assert document_fromstring(home(client, head).content).find(".//main").text_content().count(name) == 0


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


# What waits


def waiting(client, user):
    return [(task.label, task.tag) for task in home(client, user).context["tasks"]]


def test_the_head_sees_how_far_the_drafts_are(client, head):
    factories.make_cooperation()
    factories.make_section(title="Tomt", body="", state=Section.State.READY)
    written = factories.make_document(title="Ferdig")
    factories.make_section(document=written, body="<p>Alt er skrevet.</p>", state=Section.State.READY)
    factories.make_document(title="Godkjent", status=Document.Status.APPROVED)

    assert waiting(client, head) == [("Saksframlegg", "1 mangel"), ("Ferdig", "Klar til godkjenning")]


def test_more_drafts_than_there_is_room_for_are_a_click_away(client, head, settings):
    settings.HAS_WORKER = True
    for number in range(11):
        factories.make_document(title=f"Utkast {number}")

    tasks = home(client, head).context["tasks"]

    assert [task.label for task in tasks[8:]] == ["Utkast 8", "Utkast 9", "Flere utkast"]
    assert "Utkast 10" in client.get(tasks[-1].url).content.decode()


def test_while_a_worker_checks_a_draft_the_page_says_so_and_looks_again(client, head, settings):
    settings.HAS_WORKER = True
    factories.make_cooperation()
    draft = factories.make_document()

    before = home(client, head)
    assert waiting(client, head) == [("Saksframlegg", "Kontrolleres …")]
    findings.check(draft.pk)
    after = home(client, head)

    assert [task.tag for task in after.context["tasks"]] == ["1 mangel"]
    assert ["hx-get" in page.content.decode() for page in (before, after)] == [True, False]


def test_an_author_sees_their_own_sections_the_nearest_deadline_first(client, author, head):
    coming = timezone.localdate() + timedelta(days=9)
    factories.make_section(title="Siden", responsible=author, deadline_on=coming)
    factories.make_section(title="En gang", responsible=author)
    factories.make_section(title="Snart", responsible=author, deadline_on=date(2024, 1, 1))
    factories.make_section(responsible=author, state=Section.State.READY)
    factories.make_section(responsible=head)

    tasks = home(client, author).context["tasks"]

    assert [(task.label, task.tone) for task in tasks] == [
        ("Snart", "danger"), ("Siden", "neutral"), ("En gang", "neutral")
    ]  # fmt: skip
    assert tasks[0].tag == "Frist 01.01.2024"


def test_the_head_sees_whose_sections_are_late(client, head, author):
    document = factories.make_document()
    for responsible, deadline in ((author, date(2024, 1, 1)), (author, timezone.localdate()), (None, date(2024, 1, 1))):
        factories.make_section(document=document, responsible=responsible, deadline_on=deadline)

    [task] = home(client, head).context["tasks"]

    assert (task.label, task.note) == ("Saksframlegg", f"1 avsnitt er over fristen: {author}")


def test_a_section_of_an_approved_document_waits_for_nobody(client, author, head):
    document = factories.make_document(status=Document.Status.APPROVED)
    factories.make_section(document=document, responsible=author, deadline_on=date(2024, 1, 1))

    assert (waiting(client, author), waiting(client, head)) == ([], [])


def test_a_council_member_is_asked_to_read_the_packet_that_was_sent(client, council_member, finance, head):
    meeting = factories.make_meeting(held_on=timezone.localdate() + timedelta(days=9))
    assert waiting(client, council_member) == []
    sent = IssuedPacket.objects.create(
        meeting=meeting,
        audience=IssuedPacket.Audience.FULL,
        sequence=1,
        page_count=1,
        issued_at=timezone.now(),
        issued_by=head,
    )

    [task] = home(client, council_member).context["tasks"]

    assert (task.label, task.url) == ("Les møtepakken", sent.get_absolute_url())
    assert (waiting(client, head), waiting(client, finance)) == ([("Send innkallingen", "Ikke sendt")], [])
    assert [change.name for change in home(client, finance).context["changes"]] == []


@pytest.mark.parametrize(("days", "is_task"), [(21, True), (22, False)])
def test_the_head_is_told_to_send_the_packet_of_a_meeting_that_is_near(client, head, days, is_task):
    meeting = factories.make_meeting(held_on=timezone.localdate() + timedelta(days=days))

    assert waiting(client, head) == ([("Fastsett møtepakken", "Ikke fastsatt")] if is_task else [])
    assert reverse("meetings:packet-issue", args=[meeting.year, meeting.sequence])


def test_the_head_sees_allocations_that_wait_for_approval(client, head):
    factories.make_line(actual=1000, budgeted=500)
    factories.close_year(2023)
    factories.make_key()
    run = factories.make_run(approve=False)

    assert waiting(client, head) == [(run.title, "Utkast"), (f"Gjør klart {run.year + 1}", "Nytt år")]


def test_an_administrator_sees_what_the_clock_could_not_do_and_tickets_that_wait(client, administrator, head):
    DutyState.objects.create(name="Synkroniserer", error="Nøkkelen er borte.")
    DutyState.objects.create(name="Rydder")
    SourceTicket.objects.create(foreign_id=1, number=1, waits_for="type")

    assert waiting(client, administrator) == [("Synkroniserer", "Feilet"), ("Koble 1 saker", "Venter")]
    assert waiting(client, head) == []


@pytest.mark.parametrize("role", ["finance", "council_member"])
def test_readers_are_told_of_no_draft(client, request, role):
    user = request.getfixturevalue(role)
    factories.make_cooperation()
    factories.make_section(title="Hemmelig utkast", deadline_on=date(2024, 1, 1))

    response = home(client, user)

    assert response.context["tasks"] == []
    assert "Saksframlegg" not in response.content.decode()


def test_every_task_leads_somewhere(client, head, author):
    factories.make_cooperation()
    factories.make_section(responsible=author, deadline_on=date(2024, 1, 1))
    factories.make_meeting(held_on=timezone.localdate())

    for task in home(client, head).context["tasks"]:
        assert client.get(task.url).status_code == 200


# What a municipality pays


def test_a_municipality_sees_its_own_share_and_what_it_pays(client, finance):
    factories.make_line(actual=1000, budgeted=500)
    factories.close_year(2023)
    factories.make_key()
    run = factories.make_run()

    context = home(client, finance).context

    assert (context["share"].municipality, str(context["share"].percent)) == (finance.municipality, "12.39")
    part = run.parts.get(municipality=finance.municipality)
    assert [(charge.title, charge.amount, charge.state) for charge in context["charges"]] == [
        (run.title, f"{kroner(part.booked)} kr", "Ikke fakturert")
    ]


# What has happened


def happened(client, user):
    return [(change.name, change.what) for change in home(client, user).context["changes"]]


def test_staff_are_told_of_each_thing_once_by_its_last_change(client, head, author):
    section = factories.make_section(title="Innledning", body="<p>Før.</p>")
    for text in ("<p>En.</p>", "<p>To.</p>"):
        stored = Section.objects.select_related("document").get(pk=section.pk)
        stored.body = text
        writing.save_section(stored, revision=stored.revision, by=author, now=timezone.now())
    gone = writing.add_section(section.document, None, "Borte", by=author, now=timezone.now())
    writing.delete_section(gone, by=author, now=timezone.now())

    assert happened(client, head) == [("Saksframlegg", "endret avsnitt «Innledning»")]
    [change] = home(client, head).context["changes"]
    assert (change.by, change.url) == (str(author), section.document.get_absolute_url())


def test_readers_are_told_of_what_was_published_and_not_of_what_is_closed_to_them(
    client, head, finance, council_member
):
    """Drafts are for staff, and what is exempt for those who prepare and decide."""
    version = factories.make_version(factories.make_document(title="Åpen"))
    closed = factories.make_item(exemption_basis="offl. § 13", public_title="En sak")
    factories.make_version(factories.make_document(title="Lukket", agenda_item=closed))
    factories.make_section(document=factories.make_document(title="Utkast"))

    assert happened(client, finance) == [(version.content["file_title"], "godkjent")]
    assert len(happened(client, council_member)) == 2


def test_an_exempt_allocation_is_told_of_by_the_public_title_of_its_case(client, finance, head):
    item = factories.make_item(exemption_basis="offl. § 13", public_title="En sak")
    factories.make_line(actual=1000, budgeted=500)
    factories.close_year(2023)
    factories.make_key()
    run = factories.make_run(case=item.reference)

    context = home(client, finance).context

    [change], [charge] = context["changes"], context["charges"]
    assert run.title not in {change.name, charge.title}
    assert "En sak" in change.name
    assert change.name == charge.title


# Speed


@pytest.mark.parametrize("count", [3, 10])
def test_the_front_page_asks_as_little_with_ten_drafts_as_with_three(
    client, head, author, settings, django_assert_max_num_queries, count
):
    settings.HAS_WORKER = True
    factories.make_cooperation()
    factories.make_line(actual=1000, budgeted=500)
    factories.make_key()
    factories.make_ticket()
    coming = factories.make_meeting(held_on=timezone.localdate() + timedelta(days=9))
    for number in range(count):
        item = factories.make_item(meeting=coming)
        document = factories.make_document(agenda_item=item, title=f"Utkast {number}", accounting_year=2023)
        section = factories.make_section(document=document, body="<p>[[merforbruk]]</p>", responsible=author)
        writing.save_section(section, revision=1, by=author, now=timezone.now())
        factories.make_attachment(agenda_item=item)
        findings.check(document.pk)
    client.force_login(head)
    client.get(reverse(HOME))

    with django_assert_max_num_queries(32):  # one is for questions that wait, one for days of registers
        response = client.get(reverse(HOME))

    assert len(response.context["tasks"]) == count + 2  # the packet, and the year that comes
    assert "Kontrolleres" not in response.content.decode()


@pytest.mark.parametrize("count", [3, 10])
def test_what_a_prepared_meeting_lacks_costs_the_front_page_the_same_for_any_agenda(
    client, head, author, settings, django_assert_max_num_queries, count
):
    settings.HAS_WORKER = True
    factories.make_cooperation()
    factories.make_key()
    coming = factories.make_meeting(held_on=timezone.localdate() + timedelta(days=40))
    for _ in range(count):
        item = factories.make_item(meeting=coming)
        factories.make_section(document=factories.make_document(agenda_item=item), responsible=author)
        factories.make_cycle_point(owner=author)
    prepare(coming, by=head, now=timezone.now())
    client.force_login(head)
    client.get(reverse(HOME))

    with django_assert_max_num_queries(37):  # one is for questions that wait, one for days of registers
        response = client.get(reverse(HOME))

    assert "avsnitt mangler" in response.context["checklist"].summary


# The page of a job


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


# Cases


def test_those_who_run_the_meetings_are_told_what_to_check_and_which_exemptions_are_over(client, head, author):
    over = {"exemption_basis": "offentleglova § 23 tredje ledd", "public_title": "En avtale"}
    late = {**over, "exempt_until": date(2024, 1, 31)}
    factories.make_waiting(title="Sjekk meg", stage="checking")
    item = factories.make_waiting(title="Åpne meg", **late)
    factories.make_attachment(agenda_item=item, title="Tilbudet", **late)
    factories.make_waiting(title="Ikke ennå", **over, exempt_until=date(2100, 1, 1))
    factories.make_waiting(title="Åpnet", exempt_until=date(2024, 1, 31))

    told = [(task.label, task.tag) for task in home(client, head).context["tasks"]]

    assert told == [
        ("Sjekk meg", "Til kvalitetssikring"),
        ("Åpne meg", "Unntak utløpt"),
        ("Tilbudet", "Unntak utløpt"),
    ]
    assert home(client, author).context["tasks"] == []
    item.refresh_from_db()
    assert item.is_exempt


def test_a_meeting_whose_day_has_passed_waits_until_somebody_says_what_became_of_it(client, head, council_member):
    yesterday, now = timezone.localdate() - timedelta(days=1), timezone.now()
    factories.make_meeting(held_on=yesterday - timedelta(days=60))  # entered afterwards, nobody was called to it
    factories.make_meeting(held_on=yesterday - timedelta(days=30), opened_at=now, closed_at=now)
    factories.make_meeting(held_on=yesterday, cancelled_at=now)
    left = factories.make_meeting(held_on=yesterday)

    tasks = [(task.label, task.url) for task in home(client, head).context["tasks"]]

    assert tasks == [(f"{left} er ikke gjennomført", left.get_absolute_url())]
    assert home(client, council_member).context["tasks"] == []
