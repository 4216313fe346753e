"""The budget of a year: adopted by the council, and moved by regulations alone from then on."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from budget.frame.actions import Decision, replace_change
from budget.frame.models import FrameChange
from budget.lines.models import BudgetLine
from budget.result.actions import delete_line, store_line
from budget.year_budget.actions import adopt_budget, regulate, reverse_regulation, withdraw_adoption
from budget.year_budget.models import AdoptedLine, BudgetAdoption, BudgetRegulation, RegulatedLine
from budget.year_budget.report import proposed_for, revised_budget, waiting_changes
from budget.years.models import AccountingYear
from rorikt.audit import trail
from tests.factories import close_year, make_estimate, make_estimate_line, make_frame_change, make_key, make_line

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
ADOPTED = Decision("Rådet vedtok budsjettet", date(2023, 12, 13))
DECIDED = Decision("Rådet regulerte budsjettet", date(2024, 2, 14))


def adopt(by, year=2024):
    return adopt_budget(year, decision=ADOPTED, by=by, now=NOW)


def move(changes, by, **options):
    return regulate(2024, changes, **{"decision": DECIDED, "reason": "Ny avtale", "by": by, "now": NOW, **options})


def faults(caught):
    return " ".join(caught.value.messages).replace("\u00a0", " ")


def test_adoption_keeps_what_each_line_was_and_regulations_move_what_it_is(head):
    wages, licences = make_line(year=2024, budgeted=Decimal(1000)), make_line(year=2024, budgeted=Decimal("500.50"))
    adopt(head)

    move({wages: Decimal(-100), licences: Decimal(100)}, head)
    move({wages: Decimal("0.50")}, head)

    wages.refresh_from_db()
    licences.refresh_from_db()
    revised = revised_budget(2024)
    assert (wages.budgeted, licences.budgeted) == (Decimal("900.50"), Decimal("600.50"))
    assert (revised.original(wages.pk), revised.regulation(wages.pk)) == (Decimal(1000), Decimal("-99.50"))
    assert (revised.original(licences.pk), revised.regulation(licences.pk)) == (Decimal("500.50"), Decimal(100))
    assert revised.astray({line.pk: line.budgeted for line in BudgetLine.objects.all()}) == []
    assert trail.broken_entries() == []


def test_a_year_that_is_not_adopted_is_as_before(head):
    line = make_line(year=2024, budgeted=Decimal(1000))

    line.budgeted = Decimal(1100)
    store_line(line, by=head, now=NOW)

    assert revised_budget(2024) is None
    with pytest.raises(ValidationError) as caught:
        move({line: Decimal(1)}, head)
    assert "ikke registrert som vedtatt" in faults(caught)


def test_the_budget_of_an_adopted_line_is_not_typed_over(head):
    line = make_line(year=2024)
    adopt(head)

    line.budgeted += 1
    with pytest.raises(ValidationError) as caught:
        store_line(line, by=head, now=NOW)

    assert caught.value.message_dict.keys() == {"budgeted"}
    assert "endres med en budsjettregulering" in faults(caught)


def test_what_else_the_line_says_may_be_changed_after_adoption(head):
    line = make_line(year=2024)
    adopt(head)

    line.title, line.actual = "Lønn og pensjon", Decimal(17)
    store_line(line, by=head, now=NOW)

    line.refresh_from_db()
    assert (line.title, line.actual) == ("Lønn og pensjon", Decimal(17))


def test_a_line_that_comes_after_adoption_begins_with_nothing(head):
    make_line(year=2024)
    adopt(head)
    late = BudgetLine(year=2024, title="Ny", position=9, budgeted=Decimal(5))

    with pytest.raises(ValidationError, match="legges inn med 0"):
        store_line(late, by=head, now=NOW)
    late.budgeted = Decimal(0)
    store_line(late, by=head, now=NOW)
    move({late: Decimal(5)}, head)

    late.refresh_from_db()
    assert late.budgeted == 5
    assert (revised_budget(2024).original(late.pk), revised_budget(2024).regulation(late.pk)) == (0, 5)


def test_a_line_of_an_adopted_budget_is_not_deleted(head):
    line = make_line(year=2024)
    adopt(head)

    with pytest.raises(ValidationError, match="Reguler den til 0"):
        delete_line(line, by=head, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda line, _: BudgetLine.objects.filter(pk=line.pk).update(budgeted=1),
        lambda line, _: BudgetLine.objects.filter(pk=line.pk).update(year=2025),
        lambda line, _: BudgetLine.objects.create(year=2024, title="Forbi", budgeted=1),
        lambda line, _: AdoptedLine.objects.update(amount=1),
        lambda line, _: AdoptedLine.objects.all()._raw_delete("default"),
        lambda line, _: BudgetAdoption.objects.update(decision="Et annet"),
        lambda line, _: BudgetAdoption.objects.all()._raw_delete("default"),
        lambda line, one: BudgetRegulation.objects.filter(pk=one.pk).update(reason="En annen"),
        lambda line, one: RegulatedLine.objects.all()._raw_delete("default"),
        lambda line, one: BudgetRegulation.objects.create(
            year=2031,
            decision="x",
            reason="x",
            decided_on=date(2031, 1, 1),
            recorded_at=NOW,
            recorded_by=one.recorded_by,
        ),
    ],
)
def test_the_database_itself_keeps_what_was_adopted_and_what_moved_it(head, change):
    line = make_line(year=2024)
    adopt(head)
    regulation = move({line: Decimal(7)}, head)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(line, regulation)


def test_a_regulation_is_taken_back_by_its_opposite_once(head):
    line = make_line(year=2024, budgeted=Decimal(1000))
    adopt(head)
    regulation = move({line: Decimal(7)}, head)

    reverse_regulation(regulation, decision=DECIDED, reason="Feil linje", by=head, now=NOW)

    line.refresh_from_db()
    assert line.budgeted == 1000
    with pytest.raises(ValidationError, match="allerede tilbakeført"):
        reverse_regulation(regulation, decision=DECIDED, reason="Feil linje", by=head, now=NOW)
    with pytest.raises(ValidationError, match="kan ikke tilbakeføres"):
        reverse_regulation(regulation.reversed_by, decision=DECIDED, reason="Igjen", by=head, now=NOW)


def test_a_closed_year_is_not_regulated(head):
    line = make_line(year=2024)
    adopt(head)
    close_year(2024)

    with pytest.raises(ValidationError, match="er avsluttet"):
        move({line: Decimal(1)}, head)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (lambda line, other: {}, "minst én linje"),
        (lambda line, other: {line: Decimal(0)}, "minst én linje"),
        (lambda line, other: {other: Decimal(1)}, "høre til 2024"),
        (lambda line, other: {line: Decimal("999999999999.99")}, "for stort beløp"),
    ],
)
def test_what_is_no_regulation_is_refused_and_nothing_is_stored(head, changes, said):
    line, other = make_line(year=2024), make_line(year=2025)
    adopt(head)

    with pytest.raises(ValidationError, match=said):
        move(changes(line, other), head)

    assert not BudgetRegulation.objects.exists()


def test_an_adoption_by_mistake_is_withdrawn_until_the_budget_is_regulated(head):
    line = make_line(year=2024)
    first = adopt(head)
    withdraw_adoption(first, reason="Feil år", by=head, now=NOW)
    assert not AdoptedLine.objects.exists()

    second = adopt(head)
    move({line: Decimal(1)}, head)

    with pytest.raises(ValidationError, match="er regulert etter vedtaket"):
        withdraw_adoption(second, reason="Feil år", by=head, now=NOW)


def test_a_budget_is_adopted_once_and_only_with_lines(head):
    with pytest.raises(ValidationError, match="Det finnes ingen driftslinjer"):
        adopt(head)
    make_line(year=2024)
    adopt(head)

    with pytest.raises(ValidationError, match="allerede registrert"):
        adopt(head)


def test_a_decision_to_come_adopts_nothing(head):
    make_line(year=2024)

    with pytest.raises(ValidationError, match="fram i tid"):
        adopt_budget(2024, decision=Decision("Vedtak", date(2024, 3, 2)), by=head, now=NOW)
    assert not BudgetAdoption.objects.exists()
    assert not AccountingYear.objects.filter(closed_on__isnull=False).exists()


# Changes of the frame


@pytest.fixture
def adopted_2024(head):
    make_key(valid_from=date(2023, 1, 1))
    lines = [make_line(year=2024, title=title, budgeted=Decimal(1000)) for title in ("Lønn", "Lisens og support")]
    adopt(head)
    return lines


def test_a_change_of_the_frame_waits_until_it_is_on_lines(head, adopted_2024):
    wages, licences = adopted_2024
    change = make_frame_change(title="Ny lisens til skolene", amount=Decimal(300), by=head)
    make_frame_change(
        title="Vedtatt før", amount=Decimal(50), by=head, decision=Decision("Tidlig vedtak", date(2023, 11, 1))
    )
    make_frame_change(kind=FrameChange.Kind.BASE, title="Ramme", amount=Decimal(2000), by=head)
    assert waiting_changes(2024) == [change]

    regulation = move({licences: Decimal(200), wages: Decimal(100)}, head, frame_change=change)

    assert waiting_changes(2024) == []
    reverse_regulation(regulation, decision=DECIDED, reason="Feil linje", by=head, now=NOW)
    assert waiting_changes(2024) == [change]
    move({licences: Decimal(300)}, head, frame_change=change)
    assert waiting_changes(2024) == []


def test_a_change_of_the_frame_is_put_on_lines_whole_and_once(head, adopted_2024):
    wages, _ = adopted_2024
    change = make_frame_change(amount=Decimal(300), by=head)

    with pytest.raises(ValidationError) as caught:
        move({wages: Decimal(200)}, head, frame_change=change)
    assert "100,00 kr mangler" in faults(caught)
    move({wages: Decimal(300)}, head, frame_change=change)

    with pytest.raises(ValidationError, match="allerede lagt på linjene"):
        move({wages: Decimal(300)}, head, frame_change=change)
    with pytest.raises(DatabaseError), transaction.atomic():
        BudgetRegulation.objects.create(
            year=2024, decision="x", reason="x", decided_on=NOW, recorded_at=NOW, recorded_by=head, frame_change=change
        )


def test_a_new_decision_waits_with_its_difference(head, adopted_2024):
    wages, _ = adopted_2024
    change = make_frame_change(amount=Decimal(300), by=head)
    move({wages: Decimal(300)}, head, frame_change=change)

    newer = replace_change(change, amount=Decimal(250), decision=Decision("Nytt", date(2024, 2, 20)), by=head, now=NOW)

    assert waiting_changes(2024) == [newer]
    move({wages: Decimal(-50)}, head, frame_change=newer)
    wages.refresh_from_db()
    assert wages.budgeted == 1250


def test_the_line_of_a_change_is_proposed_from_the_words_of_its_estimate(head, adopted_2024):
    wages, licences = adopted_2024
    estimate = make_estimate(title="Identitetsløsning")
    make_estimate_line(estimate=estimate, year=2024, title="Lisens og support", amount=Decimal(200), is_yearly=False)
    make_estimate_line(estimate=estimate, year=2024, title="Lønn", amount=Decimal(100), is_yearly=False)

    change = make_frame_change(title="Identitetsløsning", amount=Decimal(300), estimate=estimate, by=head)

    assert proposed_for(change, 2024) == {licences.pk: Decimal(200), wages.pk: Decimal(100)}


def test_the_same_regulation_sent_twice_is_registered_once(head):
    line = make_line(year=2024, budgeted=Decimal(1000), actual=0)
    adopt(head)
    first = move({line: Decimal(100)}, head)

    with pytest.raises(ValidationError, match="allerede registrert"):
        move({line: Decimal(100)}, head)

    move({line: Decimal(101)}, head)
    reverse_regulation(first, decision=DECIDED, reason="Feil", by=head, now=NOW)
    move({line: Decimal(100)}, head)
    line.refresh_from_db()
    assert line.budgeted == 1201
