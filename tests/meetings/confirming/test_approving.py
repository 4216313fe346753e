"""Minutes sent for comment, confirmed, approved by the next meeting, and what the public reads of them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from meetings.approving import approval
from meetings.confirming import approving, commenting, extracts
from meetings.council.models import CouncilMember
from meetings.documents import writing
from meetings.documents.models import Document
from meetings.minutes import making
from meetings.minutes.models import MinutesComment, MinutesVersion
from meetings.packet import packing
from meetings.papers import printing
from meetings.proceedings.models import Attendance, Proposal, Treatment
from rorikt.people.models import Municipality
from tests.meetings.minutes.holding import BY_NAME, EXEMPT, LATER, UNANIMOUS, make_held, make_next, settle
from tests.unguarded import rewrite

pytestmark = pytest.mark.django_db
UNTIL = date(2024, 2, 25)
NAME = "Rådsmedlem A, leder"


@pytest.fixture
def held(db):
    return make_held()


@pytest.fixture
def minutes(held, head):
    return making.make_minutes(held, by=head, now=LATER)


@pytest.fixture
def chair(minutes):
    return minutes.minutes_of.attendances.get(seat__function="chair").seat.user


@pytest.fixture
def confirmed(minutes, chair):
    approving.confirm(minutes, name=NAME, by=chair, now=LATER)
    return minutes


def text_of(content):
    return " ".join(f"{one.title} " + " ".join(block.html for block in one.blocks) for one in content.sections)


def test_the_confirmation_prints_name_time_and_the_hash_of_the_text(confirmed):
    version = confirmed.versions.get()
    sealed = version.minutes
    last = version.frozen.sections[-1]

    assert (last.number, last.title) == ("5", "Bekreftelse")
    told = last.blocks[0].html.replace("\xa0", " ")
    assert "bekreftet av Rådsmedlem A, leder, innlogget, 20.02.2024 13.00." in told
    assert told.split("(SHA-256): ")[1].replace(" ", "").removesuffix("</p>") == sealed.text_hash
    assert approving.text_hash_of(version.frozen.sections) == sealed.text_hash, "it can be held against the text"
    assert dict(version.frozen.control)["Status"] == "Bekreftet"
    assert not version.frozen.is_draft


def test_what_the_law_asks_for_stops_a_confirmation(minutes, chair):
    minutes.minutes_parts.get(item__sequence=UNANIMOUS).section.delete()

    with pytest.raises(ValidationError) as refused:
        approving.confirm(minutes, name=NAME, by=chair, now=LATER)

    assert "Sak 2024/M1-001 mangler. Hent den med «Oppdater fra møtet»." in refused.value.messages
    assert not minutes.versions.exists()


def test_minutes_are_not_approved_as_other_documents_are(minutes, head):
    with pytest.raises(ValidationError, match="bekreftes av møtelederen"):
        approval.approve_document(minutes, by=head, now=LATER)


def test_a_signature_on_paper_is_noted_with_who_and_when(minutes, head):
    version = approving.note_signed(
        minutes, name="Rådsmedlem A, leder", signed_on=date(2024, 2, 19), by=head, now=LATER
    )

    told = version.frozen.sections[-1].blocks[0].html.replace("&nbsp;", " ")
    assert "underskrevet på papir av Rådsmedlem A, leder 19. februar 2024" in told.replace("\xa0", " ")
    assert f"Ført av {head.printed_title} 20.02.2024" in told
    assert version.minutes.noted_by == head


@pytest.mark.parametrize("day", [date(2024, 2, 13), date(2024, 2, 21)])
def test_a_signature_is_from_after_the_meeting_and_not_from_the_future(minutes, head, day):
    with pytest.raises(ValidationError):
        approving.note_signed(minutes, name=NAME, signed_on=day, by=head, now=LATER)


def test_the_public_reads_the_public_title_and_not_the_decision_of_an_exempt_case(confirmed):
    version = confirmed.versions.get()
    whole, public = text_of(version.frozen), text_of(version.frozen_public)

    assert "Rådet velger tilbud nummer to." in whole
    assert "Tilbud fra leverandøren" in whole
    for secret in ("Rådet velger tilbud nummer to.", "Tilbud fra leverandøren", "kommuneloven § 11-5"):
        assert secret not in public
    assert "Sak 2024/M1-003 Anskaffelse" in public
    assert "unntatt offentlighet etter offentleglova § 23 tredje ledd" in public
    assert "Rådet bygger nye serverrom." in public, "what is not exempt is open"
    assert approving.text_hash_of(version.frozen_public.sections)[:16] in public, "it says the hash of its own text too"


def test_minutes_without_an_exempt_case_are_public_as_they_are(minutes, chair):
    item = minutes.minutes_of.agenda.get(sequence=EXEMPT)
    item.exemption_basis = item.public_title = ""
    item.save()
    making.renew(minutes, taken=[], kept=[], by=chair, now=LATER)

    version = approving.confirm(minutes, name=NAME, by=chair, now=LATER)

    assert version.public_content is None
    assert printing.paper_of_version(version, is_public=True) == printing.paper_of_version(version)


def test_the_title_of_an_exempt_case_does_not_leak_from_another_section(minutes, chair, head):
    section = minutes.minutes_parts.get(item__sequence=UNANIMOUS).section
    section.body += "<p>Se saken om tilbud fra leverandøren.</p>"
    writing.save_section(section, revision=section.revision, by=head, now=LATER)

    with pytest.raises(ValidationError) as refused:
        approving.confirm(minutes, name=NAME, by=chair, now=LATER)

    assert refused.value.messages == [
        "Avsnitt 4.1 Sak 2024/M1-001 Godkjenning av innkalling nevner tittelen på en sak som er unntatt, og leses av "
        "alle. Skriv «Anskaffelse» i stedet."
    ]


def test_the_public_packet_has_the_public_minutes(minutes, chair, head):
    coming, _ = make_next()
    making.attach_last_minutes(coming, by=head, now=LATER)
    minutes.refresh_from_db()
    approving.confirm(minutes, name=NAME, by=chair, now=LATER)

    [public] = packing.cases_of(coming, with_drafts=False, is_public=True)
    [whole] = packing.cases_of(coming, with_drafts=False)

    assert "Tilbud fra leverandøren" not in text_of(public.papers[0].content)
    assert "Tilbud fra leverandøren" in text_of(whole.papers[0].content)
    assert packing.hold_exempt([whole])


def comment_of(minutes, **overrides):
    return MinutesComment(**{"minutes": minutes.life, "text": "Vedtaket er uklart.", **overrides})


def test_those_who_met_comment_until_the_deadline(minutes, chair, head):
    with pytest.raises(ValidationError, match="ikke ute til merknad"):
        commenting.store_comment(comment_of(minutes), by=chair, now=LATER)
    approving.send_for_comment(minutes.life, until=UNTIL, by=head, now=LATER)

    commenting.store_comment(comment_of(minutes), by=chair, now=LATER)

    assert minutes.life.comments.get().seat.name == "Rådsmedlem A"
    with pytest.raises(ValidationError, match="Bare de som møtte"):
        commenting.store_comment(comment_of(minutes), by=head, now=LATER)
    late = datetime.combine(UNTIL, datetime.min.time(), ZoneInfo("Europe/Oslo")) + timedelta(days=1)
    with pytest.raises(ValidationError, match="ikke ute til merknad"):
        commenting.store_comment(comment_of(minutes), by=chair, now=late)


def test_a_deadline_is_not_in_the_past(minutes, head):
    with pytest.raises(ValidationError, match="før i dag"):
        approving.send_for_comment(minutes.life, until=date(2024, 2, 19), by=head, now=LATER)


def test_a_comment_is_answered_before_the_minutes_are_confirmed(minutes, chair, head):
    approving.send_for_comment(minutes.life, until=UNTIL, by=head, now=LATER)
    commenting.store_comment(comment_of(minutes), by=chair, now=LATER)
    with pytest.raises(ValidationError, match="1 merknad er ikke besvart"):
        approving.confirm(minutes, name=NAME, by=chair, now=LATER)

    made = minutes.life.comments.get()
    made.outcome, made.answer = MinutesComment.Outcome.NOTED, "Vedtaket står slik det ble gjort."
    commenting.answer(made, by=head, now=LATER)
    approving.confirm(minutes, name=NAME, by=chair, now=LATER)

    with pytest.raises(ValidationError, match="kan ikke endres"):
        commenting.answer(made, by=head, now=LATER)


@pytest.fixture
def on_case(confirmed, head):
    """Confirmed minutes on the case of the next meeting."""
    coming, case = make_next()
    making.attach_last_minutes(coming, by=head, now=LATER)
    return case


def test_the_decision_of_the_next_meeting_approves_them(confirmed, on_case, head):
    treatment = settle(on_case, decision="Protokollen godkjennes.", voting="unanimous")

    version = approving.approve_by_decision(treatment, by=head, now=LATER)

    confirmed.refresh_from_db()
    assert confirmed.settled_at == LATER
    assert confirmed.is_approved
    assert confirmed.life.approved_in == treatment
    assert version.sequence == 2
    assert dict(version.frozen.control)["Status"] == "Godkjent"
    assert "godkjent i møte 2024/M2" in text_of(version.frozen)
    first = confirmed.versions.get(sequence=1)
    assert version.frozen.sections[:-1] == first.frozen.sections[:-1], "the text is the one that was confirmed"
    assert version.minutes.text_hash == first.minutes.text_hash
    assert "Tilbud fra leverandøren" not in text_of(version.frozen_public)
    assert approving.approve_by_decision(treatment, by=head, now=LATER) is None, "the second time changes nothing"


@pytest.mark.parametrize("outcome", ["postponed", "sent_back"])
def test_a_case_that_decided_nothing_approves_nothing(confirmed, on_case, head, outcome):
    assert approving.approve_by_decision(settle(on_case, outcome=outcome), by=head, now=LATER) is None

    assert Document.objects.get(pk=confirmed.pk).settled_at is None


def test_minutes_that_were_changed_since_they_were_confirmed_are_not_approved(confirmed, on_case, head):
    section = confirmed.sections.first()
    writing.save_section(section, revision=section.revision, by=head, now=LATER)

    with pytest.raises(ValidationError, match="endret etter at den ble bekreftet"):
        approving.approve_by_decision(settle(on_case, decision="Godkjennes."), by=head, now=LATER)


def test_one_click_in_the_open_meeting_decides_the_case_and_approves_them(confirmed, on_case, head):
    with pytest.raises(ValidationError, match="mens møtet pågår"):
        approving.approve_unanimously(on_case, by=head, now=LATER)
    begin(on_case.meeting, "chair", "deputy")

    approving.approve_unanimously(on_case, by=head, now=LATER)

    treatment = Treatment.objects.get(item=on_case)
    assert on_case.votes.count() == 2, "each who met has voted for what was recommended"
    assert (treatment.voting, treatment.decision) == ("unanimous", "Protokoll fra møte 2024/M1 godkjennes.")
    assert Document.objects.get(pk=confirmed.pk).settled_at == LATER


def begin(meeting, *functions):
    meeting.opened_at = LATER
    meeting.save()
    for seat in CouncilMember.objects.filter(function__in=functions):
        Attendance.objects.create(meeting=meeting, seat=seat, state="present")


def test_one_click_does_not_decide_what_the_meeting_could_not(confirmed, on_case, head):
    begin(on_case.meeting, "chair")

    with pytest.raises(ValidationError, match="ikke vedtaksført"):
        approving.approve_unanimously(on_case, by=head, now=LATER)

    assert not Treatment.objects.filter(item=on_case).exists(), "nothing is half done"
    assert Document.objects.get(pk=confirmed.pk).settled_at is None


def test_one_click_takes_nothing_away_that_was_put_forward(confirmed, on_case, head):
    begin(on_case.meeting, "chair", "deputy")
    seat = CouncilMember.objects.get(function="deputy")
    Proposal.objects.create(item=on_case, text="Protokollen godkjennes ikke.", put_by=seat)

    with pytest.raises(ValidationError, match="Det er fremmet forslag"):
        approving.approve_unanimously(on_case, by=head, now=LATER)


def test_nothing_of_approved_minutes_changes(confirmed, on_case, head):
    approving.approve_by_decision(settle(on_case, decision="Godkjennes.", voting="unanimous"), by=head, now=LATER)
    confirmed.refresh_from_db()
    section = confirmed.sections.first()

    assert not head.has_perm("meetings.change_section", section)
    for change in (
        lambda: writing.save_section(section, revision=section.revision, by=head, now=LATER),
        lambda: writing.add_section(confirmed, None, "Mer", by=head, now=LATER),
        lambda: section.delete(),
        lambda: writing.note_change(confirmed),
        lambda: Document.objects.filter(pk=confirmed.pk).update(settled_at=None),
        lambda: confirmed.versions.all().delete(),
        lambda: MinutesVersion.objects.update(confirmed_by="En annen"),
    ):
        with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
            change()
    assert making.attach_last_minutes(on_case.meeting, by=head, now=LATER) is None


def test_authors_do_not_write_in_minutes(minutes, author, head):
    section = minutes.sections.first()

    assert head.has_perm("meetings.change_section", section)
    assert not author.has_perm("meetings.change_section", section)


def test_who_led_the_meeting_confirms_and_nobody_else(minutes, chair, head, council_member):
    meeting = minutes.minutes_of
    assert chair.has_perm("meetings.confirm_minutes", meeting)
    assert not head.has_perm("meetings.confirm_minutes", meeting)
    assert not council_member.has_perm("meetings.confirm_minutes", meeting)
    deputy = meeting.attendances.get(seat__function="deputy").seat
    deputy.user = council_member
    deputy.save()
    assert not council_member.has_perm("meetings.confirm_minutes", meeting)

    rewrite(meeting.attendances.filter(seat__function="chair"), state="absent")

    assert council_member.has_perm("meetings.confirm_minutes", meeting), "the deputy led where the leader was away"


def test_an_extract_has_one_case_and_the_confirmation(confirmed):
    item = confirmed.minutes_of.agenda.get(sequence=BY_NAME)
    version = extracts.version_with(item)
    to = Municipality.objects.first()

    paper = extracts.extract_of(item, version, to, is_public=False)

    assert paper.content.title == "Særutskrift – sak 2024/M1-002"
    assert [(one.number, one.title) for one in paper.content.sections] == [
        ("1", "Sak 2024/M1-002 Nye serverrom"),
        ("2", "Rett utskrift"),
    ]
    assert dict(paper.content.control) == {
        "Sak": "2024/M1-002",
        "Møtedato": "14.02.2024",
        "Protokollens status": "Bekreftet",
        "Bekreftet dato": "20.02.2024",
        "Bekreftet av": "Rådsmedlem A, leder",
        "Til": "Molde kommune (1506)",
    }
    assert version.minutes.text_hash[:16] in text_of(paper.content)


def test_an_extract_of_an_exempt_case_gives_nothing_away_to_the_public(confirmed):
    item = confirmed.minutes_of.agenda.get(sequence=EXEMPT)
    version = extracts.version_with(item)

    public = extracts.extract_of(item, version, None, is_public=True)

    assert "Rådet velger tilbud" not in text_of(public.content)
    assert "Tilbud fra leverandøren" not in str(public.content.to_json())
    assert extracts.extract_of(item, version, None, is_public=False).has_exempt


def test_there_is_no_extract_of_a_draft(minutes):
    assert extracts.version_with(minutes.minutes_of.agenda.first()) is None
