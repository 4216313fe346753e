"""The pages of what is rolled out: one matrix, and the measures of one municipality."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.registers.standard import Standard
from tests.factories import make_membership, make_register, make_register_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
ALL = "?vis=alle"


@pytest.fixture
def register():
    register = make_register(Standard.ROLLOUTS)
    make_register_row(
        register,
        tiltak="Trådløst nett",
        status={"1506": "I drift", "1535": "Planlagt", "1539": "Ikke aktuelt", "1547": "I drift"},
        dato={"1535": "01.02.2020"},
        kommentar={"1535": "Venter på fiber"},
    )
    return register


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_matrix_tells_in_words_how_far_each_has_come(client, head, register):
    client.force_login(head)

    answer = client.get(reverse("meetings:rollouts"))

    [(measure, told, boxes)] = answer.context["rows"]
    assert (measure.title, told) == ("Trådløst nett", "i drift i 2 av 4, 1 ikke ført")
    assert [(name, box.state.label, is_late) for name, box, is_late in boxes] == [
        ("Molde", "I drift", False), ("Vestnes", "Planlagt", True), ("Rauma", "Ikke aktuelt", False),
        ("Aukra", "I drift", False), ("Hustadvika", "Ikke ført", False),
    ]  # fmt: skip
    assert '<summary aria-label="Kommentar: Trådløst nett, Vestnes">' in words(answer)
    assert "01.02.2020 – forsinket" in words(answer)


def test_who_is_of_a_municipality_lands_on_its_own_page_and_finds_all_from_there(client, finance, register):
    client.force_login(finance)

    answer = client.get(reverse("meetings:rollouts"))
    own = client.get(answer.url)

    assert answer.url == reverse("meetings:rollouts-of", args=["1535"])
    assert reverse("meetings:rollouts") + ALL in words(own)
    assert client.get(reverse("meetings:rollouts") + ALL).status_code == 200


def test_a_municipality_reads_what_it_has_what_is_late_and_what_others_have(client, finance, register):
    make_register_row(register, tiltak="Telefoni", status={"1506": "I drift"})
    make_register_row(register, tiltak="Skanning", status={"1535": "I drift", "1506": "I drift"})
    client.force_login(finance)

    shown = client.get(reverse("meetings:rollouts-of", args=["1535"])).context

    assert shown["progress"] == "1 av 3 i drift, 1 ikke ført"
    assert [row.record.title for row in shown["own"].rows] == ["Trådløst nett", "Skanning", "Telefoni"]
    assert [row.record.title for row in shown["late"].rows] == ["Trådløst nett"]
    assert [(row.record.title, row.record.others) for row in shown["lacking"].rows] == [
        ("Trådløst nett", "Molde, Aukra"), ("Telefoni", "Molde"),
    ]  # fmt: skip


def test_a_former_member_is_shown_where_it_holds_something_and_does_not_count(client, head, register):
    make_membership("1506", last_on=date(2020, 12, 31))
    make_membership("1579", last_on=date(2020, 12, 31))
    client.force_login(head)

    answer = client.get(reverse("meetings:rollouts"))

    assert [name for name, _, _ in answer.context["heads"]] == ["Molde", "Vestnes", "Rauma", "Aukra"]
    assert answer.context["rows"][0][1] == "i drift i 1 av 2"
    assert "Molde er ikke lenger med i samarbeidet" in words(answer)
    assert client.get(reverse("meetings:rollouts-of", args=["1506"])).status_code == 200
    for gone in ("1579", "9999"):
        assert client.get(reverse("meetings:rollouts-of", args=[gone])).status_code == 404


def test_the_file_has_state_day_and_comment_of_each(client, head, register):
    client.force_login(head)

    lines = client.get(reverse("meetings:rollouts") + "?eksport=csv").content.decode().splitlines()

    assert lines[1].split(";")[2:4] == ["I drift", '"Planlagt, 01.02.2020, forsinket, Venter på fiber"'.strip('"')]
