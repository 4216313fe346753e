"""What the product points at when it means a case: one row for each case, its name, and the field it is picked in."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from rorikt.cases.choosing import read_case, typed
from rorikt.cases.fields import CaseField
from rorikt.cases.models import CaseNames, CaseReference
from tests.factories import make_item, make_meeting

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    case = CaseField()


def refused(text, field=None):
    with pytest.raises(ValidationError) as caught:
        (field or CaseField()).clean(text)
    return caught.value.messages[0]


# The rows


def test_a_number_is_of_one_case_and_many_may_have_none_yet():
    CaseReference.objects.create(number="2024/M1-004")
    CaseReference.objects.bulk_create([CaseReference(), CaseReference()])

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseReference.objects.create(number="2024/M1-004")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseReference.objects.create(number="")


@pytest.mark.parametrize("number", [None, "2024/M1-005"])
def test_a_number_that_is_given_stays(number):
    case = CaseReference.objects.create(number="2024/M1-004")

    with pytest.raises(DatabaseError), transaction.atomic():
        CaseReference.objects.filter(pk=case.pk).update(number=number)


@pytest.mark.parametrize("number", ["2024/M1-4", "M1-004", "2024-1-004", "x2024/M1-004"])
def test_a_number_is_written_as_on_the_agenda(number):
    with pytest.raises(ValidationError, match="slik det står på sakslisten"):
        CaseReference(number=number).full_clean()
    assert refused(number).startswith("Skriv saksnummeret slik det står på sakslisten")


# What it is called


def test_a_case_is_called_by_its_number_or_by_what_its_meeting_calls_it_until_then():
    waiting, gone = make_item().reference, CaseReference.objects.create()

    assert str(CaseReference(number="2024/M1-004")) == "2024/M1-004"
    assert (str(waiting), str(gone)) == ("2024/M1-001 (foreløpig nummer)", "uten nummer")


def test_many_are_named_at_once_and_nothing_is_asked_where_all_have_numbers(django_assert_num_queries):
    meeting, names = make_meeting(), CaseNames()
    waiting = [make_item(meeting=meeting).reference for _ in range(3)]

    with django_assert_num_queries(0):
        assert (names.of(CaseReference(number="2024/M1-004")), names.of(None)) == ("2024/M1-004", "ingen sak")
    with django_assert_num_queries(1):
        assert [names.of(case)[:11] for case in waiting] == ["2024/M1-001", "2024/M1-002", "2024/M1-003"]
    with django_assert_num_queries(1):
        assert CaseReference.names_of(waiting)[waiting[0].pk] == "2024/M1-001 (foreløpig nummer)"


# What is typed


def test_a_case_or_none_has_to_be_said_where_it_is_asked_for():
    field = CaseField()

    assert field.clean("  Ingen  sak ") is None
    assert refused("") == "Skriv saksnummeret, eller «ingen sak»."


def test_a_case_that_may_be_left_out_begins_as_none():
    field = CaseField(required=False)

    assert (field.initial, field.clean(""), field.clean("ingen sak")) == ("ingen sak", None, None)
    assert CaseField().initial is None


def test_the_number_of_a_case_that_is_nowhere_here_gets_one_reference_with_only_that():
    first, again = CaseField().clean("2019/M1-004"), CaseField().clean("2019/M1-004")

    assert first == again == CaseReference.objects.get()
    assert (first.number, first.same_as) == ("2019/M1-004", None)


def test_the_number_of_a_case_here_means_the_case_that_has_it_now():
    meeting = make_meeting()
    first, second = make_item(meeting=meeting), make_item(meeting=meeting)

    assert [read_case(f"2024/M1-00{number}") for number in (1, 2)] == [first.reference, second.reference]
    assert refused("2024/M1-003") == "Møte 2024/M1 har ingen sak 2024/M1-003. Se etter i sakslisten."


def test_a_case_that_is_picked_is_that_case_though_the_agenda_is_reordered_before_the_form_is_sent():
    meeting = make_meeting()
    item, other = make_item(meeting=meeting), make_item(meeting=meeting)
    picked = typed(item.reference)

    other.sequence = 3
    other.save()
    item.sequence = 2
    item.save()

    assert picked == f"2024/M1-001 (foreløpig nummer), id {item.reference_id}"
    assert read_case(picked) == item.reference
    assert refused("uten nummer, id 999999") == "Saken finnes ikke lenger. Velg en annen, eller skriv saksnummeret."


def test_a_stored_case_is_typed_as_it_is_read():
    cases = [None, CaseReference.objects.create(number="2019/M1-004"), make_item().reference]

    assert [CaseField.typed(case) for case in cases[:2]] == ["ingen sak", "2019/M1-004"]
    assert [read_case(CaseField.typed(case)) for case in cases] == cases


# What is offered


def test_cases_are_offered_with_the_titles_that_the_person_may_see(head, finance):
    meeting = make_meeting()
    sent = make_item(meeting=meeting, title="Sendt", sent_at="2024-02-06T12:00Z")
    closed = make_item(meeting=meeting, title="Hemmelig", exemption_basis="offl. § 23", public_title="Avtale")
    waiting = f"2024/M1-002 (foreløpig nummer), id {closed.reference_id}"

    def offered(reader):
        form = Form()
        if reader:
            form.fields["case"].shown_to(reader)
        return [tuple(case) for case in form["case"].field.widget.get_context("case", "", {})["offered"]]

    assert offered(head) == [(waiting, "Hemmelig"), (sent.number, "Sendt")]
    assert offered(finance) == offered(None) == [(waiting, "Unntatt offentlighet: Avtale"), (sent.number, "Sendt")]
    assert "Hemmelig" not in str(Form()["case"])
    assert f'<option value="{waiting}" label="Unntatt offentlighet: Avtale">' in str(Form()["case"])


def test_what_is_offered_costs_the_same_for_one_case_and_for_many(head, django_assert_num_queries):
    meeting = make_meeting()
    make_item(meeting=meeting)
    form = Form()
    form.fields["case"].shown_to(head)

    for _ in range(2):
        with django_assert_num_queries(2):
            str(form["case"])
        for _ in range(5):
            make_item(meeting=meeting)
