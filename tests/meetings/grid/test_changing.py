"""What the sheet in a browser sends: each box answered, once, and nothing of another's written over."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from meetings.grid.changing import CHANGED, GONE, STANDING, UNREADABLE
from meetings.registers.models import RegisterRow
from meetings.registers.sheet import Sheet
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, write
from rorikt.people.models import User
from rorikt.saving.models import SavedChange
from tests.factories import make_register, make_register_column, make_register_row, make_user

NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
BASIS = "offentleglova § 13, jf. forvaltningsloven § 13"


@pytest.fixture
def register(municipalities):
    return make_register(Standard.AGREEMENTS)


@pytest.fixture
def row(register):
    return make_register_row(register, avtale="Skoleavtalen", til="30.06.2024")


def key(register, name):
    return register.columns.get(key=name).pk


def box(register, row, name, text, seen=None, sent=()):
    return [str(getattr(row, "uuid", row)), key(register, name), "", text, seen, list(sent)]


@pytest.fixture
def send(client, register, author):
    client.force_login(author)

    def sent(change, *, number=None, body=None, by=author, to=register):
        return client.post(
            reverse("meetings:register-write", args=[to.slug]),
            {"change": json.dumps(change) if body is None else body},
            headers={"X-Saving": str(number or uuid4()), "X-Person": str(by.pk)},
        )

    return sent


def texts(register, uuid):
    row = RegisterRow.objects.with_cells().get(uuid=uuid)
    return Sheet(register).texts(row)


def test_of_a_block_each_box_is_answered_with_what_stands_or_why_not(send, register, row):
    new = uuid4()

    answer = send({"cells": [
        box(register, row, "til", "1.9.24", "30.06.2024"), box(register, row, "fra", "snart", ""),
        box(register, new, "avtale", "Ny"), box(register, new, "gjelder", "Molde og Ås"),
    ]}).json()  # fmt: skip

    assert answer["stored"] == [
        [str(row.uuid), key(register, "til"), "", "01.09.2024"], [str(new), key(register, "avtale"), "", "Ny"],
    ]  # fmt: skip
    assert [(fault[0], fault[1], fault[3].split(":")[0].split(".")[0], fault[4]) for fault in answer["faults"]] == [
        (str(row.uuid), key(register, "fra"), "«snart» er ikke en dato", None),
        (str(new), key(register, "gjelder"), "«Ås» er ikke en av kommunene", None),
    ]
    assert answer["told"] == "2 ruter er ikke lagret."
    assert answer["rows"][str(row.uuid)][0] == row.changed_at.isoformat()
    assert answer["rows"][str(new)][0] is None
    assert texts(register, new) == {"Avtale": "Ny"}


def test_a_change_that_is_sent_again_is_stored_once(send, register):
    number, new = uuid4(), uuid4()
    change = {"cells": [box(register, new, "avtale", "Ny")]}
    first = send(change, number=number).json()
    register.rows.get(uuid=new).cells.update(text="Skrevet siden")

    assert send(change, number=number).json() == first
    assert texts(register, new) == {"Avtale": "Skrevet siden"}


def test_what_another_has_written_is_told_and_stands(send, register, row):
    write(register, [Typed(row.uuid, key(register, "til"), "1.9.24")], by=make_user(role=User.Role.HEAD), now=NOW)

    answer = send({"cells": [box(register, row, "til", "1.1.25", "30.06.2024")]}).json()

    assert [fault[4] for fault in answer["faults"]] == ["01.09.2024"]
    assert texts(register, row.uuid)["Til"] == "01.09.2024"


def test_what_one_has_sent_oneself_and_not_been_answered_is_no_others(send, register, row):
    send({"cells": [box(register, row, "til", "1.9.24", "30.06.2024")]})

    sent = {"cells": [box(register, row, "til", "2.9.24", "30.06.2024", ["snart", "1.9.24"])]}

    assert send(sent).json()["faults"] == []
    assert texts(register, row.uuid)["Til"] == "02.09.2024"


def test_rows_are_taken_away_and_put_back(send, register, row):
    assert send({"remove": [[str(row.uuid), row.changed_at.isoformat()]]}).json()["refused"] == {}
    assert not register.rows.standing().exists()

    assert send({"remove": [[str(row.uuid), None]]}).json()["refused"] == {str(row.uuid): GONE}
    assert send({"restore": [str(row.uuid)]}).json()["refused"] == {}
    assert register.rows.standing().get() == row


def test_a_row_that_another_has_written_in_since_stays(send, register, row):
    write(register, [Typed(row.uuid, key(register, "til"), "1.9.24")], by=make_user(role=User.Role.HEAD), now=NOW)

    answer = send({"remove": [[str(row.uuid), row.changed_at.replace(year=2020).isoformat()]]}).json()

    assert (answer["refused"], answer["told"]) == ({str(row.uuid): CHANGED}, CHANGED)
    assert register.rows.standing().exists()


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", "3", '"x"', '{"cells": {}}', '{"cells": [3]}', '{"cells": [["x"]]}',
     '{"remove": [["x", null]]}', '{"restore": [null]}',
     '{"cells": [["00000000-0000-4000-8000-000000000000", true, "", "x", null, []]]}',
     '{"cells": [["00000000-0000-4000-8000-000000000000", 1, "", 3, null, []]]}',
     '{"remove": [["00000000-0000-4000-8000-000000000000", "i går"]]}',
     '{"remove": [["00000000-0000-4000-8000-000000000000", "2024-01-01T00:00:00"]]}'],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(send, body):
    answer = send(None, body=body)

    assert (answer.status_code, answer.json()["reason"]) == (422, UNREADABLE)
    assert not SavedChange.objects.exists()


def test_more_boxes_than_are_taken_at_once_are_refused(send, register, row):
    answer = send({"cells": [box(register, row, "avtale", "x")] * 5001})

    assert (answer.status_code, answer.json()["reason"]) == (
        422, "Du limte inn 5001 ruter. Ta høyst 5000 om gangen.",
    )  # fmt: skip


def test_what_no_box_can_hold_is_told_at_its_box(send, register, row):
    of_another = make_register_column(title="Fremmed")
    removed = make_register_column(register=register, title="Borte", key="borte", removed_at=NOW)
    uuid = str(row.uuid)

    answer = send({"cells": [
        box(register, row, "avtale", "x" * 1_000_000), box(register, row, "til", "9" * 1_000_000),
        box(register, row, "leverandor", "A\0B"), box(register, row, "fra", "1\0"),
        box(register, row, "merknad", "\ud800"),
        [uuid, of_another.pk, "", "x", None, []], [uuid, removed.pk, "", "x", None, []],
        [uuid, key(register, "opsjoner"), "1506\0", "x", None, []],
    ]}).json()  # fmt: skip

    assert [fault[3].split(".")[0].replace("\xa0", " ") for fault in answer["faults"]] == [
        "Teksten er 1 000 000 tegn", "Teksten er 1 000 000 tegn",
        *["Teksten har usynlige tegn som ikke kan lagres"] * 3,
        *["Kolonnen er tatt bort i mellomtiden"] * 2,
        "Ruten finnes ikke",
    ]  # fmt: skip
    assert answer["stored"] == []
    assert texts(register, row.uuid) == {"Avtale": "Skoleavtalen", "Til": "30.06.2024"}


def test_a_row_of_another_register_is_not_written_in(send, register):
    other = make_register_row(make_register(Standard.ROLLOUTS), tiltak="Nytt system")

    answer = send({"cells": [box(register, other, "avtale", "x")], "remove": [[str(other.uuid), None]]}).json()

    assert answer["faults"][0][3].startswith("Raden er tatt bort")
    assert answer["refused"] == {str(other.uuid): GONE}
    other.refresh_from_db()
    assert (other.title, other.removed_at) == ("Nytt system", None)


def test_a_row_that_one_may_not_read_is_not_there(client, send, register):
    row = make_register_row(register, avtale="Hemmelig", exempt=BASIS)
    finance = make_user(role=User.Role.FINANCE, municipality_id="1535")
    register.editors = "named"
    register.save()
    register.named_editors.add(finance)
    client.force_login(finance)

    answer = send(
        {"cells": [box(register, row, "avtale", "Åpen")], "remove": [[str(row.uuid), None]]}, by=finance
    ).json()
    assert (answer["stored"], answer["refused"]) == ([], {str(row.uuid): GONE})

    RegisterRow.objects.update(removed_at=NOW, removed_by=finance)
    assert send({"restore": [str(row.uuid)]}, by=finance).json()["refused"] == {str(row.uuid): STANDING}
    removed = client.get(reverse("meetings:register-removed", args=[register.slug]))
    assert "Hemmelig" not in removed.content.decode()


@pytest.mark.parametrize(("role", "told", "status"), [
    (User.Role.FINANCE, {}, 403), (User.Role.COUNCIL_MEMBER, {}, 403), (User.Role.FINANCE, {"readers": "staff"}, 404),
    (User.Role.AUTHOR, {"editors": "runners"}, 403), (User.Role.HEAD, {"editors": "named", "readers": "staff"}, 200),
])  # fmt: skip
def test_who_may_not_write_is_told_so_and_who_may_not_read_finds_nothing(
    client, send, register, row, role, told, status
):
    for name, value in told.items():
        setattr(register, name, value)
    register.save()
    user = make_user(role=role, **({"municipality_id": "1535"} if role in {"finance", "council_member"} else {}))
    client.force_login(user)

    answer = send({"cells": [box(register, row, "avtale", "x")]}, by=user)

    assert answer.status_code == status
    if status == 403:
        assert answer.json() == {"reason": "Du har ikke lenger tilgang til å skrive i registeret."}
        assert client.post(reverse("meetings:register-write", args=[register.slug])).status_code == 403


def test_a_change_written_by_one_is_not_stored_for_another(client, send, register, row):
    other = make_user(role=User.Role.HEAD)

    answer = send({"cells": [box(register, row, "avtale", "x")]}, by=other)

    assert answer.status_code == 403
    assert texts(register, row.uuid)["Avtale"] == "Skoleavtalen"


@pytest.mark.parametrize("rows", [1, 40])
def test_saving_a_box_costs_the_same_however_many_rows_there_are(send, register, rows, django_assert_num_queries):
    for number in range(rows):
        last = make_register_row(register, avtale=f"Avtale {number}", til="30.06.2024")
    change = {"cells": [box(register, last, "til", "1.9.24", "30.06.2024")]}

    lock_of_the_trail = connection.vendor == "postgresql"
    with django_assert_num_queries(29 + lock_of_the_trail):
        assert send(change).json()["faults"] == []
