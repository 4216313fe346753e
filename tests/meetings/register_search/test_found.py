"""Rows of registers are found by those who may read them there, and by nobody else."""

from datetime import UTC, date, datetime

import pytest

from meetings.designing.designing import save_column
from meetings.registers.models import Register, RegisterRow
from meetings.registers.writing import Typed, remove_rows, write
from meetings.search import storing
from meetings.search.models import Entry, ListedWord, Reach
from meetings.search.searching import search
from rorikt.people.models import User
from tests import factories
from tests.factories import make_register, make_register_row, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
NOW, TODAY = datetime(2024, 2, 6, 12, tzinfo=UTC), date(2024, 9, 1)
WORD = "kvitravn"
BASIS = "offentleglova § 24 første ledd"
STAFF = {User.Role.HEAD, User.Role.SECRETARY, User.Role.AUTHOR, User.Role.ADMINISTRATOR}
COUNCIL, FINANCE = User.Role.COUNCIL_MEMBER, User.Role.FINANCE


def row_in(register, text=f"{WORD} flyr", **told):
    return make_register_row(register, **{register.columns.first().key.replace("-", "_"): text}, **told)


def finders(word=WORD):
    storing.keep_in_step()
    people = [make_user(role=role, municipality_id="1535") for role in User.Role]
    return {person.role for person in people if search(person, word, today=TODAY).count}


@pytest.mark.parametrize(
    ("register", "exempt", "found_by"),
    [
        ({"readers": "members"}, "", STAFF | {COUNCIL, FINANCE}),
        ({"readers": "council"}, "", STAFF | {COUNCIL}),
        ({"readers": "staff"}, "", STAFF),
        ({"readers": "members"}, BASIS, STAFF | {COUNCIL}),
        ({"readers": "council"}, BASIS, STAFF | {COUNCIL}),
        ({"readers": "staff"}, BASIS, STAFF),
        ({"readers": "members", "exemption_basis": BASIS}, "", STAFF | {COUNCIL}),
        # Search does not know whose rows are whose.
        ({"readers": "members", "is_own_rows_only": True}, "", STAFF),
    ],
)
def test_a_row_is_found_by_those_who_read_its_register_and_nobody_else(register, exempt, found_by):
    row_in(make_register(**register), exempt=exempt)

    assert finders() == found_by
    open_words = ListedWord.objects.filter(word=WORD, reach=Reach.OPEN)
    assert open_words.exists() == (FINANCE in found_by)


def test_a_row_of_an_exempt_case_is_found_by_those_who_read_the_case():
    item = factories.make_item(title="Åpen", exemption_basis=BASIS, public_title="Et valg")
    row_in(make_register(readers="members"), case=item.reference)

    assert finders() == STAFF | {COUNCIL}


def test_what_is_closed_later_is_not_found_later():
    register = make_register(readers="members")
    item = factories.make_item(title="Åpen")
    row_in(register, case=item.reference)
    assert FINANCE in finders()

    type(item).objects.filter(pk=item.pk).update(exemption_basis=BASIS, public_title="Et valg")
    finance = make_user(role=FINANCE, municipality_id="1535")

    assert search(finance, WORD, today=TODAY).count == 0  # before anything is indexed anew
    assert FINANCE not in finders()


def test_the_index_follows_what_is_written_taken_away_and_renamed(head):
    register = make_register(readers="members")
    row = row_in(register)
    assert finders()
    column = register.columns.get()

    write(register, [Typed(row.uuid, column.pk, "steinkobbe")], by=head, now=NOW)
    assert (finders(), bool(finders("steinkobbe"))) == (set(), True)
    column.title = "Havsvale"
    save_column(column, by=head, now=NOW)
    assert finders("havsvale")
    remove_rows(register, [row.uuid], by=head, now=NOW)
    assert not finders("steinkobbe")
    assert not storing.is_stale()


def test_the_title_of_an_exempt_row_is_not_found_by_what_points_at_it():
    risks, measures = make_register(readers="members"), make_register(readers="members")
    exempt = row_in(risks, exempt=BASIS)
    refers = factories.make_register_column(register=measures, kind="row", refers_to=risks)
    row_in(measures, "Tiltak", **{refers.key.replace("-", "_"): str(exempt)})

    assert finders() == STAFF | {COUNCIL}
    assert finders("tiltak") == STAFF | {COUNCIL, FINANCE}


@pytest.mark.parametrize("count", [1, 6])
def test_asking_whether_it_is_stale_costs_the_same_for_any_number_of_registers(count, django_assert_max_num_queries):
    for _ in range(count):
        row_in(make_register(readers="members"))
    storing.keep_in_step()
    assert Entry.objects.count() == RegisterRow.objects.count() == Register.objects.count() == count

    with django_assert_max_num_queries(16):
        assert not storing.is_stale()
