"""What readers of the council's papers are told of, looked for by the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from budget.frame.actions import Decision
from meetings.issuing.models import IssuedPacket
from meetings.mailing.models import Delivery
from meetings.telling.looking import look
from meetings.telling.withholding import IN_ITS_STEAD, withhold
from rorikt.people.models import User
from rorikt.telling.models import Told
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 8, 10, tzinfo=UTC)
SUMMONED = NOW - timedelta(days=3)
TITLE, PUBLIC = "Sikkerhetshull hos leverandøren", "Sak om sikkerhet"


@pytest.fixture
def member(council_member):
    return council_member


@pytest.fixture
def meeting(head):
    return factories.make_meeting(held_on=date(2024, 2, 14), summoned_at=SUMMONED)


@pytest.fixture
def notice(meeting, head, member):
    """Sent to the member of the council."""
    found, _ = factories.make_notice(meeting=meeting, kind="invitation", sent_at=SUMMONED, sent_by=head)
    send_to(found, member.email.upper())
    return found


def send_to(notice, address):
    return Delivery.objects.create(
        notice=notice,
        role="officer",
        name="N.N.",
        address=address,
        why="x",
        audience="public",
        message_id=f"<{address}>",
    )


def told(kind=None):
    rows = Told.objects.filter(kind=f"meetings.{kind}") if kind else Told.objects.all()
    return sorted((row.user.role, row.subject, row.text) for row in rows.select_related("user"))


def issue(meeting, head, *, sequence=2, audience="full", at=NOW, **given):
    return IssuedPacket.objects.create(
        meeting=meeting, audience=audience, sequence=sequence, content_hash="0" * 64, file="x.pdf", sha256="0" * 64,
        page_count=1, issued_at=at, issued_by=head, **given,
    )  # fmt: skip


def test_a_notice_is_told_to_those_who_did_not_get_it_themselves_and_not_to_who_sent_it(notice, author, finance):
    look(NOW)

    subject, text = "Innkalling: møte 2024/M1, 14. februar 2024", "Sakslisten og dokumentene står på møtesiden."
    assert told() == [("author", subject, text), ("finance", subject, text)]


def test_what_is_found_again_is_not_told_again_and_what_is_old_is_not_told_at_all(notice, author):
    assert look(NOW) == "1 nyhet om møter er varslet."
    assert look(NOW + timedelta(minutes=1)) == ""

    Told.objects.all().delete()
    assert look(SUMMONED + timedelta(days=8)) == ""


def test_a_paper_that_was_approved_anew_is_told_after_an_hour_without_a_supplement(notice, meeting, head, member):
    item = factories.make_item(meeting=meeting, sent_at=SUMMONED)
    document = factories.make_document(agenda_item=item, title="Årsrapport", status="approved")
    factories.make_version(document, approved_at=SUMMONED - timedelta(days=1), approved_by=head)
    factories.make_version(document, approved_at=NOW, approved_by=head)

    look(NOW + timedelta(minutes=59))
    assert told("changed_paper") == []
    look(NOW + timedelta(minutes=61))

    assert told("changed_paper") == [
        ("council_member", "Endret dokument i sak 2024/M1-001", "«Årsrapport» er godkjent 8. februar 2024.")
    ]
    assert Told.objects.get(kind="meetings.changed_paper").url == document.get_absolute_url()


def test_a_supplement_tells_what_changed_in_place_of_the_paper(notice, meeting, head, member):
    item = factories.make_item(meeting=meeting, sent_at=SUMMONED)
    factories.make_version(
        factories.make_document(agenda_item=item, status="approved"), approved_at=NOW, approved_by=head
    )
    issue(meeting, head, at=NOW + timedelta(minutes=5), changes=[f"{TITLE} er nytt."])
    issue(meeting, head, at=NOW + timedelta(minutes=6), audience="public", changes=["Årsrapport er nytt."])

    look(NOW + timedelta(hours=2))

    assert told("changed_paper") == [
        ("council_member", "Nytt tillegg til møtepakken for møte 2024/M1", "Årsrapport er nytt.")
    ]


def test_a_supplement_of_what_is_exempt_alone_is_told_without_words_to_those_who_may_read_it(
    notice, meeting, head, finance, member
):
    send_to(notice, finance.email)
    issue(meeting, head, changes=[f"{TITLE} er nytt."])

    look(NOW + timedelta(minutes=1))

    assert told("changed_paper") == [
        ("council_member", "Nytt tillegg til møtepakken for møte 2024/M1", "Logg inn for å se hva som er endret.")
    ]


def test_a_change_of_what_is_exempt_alone_is_told_only_to_those_who_may_read_it(notice, meeting, head, finance, member):
    send_to(notice, finance.email)
    document = factories.make_document(agenda_item=factories.make_item(meeting=meeting), status="approved")
    for number, at in enumerate((SUMMONED - timedelta(days=1), NOW)):
        control = (
            ("Versjon", f"{number}"),
            ("Godkjent dato", f"0{number + 1}.02.2024"),
        )  # which no approval leaves alone
        shown = factories.make_content(title="Det offentlige", file_title="Det offentlige", control=control)
        public = shown.to_json()
        content = factories.make_content(title=f"Versjon {number}", file_title=TITLE)
        factories.make_version(document, approved_at=at, approved_by=head, content=content, public_content=public)

    look(NOW + timedelta(hours=2))

    assert [(role, text) for role, _, text in told("changed_paper")] == [
        ("council_member", "«Det offentlige» er godkjent 8. februar 2024.")
    ]


def test_an_exempt_paper_is_told_by_its_public_title_and_to_few(notice, meeting, head, finance, member):
    send_to(notice, finance.email)
    item = factories.make_item(meeting=meeting, title=TITLE, public_title=PUBLIC, exemption_basis="offentleglova § 23")
    document = factories.make_document(agenda_item=item, title=TITLE, status="approved")
    factories.make_version(document, approved_at=NOW, approved_by=head)

    look(NOW + timedelta(hours=2))

    assert [(role, text) for role, _, text in told("changed_paper")] == [
        ("council_member", f"«{PUBLIC}» er godkjent 8. februar 2024.")
    ]


@pytest.mark.parametrize("over", [{"cancelled_at": NOW}, {"opened_at": NOW, "closed_at": NOW}])
def test_of_a_meeting_that_is_over_no_paper_is_told(notice, meeting, head, member, over):
    document = factories.make_document(agenda_item=factories.make_item(meeting=meeting), status="approved")
    factories.make_version(document, approved_at=NOW, approved_by=head)
    type(meeting).objects.filter(pk=meeting.pk).update(**over)

    look(NOW + timedelta(hours=2))

    assert told("changed_paper") == []


@pytest.fixture
def decided(municipalities):
    """A case that was decided in a meeting that is closed."""
    return closed(factories.decide(factories.make_item(title="Ny avtale")).item)


def closed(item):
    held = datetime(2024, 2, 14, 9, tzinfo=UTC)
    type(item.meeting).objects.filter(pk=item.meeting_id).update(opened_at=held, closed_at=held + timedelta(hours=3))
    return item


AFTER = datetime(2024, 2, 15, 8, tzinfo=UTC)


def people_of(number):
    return [
        factories.make_user(role=role, municipality_id=number) for role in (User.Role.COUNCIL_MEMBER, User.Role.FINANCE)
    ]


def test_a_decision_is_told_to_the_municipality_that_is_to_decide_itself(decided):
    people_of("1535")
    people_of("1506")
    factories.make_act(item=decided, municipality_id="1535", municipality=None)

    look(AFTER)

    subject = "Vedtak i sak 2024/M1-001 gjelder kommunen din"
    text = "«Ny avtale»\nKommunen er bedt om å vedta noe selv."
    assert told("decision") == [("council_member", subject, text), ("finance", subject, text)]
    assert set(Told.objects.values_list("user__municipality", flat=True)) == {"1535"}


def test_a_decision_is_told_to_the_municipality_whose_people_have_an_action_of_it(decided):
    member, _ = people_of("1539")
    factories.make_action(item=decided, owner=member, due_on=date(2024, 4, 1))

    look(AFTER)

    assert {text for _, _, text in told("decision")} == {
        "«Ny avtale»\nNoen i kommunen har ansvaret for et tiltak, med frist 1. april 2024."
    }


def test_a_decision_that_moves_what_a_municipality_pays_is_told_to_it(decided):
    factories.make_key()
    people_of("1547")
    decision = Decision("Rådets vedtak", date(2024, 2, 14), decided.reference)
    factories.make_frame_change(decision=decision)

    look(AFTER)

    assert [(role, text) for role, _, text in told("decision")] == [
        ("council_member", "«Ny avtale»\nVedtaket endrer det kommunen betaler."),
        ("finance", "«Ny avtale»\nVedtaket endrer det kommunen betaler."),
    ]


def test_nothing_is_told_of_a_decision_while_the_meeting_is_open(municipalities):
    meeting = factories.make_meeting(opened_at=datetime(2024, 2, 14, 9, tzinfo=UTC))
    people_of("1535")
    factories.make_act(item=factories.decide(factories.make_item(meeting=meeting)).item)

    look(AFTER)

    assert told("decision") == []


def test_an_exempt_decision_is_told_by_its_public_title_to_those_who_may_read_the_case(decided):
    people_of("1535")
    type(decided).objects.filter(pk=decided.pk).update(
        title=TITLE, public_title=PUBLIC, exemption_basis="offentleglova § 23"
    )
    factories.make_act(item=decided, municipality_id="1535", municipality=None)

    look(AFTER)

    assert [(role, text.split("\n")[0]) for role, _, text in told("decision")] == [("council_member", f"«{PUBLIC}»")]


@pytest.mark.parametrize("count", [1, 4])
def test_looking_costs_the_same_queries_whatever_has_been_told(municipalities, count, django_assert_num_queries):
    people_of("1535")
    for number in range(count):
        item = factories.decide(factories.make_item(meeting=factories.make_meeting())).item
        factories.make_act(item=closed(item), municipality=municipalities[number])
    look(AFTER)

    with django_assert_num_queries(9):
        look(AFTER)


def test_what_has_become_exempt_is_taken_out_of_a_text_whatever_its_case():
    factories.make_item(title=TITLE, public_title=PUBLIC, exemption_basis="offentleglova § 23")
    factories.make_document(title="Rapport om hull", public_title="", agenda_item=factories.make_item(title="Åpen"))

    assert withhold([f"«{TITLE.upper()}» er ny", "Rapport om hull"]) == [f"«{PUBLIC}» er ny", "Rapport om hull"]


def test_a_paper_that_has_become_exempt_is_called_by_none_of_the_names_it_was_told_by():
    item = factories.make_item(title=PUBLIC, public_title=PUBLIC, exemption_basis="offentleglova § 23")
    paper = factories.make_document(agenda_item=item, title="Ny tittel", file_title="Filen om Steinkobben")
    factories.make_version(paper, content=factories.make_content(title="Om Eikremsholmen", file_title="Holmen.pdf"))

    texts = withhold(["«Filen om Steinkobben» er godkjent", "«Holmen.pdf» og «Om Eikremsholmen» er nye"])

    assert texts == [f"«{IN_ITS_STEAD}» er godkjent", f"«{IN_ITS_STEAD}» og «{IN_ITS_STEAD}» er nye"]


def test_a_paper_that_a_closed_estimate_has_closed_is_not_named():
    closed = factories.make_item(title=TITLE, public_title=PUBLIC, exemption_basis="offentleglova § 23")
    estimate = factories.make_estimate(case=closed.reference)
    factories.make_document(
        agenda_item=factories.make_item(title="Åpen"), title="Om Eikremsholmen", cost_estimate=estimate
    )

    assert withhold(["Om Eikremsholmen er ny"]) == [f"{IN_ITS_STEAD} er ny"]
