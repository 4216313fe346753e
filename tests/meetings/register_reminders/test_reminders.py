"""Days of registers told of: once before they come and once when they have passed, to whom it concerns."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.register_reminders.days import LOOKED_BACK, due_days, own_days
from meetings.register_reminders.duties import remind, withhold_rows
from meetings.registers.models import Register, RegisterRow
from meetings.registers.sheet import lines_of
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, write
from rorikt.amounts import short_date
from rorikt.people.models import User
from rorikt.telling.models import Told
from rorikt.telling.telling import kinds
from tests.factories import make_register, make_register_row, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
BASIS = "offentleglova § 13, jf. forvaltningsloven § 13"
NOW = datetime(2024, 4, 1, 10, tzinfo=UTC)
TODAY = date(2024, 4, 1)


def in_days(days):
    return short_date(TODAY + timedelta(days=days))


@pytest.fixture
def register():
    return make_register(Standard.AGREEMENTS)


@pytest.fixture
def people(register):
    """The head of the cooperation and two who write, and no other head than that one."""
    head = User.objects.filter(role=User.Role.HEAD).first()
    return head, make_user(role=User.Role.AUTHOR, name="Anne"), make_user(role=User.Role.AUTHOR, name="Berit")


def told():
    return [(one.user.name, one.subject) for one in Told.objects.order_by("pk").select_related("user")]


def type_in(row, **typed):
    columns = {column.key: column.pk for column in row.register.columns.all()}
    by = User.objects.filter(role=User.Role.HEAD).first()
    written = write(row.register, [Typed(row.uuid, columns[key], text) for key, text in typed.items()], by=by, now=NOW)
    assert not written.faults


@pytest.mark.parametrize(("days", "count"), [(91, 0), (90, 1), (0, 1), (-1, 1), (-60, 1), (-61, 0)])
def test_a_day_is_told_of_within_the_days_of_its_column_and_when_it_has_just_passed(register, people, days, count):
    assert LOOKED_BACK.days == 60
    make_register_row(register, avtale="Sakssystem", til=in_days(days), ansvarlig="Anne")

    remind(NOW)

    assert told() == [("Anne", f"Til {in_days(days)}: «Sakssystem»")] * count


def test_it_is_told_once_before_and_once_after_however_often_it_is_asked(register, people):
    make_register_row(register, avtale="Sakssystem", til=in_days(3), ansvarlig="Anne")

    answers = [remind(NOW + timedelta(days=days)) for days in (0, 0, 3, 4, 5)]

    one = "1 påminnelse om datoer i registre."
    assert answers == [one, "", "", one, ""]
    assert [text.split(":")[0] for text in Told.objects.order_by("pk").values_list("text", flat=True)] == [
        "Datoen nærmer seg",
        "Datoen er passert",
    ]


def test_a_day_that_is_moved_is_told_of_anew(register, people):
    row = make_register_row(register, avtale="Sakssystem", til=in_days(3), ansvarlig="Anne")
    remind(NOW)

    type_in(row, til=in_days(10))
    remind(NOW)

    assert [subject for _, subject in told()] == [f"Til {in_days(3)}: «Sakssystem»", f"Til {in_days(10)}: «Sakssystem»"]


def test_it_is_told_to_the_person_of_the_row_else_the_owner_else_those_who_shape_registers(register, people):
    _, anne, berit = people
    make_register_row(register, avtale="Med person", til=in_days(1), ansvarlig="Anne")
    make_register_row(register, avtale="Uten person", til=in_days(2))

    remind(NOW)
    heads = set(User.objects.filter(role=User.Role.HEAD).values_list("name", flat=True))
    assert told()[0] == ("Anne", f"Til {in_days(1)}: «Med person»")
    assert {name for name, _ in told()[1:]} == heads

    Told.objects.all().delete()
    Register.objects.filter(pk=register.pk).update(owner=berit)
    User.objects.filter(pk=anne.pk).update(is_active=False)
    remind(NOW)
    assert [name for name, _ in told()] == ["Berit", "Berit"]


@pytest.mark.parametrize("typed", [{"status": "Utløpt"}, {"status": "Sagt opp"}])
def test_what_is_settled_or_made_pointless_is_not_told_of(register, people, typed):
    make_register_row(register, avtale="Sakssystem", oppsigelse=in_days(3), ansvarlig="Anne", **typed)

    remind(NOW)

    assert told() == []


def test_what_is_taken_away_is_not_told_of(register, people):
    row = make_register_row(register, avtale="Sakssystem", til=in_days(3))
    RegisterRow.objects.filter(pk=row.pk).update(removed_at=NOW, removed_by=people[0])
    Register.objects.filter(pk=make_register(Standard.CLAIMS).pk).update(is_active=False)
    make_register_row(Register.objects.get(standard=Standard.CLAIMS), krav="Krav", frist=in_days(1))
    make_register_row(register, avtale="Borte", oppsigelse=in_days(3))
    register.columns.filter(key="oppsigelse").update(removed_at=NOW)

    assert remind(NOW) == ""


def test_a_day_of_one_municipality_is_settled_with_that_municipality(people):
    rollouts = make_register(Standard.ROLLOUTS)
    rollouts.columns.filter(key="dato").update(remind_days=14)
    make_register_row(
        rollouts,
        tiltak="Nytt sakssystem",
        dato={"1506": in_days(3), "1535": in_days(4)},
        status={"1506": "I drift", "1535": "Pågår"},
        ansvarlig="Anne",
    )

    remind(NOW)

    assert told() == [("Anne", f"Dato, Vestnes {in_days(4)}: «Nytt sakssystem»")]


def test_rows_that_a_line_calls_settled_are_those_that_are_not_told_of(register, people):
    for status in ("", "Gjelder", "Forhandles", "Utløpt"):
        make_register_row(register, avtale=f"Avtale {status}", til=in_days(1), status=status)

    lines = lines_of(register, RegisterRow.objects.filter(register=register))
    assert {one.row.pk for one in due_days(TODAY)} == {line.row.pk for line in lines if not line.is_settled}


def test_nothing_of_a_row_that_is_exempt_is_named(register, people):
    make_register_row(
        register, exempt=BASIS, avtale="Kvitravn", leverandor="Kvitravn AS", til=in_days(3), ansvarlig="Anne"
    )

    remind(NOW)

    [one] = Told.objects.all()
    assert one.subject == "En dato nærmer seg i et register"
    assert "Kvitravn" not in one.text
    assert in_days(3) not in one.subject + one.text


def test_what_was_closed_after_it_was_told_is_taken_out_of_the_mail(register, people):
    row = make_register_row(register, avtale="Kvitravn", til=in_days(3), ansvarlig="Anne")
    remind(NOW)
    RegisterRow.objects.filter(pk=row.pk).update(exemption_basis=BASIS)
    [one] = Told.objects.all()

    assert all("Kvitravn" not in text for text in withhold_rows([one.subject, one.text]))
    assert withhold_rows(["Kvitravn er en fugl"]) == ["Kvitravn er en fugl"]


def test_nobody_is_woken_by_it(register, people):
    make_register_row(register, avtale="Sakssystem", til=in_days(3))

    assert remind(datetime(2024, 4, 1, 4, 59, tzinfo=UTC)) == ""
    assert remind(datetime(2024, 4, 1, 5, 0, tzinfo=UTC)) != ""


def test_the_kind_is_one_that_staff_may_choose(head):
    assert kinds()["meetings.register_day"].concerns(head)
    assert not kinds()["meetings.register_day"].concerns(make_user(role=User.Role.FINANCE))


@pytest.mark.parametrize("rows", [1, 5])
def test_looking_costs_the_same_queries_for_any_number_of_rows(register, people, rows, django_assert_max_num_queries):
    for number in range(rows):
        make_register_row(register, avtale=f"Avtale {number}", til=in_days(number), ansvarlig="Anne")
    remind(NOW)

    with django_assert_max_num_queries(8):
        remind(NOW)
    with django_assert_max_num_queries(4):
        own_days(people[1], TODAY)


def days_page(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("meetings:register-days"), asked)


def test_the_page_shows_those_who_write_what_comes_near_the_first_day_first(client, register, people):
    today = timezone.localdate()
    make_register_row(register, avtale="Senere", til=short_date(today + timedelta(days=9)), ansvarlig="Anne")
    make_register_row(register, avtale="Passert", til=short_date(today - timedelta(days=9)))

    rows = days_page(client, people[1]).context["rows"]
    assert [(due.row.title, is_late) for due, is_late in rows] == [("Passert", True), ("Senere", False)]
    assert [due.row.title for due, _ in days_page(client, people[1], mine="ja").context["rows"]] == ["Senere"]
    assert days_page(client, make_user(role=User.Role.FINANCE)).context["rows"] == []


def test_what_one_is_told_of_waits_on_the_front_page(client, register, people):
    soon = timezone.localdate() + timedelta(days=9)
    make_register_row(register, avtale="Sakssystem", til=short_date(soon), ansvarlig="Anne")

    client.force_login(people[1])
    assert "Til i Avtaler" in client.get(reverse("rorikt:home")).content.decode()
    client.force_login(people[2])
    assert "Sakssystem" not in client.get(reverse("rorikt:home")).content.decode()
