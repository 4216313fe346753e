"""The cycle of a year on its page: what is stored, what is done, the wheel in words, and who is reminded by e-mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.cycle import actions
from meetings.cycle.models import CyclePoint, CycleTurn
from meetings.cycle.reminding import is_waiting, remind
from meetings.cycle.report import months_of
from meetings.cycle.wheel import draw
from rorikt import mail
from rorikt.audit.models import AuditEntry
from tests import factories
from tests.meetings.forms import errors

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 20, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    "broken",
    [
        {"month": 0},
        {"month": 13},
        {"day": 32},
        {"day": 3, "days_before": 3},
        {"kind": "case"},
        {"case_kind": "report"},
    ],
)
def test_a_point_that_cannot_be_is_refused_by_the_database(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_cycle_point(**broken)


def test_a_point_comes_once_a_year_and_is_done_by_somebody():
    turn = CycleTurn.objects.create(point=factories.make_cycle_point(), year=2027)

    for broken in ({"point": turn.point, "year": 2027}, {"point": turn.point, "year": 2028, "done_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CycleTurn.objects.create(**broken)


def one_of(year, today=TODAY):
    [found] = [one for month in months_of(year, today) for one in month.occurrences]
    return found


def test_what_is_done_is_told_with_who_and_when_and_can_be_undone(head, author):
    point = factories.make_cycle_point(owner=author, day=1)
    assert (one_of(2027).state, one_of(2027).tone) == ("Over fristen", "danger")

    actions.finish(point, 2027, by=author, now=NOW)
    actions.finish(point, 2027, by=head, now=NOW + timedelta(days=1))

    assert one_of(2027).state == f"Gjort 20.03.2027 av {author}"
    assert one_of(2028).state == "Ikke gjort"
    actions.reopen(point, 2027, by=head, now=NOW)
    actions.reopen(point, 2027, by=head, now=NOW)
    assert one_of(2027).state == "Over fristen"
    told = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert told == ["førte som gjort i årshjulet", "angret gjort i årshjulet"]


def test_a_point_is_not_there_before_the_year_it_was_made():
    point = factories.make_cycle_point(since=date(2027, 3, 15))
    early = factories.make_cycle_point(month=2, since=date(2027, 3, 15))

    assert one_of(2027).point == point
    assert {one.point for month in months_of(2028, TODAY) for one in month.occurrences} == {point, early}
    with pytest.raises(ValidationError) as caught:
        actions.finish(early, 2027, by=early.owner, now=NOW)
    assert caught.value.messages == [f"«{early}» gjelder ikke i 2027."]


def test_a_deadline_follows_the_meeting_and_not_one_that_is_called_off():
    factories.make_cycle_point(days_before=14)
    factories.make_meeting(held_on=date(2027, 3, 31), cancelled_at=NOW)
    assert one_of(2027).state == "Møtet er ikke planlagt"
    assert one_of(2027).deadline == "14 dager før møtet"

    factories.make_meeting(held_on=date(2027, 5, 12))

    assert one_of(2027).deadline == "28.04.2027, 14 dager før møtet"


def test_the_wheel_says_in_words_what_it_shows():
    factories.make_cycle_point(month=1)
    done = factories.make_cycle_point(month=5)
    actions.finish(done, 2027, by=done.owner, now=NOW)
    factories.make_meeting(held_on=date(2027, 5, 12))

    wheel = draw(months_of(2027, TODAY))

    assert [sector.tone for sector in wheel.sectors][:5] == ["late", "empty", "empty", "empty", "done"]
    assert [sector.is_now for sector in wheel.sectors].index(True) == 2
    assert wheel.told.startswith("Januar: 1 punkt, 1 over fristen. Februar: 0 punkter.")
    assert "Mai: 1 punkt, 1 gjort, møte 12." in wheel.told
    assert len(wheel.meetings) == 1
    assert wheel.sectors[0].path.startswith("M200.0 32.0 A168 168")


# The pages


def typed(by, **given):
    fields = {"title": "Årsregnskap", "kind": "task", "case_kind": "", "month": "3", "day": "", "days_before": ""}
    return {**fields, "owner": by.pk, "note": ""} | given


def test_a_point_is_made_and_done_by_clicking(reader, head, author):
    reader.post(reverse("meetings:cycle-point-new"), typed(author))
    point = CyclePoint.objects.get()
    year = timezone.localdate().year + 1
    page = reader.get(reverse("meetings:cycle-year", args=[year])).content.decode()
    finish = reverse("meetings:cycle-finish", args=[point.pk, year])

    assert finish in page
    assert 'role="img"' in page
    assert reader.post(finish).url == f"{reverse('meetings:cycle-year', args=[year])}#punkt-{point.pk}"
    assert CycleTurn.objects.get().done_by == head


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"kind": "case"}, {"case_kind": ["Velg sakens type."]}),
        (
            {"day": "3", "days_before": "4"},
            {"days_before": ["Velg en dag i måneden eller et antall dager før møtet, ikke begge."]},
        ),
        ({"day": "32"}, {"day": ["Verdien må være mindre enn eller lik 31."]}),
        ({"owner": ""}, {"owner": ["Feltet er påkrevet."]}),
    ],
)
def test_what_is_typed_wrong_stands_at_its_field(reader, author, given, found):
    assert errors(reader.post(reverse("meetings:cycle-point-new"), typed(author, **given))) == found


def test_a_case_that_becomes_a_task_has_no_kind_of_case(reader, author):
    point = factories.make_cycle_point(kind="case", case_kind="report")

    reader.post(reverse("meetings:cycle-point-edit", args=[point.pk]), typed(author, case_kind="report"))

    point.refresh_from_db()
    assert (point.kind, point.case_kind) == ("task", "")


def test_who_has_a_point_marks_it_done_and_others_do_not(client, author, finance):
    point, others = factories.make_cycle_point(owner=finance), factories.make_cycle_point(owner=author)
    client.force_login(finance)

    page = client.get(reverse("meetings:cycle-year", args=[2027])).content.decode()

    own, other = (reverse("meetings:cycle-finish", args=[one.pk, 2027]) for one in (point, others))
    assert (own in page, other in page) == (True, False)
    assert (client.post(own).status_code, client.post(other).status_code) == (302, 403)


@pytest.mark.parametrize("year", [1, 1999, 2101, 99999])
def test_a_year_out_of_reach_is_not_found(reader, year):
    point = factories.make_cycle_point()

    assert reader.get(reverse("meetings:cycle-year", args=[year])).status_code == 404
    assert reader.post(reverse("meetings:cycle-finish", args=[point.pk, year])).status_code == 404


def test_the_history_of_a_deleted_point_keeps_what_was_done(head):
    point = factories.make_cycle_point()
    actions.finish(point, 2027, by=head, now=NOW)

    actions.delete_point(point, by=head, now=NOW)

    deleted = AuditEntry.objects.first()
    assert deleted.action == "slettet punkt i årshjulet"
    assert [turn["year"] for turn in deleted.detail["before"]["turns"]] == ["2027"]


@pytest.mark.parametrize("count", [1, 40])
def test_the_page_costs_the_same_queries_for_any_cycle(reader, head, count, django_assert_num_queries):
    for _ in range(count):
        point = factories.make_cycle_point(owner=head)
        actions.finish(point, 2027, by=head, now=NOW)

    with django_assert_num_queries(6):
        reader.get(reverse("meetings:cycle-year", args=[2027]))


# Reminders


def test_owners_are_told_once_before_the_deadline_and_once_after(author, head):
    factories.make_cycle_point(owner=author, title="Årsregnskap")
    factories.make_cycle_point(owner=author, title="Budsjett")
    factories.make_cycle_point(owner=head, month=12)
    late = datetime(2027, 4, 2, 12, tzinfo=UTC)

    told = [remind(NOW), remind(NOW), remind(late), remind(late), remind(datetime(2027, 7, 2, 12, tzinfo=UTC))]

    assert told == ["1 fikk påminnelse om årshjulet.", "", "1 fikk påminnelse om årshjulet.", "", ""]
    assert [message.to for message in outbox.outbox] == [[author.email]] * 2
    assert outbox.outbox[0].body.splitlines()[2:4] == [
        "- Budsjett: frist 31.03.2027",
        "- Årsregnskap: frist 31.03.2027",
    ]
    assert "- Budsjett: fristen gikk ut 31.03.2027" in outbox.outbox[1].body


@pytest.mark.parametrize("why", ["done", "case made", "inactive", "night", "new"])
def test_nobody_is_reminded_of_what_is_done_or_not_theirs_any_more(head, why):
    point, now = factories.make_cycle_point(owner=head, day=10 if why == "new" else 25), NOW
    if why == "done":
        actions.finish(point, 2027, by=head, now=NOW)
    elif why == "case made":
        CycleTurn.objects.create(point=point, year=2027, item=factories.make_item())
    elif why == "inactive":
        head.is_active = False
        head.save()
    elif why == "night":
        now = datetime(2027, 3, 20, 5, 30, tzinfo=UTC)  # half past six
    else:
        CyclePoint.objects.update(since=date(2027, 3, 11))

    assert remind(now) == ""
    assert outbox.outbox == []


def test_nothing_waits_where_mail_is_not_set_up(settings, head):
    today = timezone.localdate()
    point = factories.make_cycle_point(owner=head, month=today.month)
    settings.EMAIL_BACKEND = mail.NOWHERE

    assert not is_waiting()
    with pytest.raises(ValidationError) as caught:
        remind(datetime.combine(point.due(today.year, []), datetime.min.time().replace(hour=12), UTC))
    assert caught.value.messages == ["E-postserveren svarer ikke. Påminnelsene i årshjulet sendes når den gjør det."]
    assert not CycleTurn.objects.exists()  # nobody is noted as told


def test_a_reminder_leads_to_the_cycle_where_it_has_an_address(head, mailoutbox, settings):
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["styring.example.no"]
    factories.make_cycle_point(owner=head, title="Budsjett")

    remind(NOW)

    [told] = mailoutbox
    assert told.body.endswith("Merk det som gjort i årshjulet: https://styring.example.no/moter/arshjul/")
