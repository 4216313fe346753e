"""The pages of minutes, as each of the people meets them."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.confirming import approving
from meetings.minutes import making
from meetings.minutes.models import MinutesComment
from meetings.proceedings.models import Treatment
from rorikt.amounts import short_date
from rorikt.people.models import User
from tests import factories
from tests.meetings.minutes.holding import BY_NAME, EXEMPT, LATER, UNANIMOUS, make_held, settle
from tests.unguarded import rewrite

pytestmark = pytest.mark.django_db
MEETING = (2024, 1)


@pytest.fixture
def held(db):
    return make_held()


@pytest.fixture
def minutes(held, head):
    return making.make_minutes(held, by=head, now=LATER)


@pytest.fixture
def chair(held):
    return held.attendances.get(seat__function="chair").seat.user


def url(name, *more):
    return reverse(f"meetings:{name}", args=[*MEETING, *more])


def text(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_the_minutes_are_made_by_one_button(client, held, head, finance):
    client.force_login(finance)
    assert "Protokollen er ikke laget ennå." in text(client.get(url("minutes")))
    client.force_login(head)
    assert "Lag protokollen" in text(client.get(url("minutes")))

    page = text(client.post(url("minutes-make"), follow=True))

    assert page.count("I orden") == 7
    assert "har allerede en protokoll" in text(client.post(url("minutes-make"), follow=True))


def test_those_who_met_are_told_and_comment_and_are_answered(client, minutes, head, chair):
    client.force_login(chair)
    assert "ikke sendt til merknad" in text(client.get(url("minutes-draft"), follow=True))
    client.force_login(head)
    client.post(url("minutes-send"), {"comments_until": short_date(timezone.localdate())})
    assert [message.to for message in mail.outbox] == [[chair.email]]
    assert url("minutes-draft") in mail.outbox[0].body

    factories.make_definition(term="serverrom", meaning="Der tjenerne står.")
    client.force_login(chair)
    assert "Rådet bygger nye serverrom." in text(client.get(url("minutes-draft")))
    assert "Der tjenerne står." in text(client.get(url("minutes-draft")))
    client.post(url("minutes-comment"), {"text": "Klokkeslettet?", "item": ""})
    client.force_login(head)
    made = MinutesComment.objects.get()
    assert "Klokkeslettet?" in text(client.get(url("minutes")))
    client.post(reverse("meetings:minutes-comment-answer", args=[made.pk]), {"outcome": "taken", "answer": "Rettet."})

    made.refresh_from_db()
    assert (made.outcome, made.answer, made.answered_by) == ("taken", "Rettet.", head)


def test_a_deadline_in_the_past_is_refused_at_the_form(client, minutes, head):
    client.force_login(head)

    page = text(client.post(url("minutes-send"), {"comments_until": "01.01.2020"}))

    assert "Fristen kan ikke være før i dag." in page
    assert mail.outbox == []


def test_the_leader_confirms_and_reads_what_is_missing(client, minutes, chair):
    minutes.minutes_parts.get(item__sequence=UNANIMOUS).section.delete()
    client.force_login(chair)
    assert "Sak 2024/M1-001 mangler." in text(client.post(url("minutes-confirm")))

    making.renew(minutes, taken=[], kept=[], by=chair, now=LATER)
    page = text(client.post(url("minutes-confirm"), follow=True))

    assert "Bekreftet innlogget av Rådsmedlem A, leder" in page
    assert "allerede bekreftet" in text(client.get(url("minutes-confirm")))


def test_a_person_chooses_between_both_texts(client, minutes, head):
    section = minutes.minutes_parts.get(item__sequence=UNANIMOUS).section
    section.body = "<p>Min egen tekst.</p>"
    section.save()
    rewrite(Treatment.objects.filter(item__sequence=UNANIMOUS), decision="Noe annet.")
    client.force_login(head)
    page = text(client.get(url("minutes-renew")))
    assert "Min egen tekst." in page
    assert "Noe annet." in page
    [clash] = making.renewal_of(minutes).clashes

    assert "ds-validation-message" in text(client.post(url("minutes-renew"), {})), "nothing was chosen"
    client.post(url("minutes-renew"), {clash.name: "keep"})

    section.refresh_from_db()
    assert section.body == "<p>Min egen tekst.</p>"
    assert "Ingenting er endret" in text(client.get(url("minutes-renew")))


def test_finance_reads_the_public_edition_only(client, minutes, chair, finance, council_member):
    version = approving.confirm(minutes, name="Leder", by=chair, now=LATER)
    address = {"args": [minutes.pk, version.sequence]}
    for reader, sees in ((finance, False), (council_member, True)):
        client.force_login(reader)
        for page in (minutes.get_absolute_url(), reverse("meetings:version", **address)):
            assert ("Tilbud fra leverandøren" in text(client.get(page))) is sees
        assert "Tilbud fra leverandøren" not in text(client.get(reverse("meetings:version-public", **address)))
    client.force_login(finance)
    assert "Tilbud fra leverandøren" not in text(client.get(url("minutes")))


def test_one_click_on_the_case_approves_after_its_decision(client, minutes, chair, head):
    approving.confirm(minutes, name="Leder", by=chair, now=LATER)
    coming = factories.make_meeting(held_on=LATER.date().replace(month=5))
    case = factories.make_item(meeting=coming, standard="minutes")
    making.attach_last_minutes(coming, by=head, now=LATER)
    settle(case, decision="Godkjennes.", voting="unanimous")
    client.force_login(head)
    assert "Godkjenn protokollen etter vedtaket" in text(client.get(case.get_absolute_url()))

    page = text(client.post(reverse("meetings:minutes-approve", args=[case.reference_id]), follow=True))

    assert "Protokollen er godkjent og kan ikke endres." in page
    assert "Godkjenn protokollen" not in page
    assert "Rediger teksten" not in text(client.get(url("minutes")))


def test_approved_minutes_are_not_written_in_by_any_page(client, minutes, chair, head):
    approving.confirm(minutes, name="Leder", by=chair, now=LATER)
    coming = factories.make_meeting(held_on=LATER.date().replace(month=5))
    case = factories.make_item(meeting=coming, standard="minutes")
    making.attach_last_minutes(coming, by=head, now=LATER)
    approving.approve_by_decision(settle(case, decision="Godkjennes."), by=head, now=LATER)
    client.force_login(head)
    section = minutes.sections.first()

    assert client.get(section.get_absolute_url()).status_code == 403
    outline = reverse("meetings:document-outline", args=[minutes.pk])
    client.raise_request_exception = False
    assert client.post(outline, {"title": "Mer"}).status_code != 500
    assert minutes.sections.count() == 8


@pytest.mark.parametrize("sequence", [BY_NAME, EXEMPT])
def test_there_is_no_extract_before_the_minutes_are_confirmed(client, minutes, head, sequence):
    item = minutes.minutes_of.agenda.get(sequence=sequence)
    client.force_login(head)

    assert client.get(reverse("meetings:extract", args=[item.reference_id])).status_code == 404


def test_the_page_costs_the_same_queries_however_many_cases_and_comments(client, minutes, chair, head):
    client.force_login(head)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("minutes"))
        return len(queries)

    def comment():
        seat = minutes.minutes_of.attendances.first().seat
        MinutesComment.objects.create(minutes=minutes.life, seat=seat, text="x", made_at=LATER, made_by=chair)

    comment()
    before = cost()
    for _ in range(3):
        comment()
        factories.make_item(meeting=minutes.minutes_of)
    making.renew(minutes, taken=[], kept=[], by=head, now=LATER)

    assert cost() == before
    assert before <= 30


def test_an_author_may_not_write_in_a_section_of_minutes(client, minutes):
    client.force_login(factories.make_user(role=User.Role.AUTHOR))

    assert client.get(minutes.sections.first().get_absolute_url()).status_code == 403
