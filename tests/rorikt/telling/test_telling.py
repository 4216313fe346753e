"""What people are told: once each, as they have chosen."""

from datetime import UTC, datetime

import pytest

from rorikt.telling.models import Told, When
from rorikt.telling.telling import choose, kinds, tell, wish_of
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 4, 1, 10, tzinfo=UTC)
KIND = "meetings.answered_question"
GIVEN = {"subject": "Svar på spørsmålet", "text": "Se svaret.", "url": "/notater/", "now": NOW}


def test_each_person_is_told_once_however_often_it_is_said(head, author):
    tell(KIND, [head], once="svar:1", **GIVEN)
    tell(KIND, [head, author, author], once="svar:1", **GIVEN)

    assert sorted(Told.objects.values_list("user", "once", "state")) == sorted(
        [(head.pk, "svar:1", "waiting"), (author.pk, "svar:1", "waiting")]
    )


def test_who_has_left_and_whom_it_does_not_concern_are_told_nothing(head, administrator):
    tell(KIND, [factories.make_user(is_active=False)], once="a", **GIVEN)
    tell("budget.run", [head], once="b", **GIVEN)

    assert not Told.objects.exists()


def test_what_was_not_wanted_when_it_was_told_is_not_told_when_the_person_wants_it_again(head):
    choose(head, {KIND: When.NEVER})
    tell(KIND, [head], once="svar:1", **GIVEN)
    choose(head, {KIND: When.AT_ONCE})

    tell(KIND, [head], once="svar:1", **GIVEN)

    assert list(Told.objects.values_list("state", flat=True)) == ["unwanted"]


def test_a_kind_has_its_default_until_a_person_has_chosen(head, author):
    choose(head, {KIND: When.DAILY})

    assert [wish_of(head, KIND), wish_of(author, KIND)] == [When.DAILY, kinds()[KIND].default]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("meetings.unknown", {}), (KIND, {"url": "https://example.org/"}), (KIND, {"url": "//example.org"})],
)
def test_a_kind_nobody_has_and_an_address_elsewhere_are_a_fault_of_ours(head, kind, wrong):
    with pytest.raises(ValueError, match=r"no room|no page"):
        tell(kind, [head], once="svar:1", **{**GIVEN, **wrong})


def test_a_subject_is_one_line_and_no_longer_than_it_may_be(head):
    tell(KIND, [head], once="svar:1", **{**GIVEN, "subject": "Svar\r\nBcc: alle" + "x" * 300, "text": "y" * 9_000})

    told = Told.objects.get()
    assert (told.subject[:15], len(told.subject), len(told.text)) == ("Svar Bcc: allex", 200, 2_000)
