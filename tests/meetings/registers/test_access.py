"""Who opens which register, which rows they read there, and who writes."""

import pytest

from meetings.registers.access import is_exempt, may_write, readable_by, rows_for
from rorikt.people.models import User
from tests.factories import make_item, make_register, make_register_column, make_register_row, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
BASIS = "offentleglova § 13, jf. forvaltningsloven § 13"


def person(role, **told):
    return make_user(role=role, **told)


@pytest.fixture
def people():
    of_vestnes = {"municipality_id": "1535"}
    return {
        role: person(role, **(of_vestnes if role in {User.Role.FINANCE, User.Role.COUNCIL_MEMBER} else {}))
        for role in User.Role
    }


STAFF = {User.Role.HEAD, User.Role.SECRETARY, User.Role.AUTHOR, User.Role.ADMINISTRATOR}
COUNCIL, FINANCE = User.Role.COUNCIL_MEMBER, User.Role.FINANCE


@pytest.mark.parametrize(
    ("told", "readers"),
    [
        ({"readers": "staff"}, STAFF),
        ({"readers": "council"}, STAFF | {COUNCIL}),
        ({"readers": "members"}, STAFF | {COUNCIL, FINANCE}),
        ({"readers": "members", "exemption_basis": BASIS}, STAFF | {COUNCIL}),
    ],
)
def test_a_register_is_opened_by_those_it_says(people, told, readers):
    make_register(**told)

    assert {role for role, one in people.items() if readable_by(one).exists()} == readers


@pytest.mark.parametrize(
    ("editors", "writers"),
    [
        ("runners", {User.Role.HEAD, User.Role.SECRETARY}),
        ("authors", {User.Role.HEAD, User.Role.SECRETARY, User.Role.AUTHOR}),
        ("named", {User.Role.HEAD, COUNCIL}),
    ],
)
def test_a_register_is_written_in_by_those_it_says(people, editors, writers):
    register = make_register(readers="council", editors=editors)
    register.named_editors.add(people[COUNCIL], people[FINANCE])

    assert {role for role, one in people.items() if may_write(one, register)} == writers


def test_rows_that_are_exempt_are_for_those_who_see_what_is(people):
    register = make_register(readers="members")
    column = register.columns.get().key.replace("-", "_")
    case = make_item(exemption_basis=BASIS, public_title="En sak").reference
    make_register_row(register, **{column: "Åpen"})
    closed = [make_register_row(register, exempt=BASIS, **{column: "Egen"}),
              make_register_row(register, case=case, **{column: "Av sak"})]  # fmt: skip

    for role, one in {**people, None: None}.items():
        seen = {row.title for row in rows_for(one, register)}
        assert seen == ({"Åpen", "Egen", "Av sak"} if role in STAFF | {COUNCIL} else {"Åpen"}), role
    assert [is_exempt(row) for row in closed] == [True, True]


def test_of_its_own_rows_only_a_municipality_sees_those_of_all_too(people):
    register = make_register(readers="members", is_own_rows_only=True)
    name = register.columns.get().key.replace("-", "_")
    make_register_column(register=register, key="kommuner", kind="municipalities", title="Kommuner")
    for text in ("Molde", "Vestnes, Molde", "Alle", ""):
        make_register_row(register, kommuner=text, **{name: text or "Ingen"})

    for role in (COUNCIL, FINANCE):
        assert {row.title for row in rows_for(people[role], register)} == {"Vestnes, Molde", "Alle", "Ingen"}
    assert rows_for(people[User.Role.AUTHOR], register).count() == 4
