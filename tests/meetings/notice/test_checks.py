"""«Klar til å sendes»: what stops a notice, what is only a warning, and what may not stand in a letter."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.agenda.actions import withdraw_item
from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from meetings.issuing.models import IssuedPacket
from meetings.mailing.models import Notice
from meetings.notice import checks, sending
from meetings.notice.sending import Written
from rorikt import mail
from rorikt.mail import handing_over
from rorikt.people.models import Cooperation
from tests import factories
from tests.meetings.notice.conftest import BASIS, fix, next_year, send

pytestmark = pytest.mark.django_db


def told(meeting, *, stops):
    found = checks.obstacles_of(sending.draft_of(Meeting.objects.get(pk=meeting.pk)))
    return [one.text for one in found if one.stops is stops]


def test_a_meeting_in_order_has_only_what_cannot_be_put_right(meeting):
    assert told(meeting, stops=True) == []
    assert told(meeting, stops=False) == [
        *(
            f"{name} har ikke postmottak, og får ingen innkalling."
            for name in ("Molde", "Rauma", "Aukra", "Hustadvika")
        ),
        "Ola Nordmann kan ikke logge inn, og får ikke det som er unntatt offentlighet. Gi tilgang først.",
    ]


def test_an_empty_agenda_is_never_sent(council, head):
    meeting = factories.make_meeting(held_on=next_year())

    assert told(meeting, stops=True) == [
        "Sakslisten er tom. Legg til sakene først.",
        "Møtepakken er ikke fastsatt.",
    ]
    with pytest.raises(ValidationError, match="Sakslisten er tom"):
        send(meeting, head)
    assert not Notice.objects.exists()
    meeting.refresh_from_db()
    assert meeting.summoned_at is None


def test_an_agenda_of_withdrawn_cases_is_empty(meeting, head):
    for item in meeting.agenda.all():
        withdraw_item(item, by=head, now=timezone.now())

    assert "Sakslisten er tom. Legg til sakene først." in told(meeting, stops=True)


def test_the_packet_is_fixed_first_in_each_edition_that_somebody_is_to_have(council, head):
    meeting = factories.make_meeting(held_on=next_year())
    factories.make_item(meeting=meeting, summary="<p>x</p>")
    IssuedPacket.objects.create(
        meeting=meeting, audience="full", sequence=1, page_count=1, issued_at=timezone.now(), issued_by=head
    )

    assert "Den offentlige møtepakken er ikke fastsatt. 5 mottakere skal ha den." in told(meeting, stops=True)


def test_a_change_after_the_packet_was_fixed_stops_it(meeting):
    meeting.agenda.filter(sequence=1).update(title="Noe annet")

    assert told(meeting, stops=True) == [
        f"Noe er endret etter at {edition} møtepakke ble fastsatt. Fastsett et tillegg først."
        for edition in ("full", "offentlig")
    ]


def test_a_meeting_that_has_passed_is_not_called(meeting, head):
    yesterday = timezone.localdate() - timedelta(days=1)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=yesterday, year=yesterday.year)

    assert "Møtedatoen er passert. Sett en dato som kommer." in told(meeting, stops=True)


@pytest.mark.parametrize(("days", "when"), [(0, "i dag"), (1, "i morgen"), (6, "om 6 dager"), (7, None)])
def test_a_notice_later_than_is_usual_is_a_warning(council, days, when):
    Cooperation.objects.update(notice_days=7)
    meeting = factories.make_meeting(held_on=timezone.localdate() + timedelta(days=days))

    warned = [text for text in told(meeting, stops=False) if "rimelig varsel" in text]

    usual = "Innkallingen skulle vært sendt 7 dager før. Loven krever rimelig varsel (kommuneloven § 11-3)."
    assert warned == ([f"Møtet er {when}. {usual}"] if when else [])


def test_a_case_without_a_paper_and_a_draft_with_what_it_lacks_are_warnings(meeting, head):
    case = factories.make_item(meeting=meeting, title="Kjøp")
    paper = factories.make_document(agenda_item=meeting.agenda.first(), title="Rapporten")
    factories.make_section(document=paper, title="Økonomi")
    factories.make_version(paper, approved_by=head)
    fix(meeting, head)

    warned = told(meeting, stops=False)

    assert f"Sak {case.number} har verken saksframlegg eller vedlegg." in warned
    assert "«Rapporten» har endringer som ikke er godkjent. 1 avsnitt er ikke klare." in warned
    assert "«Rapporten»: Avsnitt 1 Økonomi er tomt. Skriv teksten, eller slett avsnittet." in warned


def test_a_member_without_an_address_is_named(meeting, council):
    CouncilMember.objects.filter(pk=council["ola"].pk).update(email="")

    assert "Ola Nordmann, medlem i rådet (Rauma), har ikke e-postadresse, og får ingen innkalling." in told(
        meeting, stops=False
    )


def test_a_council_without_members_stops_it(meeting):
    CouncilMember.objects.update(until_on=timezone.localdate())

    assert "Rådet har ingen medlemmer den dagen møtet holdes." in told(meeting, stops=True)


def test_mail_that_is_not_set_up_stops_it(meeting, settings):
    settings.EMAIL_BACKEND = mail.NOWHERE

    assert told(meeting, stops=True) == [handing_over.NOT_SET_UP]


def test_a_public_title_that_hides_nothing_is_told(meeting, head):
    meeting.agenda.filter(sequence=2).update(public_title="Hemmelig anskaffelse ")

    assert (
        f"Sak {meeting.number}-002 er unntatt offentlighet, men den offentlige tittelen er den samme som tittelen."
        in told(meeting, stops=False)
    )


@pytest.mark.parametrize(
    "written",
    [Written("Møte om HEMMELIG anskaffelse", "Tekst"), Written("Møte", "Vi tar opp hemmelig anskaffelse.")],
)
def test_a_letter_that_names_what_is_exempt_is_refused(meeting, head, written):
    with pytest.raises(ValidationError, match="unntatt offentlighet"):
        send(meeting, head, written)
    assert not Notice.objects.exists()


def test_who_is_to_decide_and_does_not_get_what_is_exempt_is_named(meeting, council):
    finance = factories.make_user("finance")
    CouncilMember.objects.filter(pk=council["berit"].pk).update(user=finance)
    item = meeting.agenda.first()
    item.exemption_basis, item.public_title = BASIS, "En sak"
    item.save()

    found = told(meeting, stops=False)

    told_of = "og får ikke det som er unntatt offentlighet. Gi tilgang først."
    assert f"Berit Bø har ikke rollen rådsmedlem, {told_of}" in found
    assert f"Ola Nordmann kan ikke logge inn, {told_of}" in found
    assert not [text for text in found if "Vera Vara" in text], "a substitute who is not called decides nothing"


def test_a_letter_with_a_national_identity_number_is_refused(meeting):
    assert checks.letter_problems(meeting, "Møte", "Om 15076500565.") == [
        "Brevet har et fødselsnummer. Det skal aldri sendes på e-post."
    ]
    assert checks.letter_problems(meeting, "Møte", "Telefon 12345678901.") == []
