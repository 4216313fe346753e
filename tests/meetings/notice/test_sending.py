"""A notice sent by a real mail server: who gets what, and what became of each mail."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.mailing import outbox
from meetings.mailing.models import Delivery, Notice
from meetings.notice import sending
from meetings.notice.recipients import recipients_of
from meetings.notice.sending import Written
from rorikt.audit.models import AuditEntry
from rorikt.jobs.models import Job
from rorikt.mail import handing_over
from tests import mail_server
from tests.meetings.notice.conftest import fix, fix_packet, send, states

pytestmark = pytest.mark.django_db
KÅRE, OLA, POST = "kare@example.no", "ola@example.no", "post@vestnes.example.no"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Jobs begin when the transaction ends, which that of a test never does."""

    def run(act, *arguments, **options):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*arguments, **options)

    return run


def body(mail, kind="plain"):
    return mail.get_body((kind,)).get_content()


def test_everybody_gets_one_mail_and_the_meeting_is_called(meeting, head, server, committed):
    notice = committed(send, meeting, head)

    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.SUMMONED
    assert set(states(notice).values()) == {"handed_over"}
    assert sorted(mail["To"].addresses[0].addr_spec for mail in server.mails) == sorted(states(notice))
    assert set(states(notice)) == {
        KÅRE, "berit@example.no", OLA, "vera@example.no", "vidar@example.no", "oda@example.no", "siri@example.no", POST,
    }  # fmt: skip
    assert notice.deliveries.first().reply.startswith("2.0.0 Ok: queued as")


def test_who_may_see_what_is_exempt_is_led_to_the_full_packet_and_the_others_get_the_public_one(
    meeting, head, server, committed
):
    committed(send, meeting, head)
    full, public = meeting.issued_packets.get(audience="full"), meeting.issued_packets.get(audience="public")

    [member], [archive], [ola] = server.to(KÅRE), server.to(POST), server.to(OLA)

    assert f"https://styring.example.no{full.get_absolute_url()}" in body(member)
    assert public.get_absolute_url() not in body(member)
    assert [part.get_filename() for part in member.iter_attachments()] == []
    for without_login in (archive, ola):
        assert "https://" not in body(without_login)
        [packet] = without_login.iter_attachments()
        assert packet.get_filename() == f"{public}.pdf".replace("/", "-")
        with public.file.open("rb") as file:
            assert packet.get_content() == file.read()


def test_nothing_that_is_exempt_is_in_any_mail(meeting, head, server, committed):
    committed(send, meeting, head)

    for mail in server.mails:
        parts = [part.get_payload(decode=True) or b"" for part in mail.walk()]
        everything = mail.raw + b"".join(parts)
        assert b"Hemmelig" not in everything
        assert "En anskaffelse" in body(mail)


def test_text_and_html_say_the_same_and_æøå_stays(meeting, head, server, committed):
    committed(send, meeting, head, Written("Innkalling – rådsmøte", "Velkommen, Kåre og Åse <b>her</b>."))

    [mail] = server.to(KÅRE)

    assert mail["Subject"] == "Innkalling – rådsmøte"
    assert mail["From"].addresses[0].display_name == "Samarbeidsrådet for ROR-IKT"
    assert mail["To"].addresses[0].display_name == "Kåre Ødegård"
    assert mail["Reply-To"] == head.email
    assert "Velkommen, Kåre og Åse <b>her</b>." in body(mail)
    assert "Velkommen, Kåre og Åse &lt;b&gt;her&lt;/b&gt;." in body(mail, "html")
    assert "Økonomirapport" in body(mail)
    assert "Økonomirapport" in body(mail, "html")


@pytest.mark.parametrize("field", ["subject", "name"])
def test_a_line_break_never_becomes_a_header(meeting, head, server, committed, council, field):
    hostile = "Hei\r\nBcc: tyv@example.com\r\n\r\nLes"
    if field == "name":
        type(council["kåre"]).objects.filter(pk=council["kåre"].pk).update(name=hostile)
    committed(send, meeting, head, Written(hostile if field == "subject" else "Innkalling", "Tekst"))

    assert len(server.mails) == 8
    assert [mail["Bcc"] for mail in server.mails if mail["Bcc"]] == []
    assert not any("tyv" in line for line in server.said)


def test_one_of_three_is_refused_and_the_others_get_theirs(meeting, head, settings, committed):
    refusal = {OLA: "550 5.1.1 <ola@example.no>: ukjent mottaker"}
    with mail_server.serving(settings, answers=refusal) as server:
        notice = committed(send, meeting, head)

        refused = notice.deliveries.get(address=OLA)
        assert (refused.state, refused.code) == ("refused", 550)
        assert refused.reply == "5.1.1 <ola@example.no>: ukjent mottaker"
        assert set(states(notice).values()) == {"handed_over", "refused"}

        server.answers.clear()
        committed(outbox.send_again, refused, by=head)

        refused.refresh_from_db()
        assert refused.state == "handed_over"
        assert [mail["Message-ID"] for mail in server.to(OLA)] == [refused.message_id]


def test_a_server_that_says_wait_is_asked_again_later(meeting, head, settings, committed):
    with mail_server.serving(settings, answers={OLA: "451 4.7.1 kom igjen senere"}) as server:
        notice = committed(send, meeting, head)
        later = notice.deliveries.get(address=OLA)
        assert (later.state, later.code, later.settled_at) == ("waiting", 451, None)

        server.answers.clear()
        assert committed(outbox.take_up, timezone.now()) == ""
        assert committed(outbox.take_up, timezone.now() + timedelta(minutes=11)) == "1 utsendinger er tatt opp igjen."

        assert set(states(notice).values()) == {"handed_over"}
        assert len(server.mails) == 8


def test_a_server_that_goes_down_in_the_middle_loses_nothing_and_nobody_gets_it_twice(
    meeting, head, settings, committed
):
    with mail_server.serving(settings) as first:
        first.before_reply = lambda mail: first.end() if len(first.mails) == 3 else None
        notice = committed(send, meeting, head)

    assert sorted(states(notice).values()) == ["handed_over"] * 3 + ["waiting"] * 5
    job = Job.objects.get(key=f"notice:{notice.pk}")
    assert (job.state, job.error) == ("failed", handing_over.DOWN)
    with mail_server.serving(settings) as second:
        committed(outbox.start_sending, notice, by=head)

        assert set(states(notice).values()) == {"handed_over"}
        got = [mail["Message-ID"] for mail in first.mails + second.mails]
        assert sorted(got) == sorted(notice.deliveries.values_list("message_id", flat=True))


def test_a_server_that_hangs_up_before_it_answers_leaves_the_mail_uncertain(meeting, head, settings, committed):
    def hang_up(mail):
        if "Ola" in mail["To"]:
            raise ConnectionError

    with mail_server.serving(settings, before_reply=hang_up) as server:
        notice = committed(send, meeting, head)
        uncertain = notice.deliveries.get(address=OLA)
        assert uncertain.state == "uncertain"

        committed(outbox.take_up, timezone.now() + timedelta(hours=1))
        assert len(server.to(OLA)) == 1  # nobody has chosen it

        server.before_reply = None
        committed(outbox.send_again, uncertain, by=head)
        assert {mail["Message-ID"] for mail in server.to(OLA)} == {uncertain.message_id}
        assert len(server.to(OLA)) == 2


def test_a_person_marks_an_uncertain_mail_as_delivered_and_it_is_never_sent_again(meeting, head, committed):
    notice = committed(send, meeting, head)
    uncertain = Delivery.objects.create(
        notice=notice, role="member", name="N", address="n@example.no", why="x", audience="public",
        message_id="<n@example.no>", state="begun", begun_at=timezone.now(),
    )  # fmt: skip
    outbox.settle_lost(notice)
    uncertain.refresh_from_db()
    assert (uncertain.state, uncertain.reply) == ("uncertain", outbox.LOST)

    outbox.mark_as_delivered(uncertain, by=head)

    uncertain.refresh_from_db()
    assert (uncertain.state, uncertain.reply) == ("handed_over", f"Ført som levert av {head.name}")
    with pytest.raises(ValidationError, match="Bare det som er usikkert eller avvist"):
        outbox.send_again(uncertain, by=head)


def test_what_was_sent_is_kept_by_the_database(meeting, head, server, committed):
    notice = committed(send, meeting, head)
    one = notice.deliveries.first()

    for change in (
        lambda: Notice.objects.filter(pk=notice.pk).update(text="Noe annet"),
        lambda: Delivery.objects.filter(pk=one.pk).update(state="waiting", settled_at=None),
        lambda: Delivery.objects.filter(pk=one.pk).update(address="annen@example.no"),
        lambda: Delivery.objects.filter(pk=one.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_no_packet_with_what_is_exempt_can_be_attached(meeting, head, server, committed):
    notice = committed(send, meeting, head)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            notice=notice, role="member", name="N", address="n@example.no", why="x", audience="full",
            attaches_packet=True, message_id="<n@example.no>",
        )  # fmt: skip


def test_a_meeting_is_called_once(meeting, head, server, committed):
    notice = committed(send, meeting, head)

    with pytest.raises(ValidationError, match="i mellomtiden"):
        send(meeting, head, number=1)
    meeting.refresh_from_db()
    with pytest.raises(ValidationError, match="Ingenting er endret"):
        send(meeting, head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            meeting=meeting, number=9, kind="invitation", subject="x", text="x", calendar_uid="x", site="x",
            sent_at=notice.sent_at, sent_by=head,
        )  # fmt: skip


def test_every_step_stands_in_the_trail(meeting, head, server, committed):
    notice = committed(send, meeting, head)

    told = [entry.action for entry in AuditEntry.objects.filter(subject__startswith="meetings.").order_by("pk")]
    assert told.count("sendte innkalling") == 1
    assert told.count("førte e-post som overlevert") == notice.deliveries.count()


def test_one_person_with_two_reasons_gets_one_mail(meeting, council):
    meeting.agenda.first().case_officers.add(council["kåre"].user)
    type(council["kåre"]).objects.filter(pk=council["kåre"].pk).update(email=council["kåre"].user.email)

    [kåre] = [one for one in recipients_of(meeting) if one.address == council["kåre"].user.email]

    assert kåre.why == f"leder i rådet (Molde) og saksbehandler i sak {meeting.number}-001"


def test_a_change_is_sent_as_an_update_that_says_what_changed(meeting, head, server, committed):
    committed(send, meeting, head)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=meeting.held_on + timedelta(days=7), place="Vestnes")
    meeting.refresh_from_db()
    draft = sending.draft_of(meeting)
    assert draft.kind == "change"
    assert [edition for edition, _ in draft.unsent] == ["full", "offentlig"]
    with pytest.raises(ValidationError, match="Fastsett et tillegg først"):
        send(meeting, head)

    fix(meeting, head)
    server.mails.clear()
    notice = committed(send, meeting, head)

    [mail] = server.to(KÅRE)
    said = body(mail)
    assert "Dette er endret:" in said
    assert "– Møtedato: " in said
    assert "– Sted: Vestnes, ikke lenger Rådhuset, Molde." in said
    assert "– Endret i public." in said
    assert "Endret i full" not in said
    assert notice.calendar_sequence == 1
    assert notice.calendar_uid == meeting.notices.first().calendar_uid
    assert "Tillegg 1" in said
    [supplement] = server.to(POST)[0].iter_attachments()
    assert supplement.get_filename().startswith("Tillegg 1 til møtepakke")


def test_a_change_of_what_is_exempt_alone_is_told_without_saying_what(meeting, head, server, committed):
    committed(send, meeting, head)
    fix_packet(meeting, head, "full")
    server.mails.clear()
    committed(send, Meeting.objects.get(pk=meeting.pk), head)

    assert "– Noe som er unntatt offentlighet, er endret. Logg inn for å lese det." in body(server.mails[0])
    assert "Endret i full" not in body(server.mails[0])


def test_a_meeting_that_is_called_off_tells_all_who_were_told(meeting, head, server, committed, council):
    committed(send, meeting, head)
    council["ola"].until_on = timezone.localdate()
    council["ola"].save()
    server.mails.clear()
    meeting = Meeting.objects.get(pk=meeting.pk)

    notice = committed(
        sending.call_off,
        meeting,
        Written("Avlyst", "Møtet er avlyst."),
        number=2,
        site="x",
        by=head,
        now=timezone.now(),
    )

    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.CANCELLED
    assert len(server.to(OLA)) == 1
    assert "https://" not in body(server.to(KÅRE)[0])
    assert notice.calendar_sequence == 1
    with pytest.raises(ValidationError, match="allerede avlyst"):
        sending.call_off(meeting, Written("A", "B"), number=3, site="x", by=head, now=timezone.now())


def test_a_meeting_that_was_never_called_is_not_called_off_here(meeting, head, server):
    with pytest.raises(ValidationError, match="ikke innkalt"):
        sending.call_off(meeting, Written("A", "B"), number=1, site="x", by=head, now=timezone.now())
