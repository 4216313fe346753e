"""What a new year takes from the one before: what is missing, once, and nothing that is there is touched."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.ledger.codes import Codes, Rule, place
from budget.new_year.copying import Budget, Choices, NewCause, Plan, YearLine, YearMapping, budget_of, plan_of

EVEN_YEAR = tuple(Decimal(one) for one in (8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 12))


def line(title, budgeted=100, **more):
    return YearLine(title, 1, Decimal(budgeted), **more)


def mapping(first, last, title, target=None):
    return YearMapping(Rule(False, first, last, target), title, f"Konto {first}–{last}")


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (Choices(), "1000000.50"),
        (Choices(Budget.EMPTY), "0"),
        (Choices(Budget.RAISED, Decimal("2.80")), "1028001"),
        (Choices(Budget.RAISED, Decimal(-50)), "500000"),
        (Choices(Budget.AS_IT_WAS, Decimal(10)), "1000000.50"),
    ],
)
def test_a_budget_is_kept_emptied_or_raised_to_whole_kroner(choices, expected):
    assert budget_of(Decimal("1000000.50"), choices) == Decimal(expected)


def test_income_is_raised_away_from_zero_too():
    assert budget_of(Decimal("-100.00"), Choices(Budget.RAISED, Decimal(3))) == -103


def test_only_the_lines_that_are_missing_are_made_whatever_their_capitals():
    plan = plan_of([line("Lønn"), line("Lisenser og  drift", 50)], [line("lønn", 7)], [], [], Choices())

    assert [(new.title, new.budgeted) for new in plan.lines] == [("Lisenser og  drift", 50)]


def test_what_belongs_to_a_line_is_laid_on_the_line_as_the_new_year_calls_it():
    before = [line("Lønn", percents=EVEN_YEAR, causes={"vikarer": "Vikarer"})]

    plan = plan_of(before, [line("LØNN")], [mapping("1000", "1999", "Lønn")], [], Choices())

    assert plan.distributions == {"LØNN": EVEN_YEAR}
    assert [one.title for one in plan.mappings] == ["LØNN"]
    assert plan.causes == (NewCause("LØNN", "vikarer", "Vikarer"),)


def test_a_distribution_that_somebody_has_laid_stays():
    other = (Decimal(100), *(Decimal(0),) * 11)

    plan = plan_of([line("Lønn", percents=EVEN_YEAR)], [line("Lønn", percents=other)], [], [], Choices())

    assert plan.is_empty


def test_a_mapping_of_a_line_that_is_not_made_is_left_and_said():
    choices = Choices(has_lines=False)

    plan = plan_of([line("Lønn")], [], [mapping("1000", "1999", "Lønn"), mapping("2000", "2999", None)], [], choices)

    assert [one.title for one in plan.mappings] == [None]
    assert plan.left == ("Konto 1000–1999 kobles ikke: linjen «Lønn» finnes ikke i det nye året.",)


def test_a_range_that_would_take_accounts_from_one_that_is_there_is_left_and_said():
    now = [mapping("1000", "1999", "Lønn"), mapping("3100", "3200", "Lønn")]
    before = [mapping("1200", "1300", "Lønn"), mapping("3000", "3999", "Lønn"), mapping("1000", "1999", None)]

    plan = plan_of([line("Lønn")], [line("Lønn")], before, now, Choices())

    assert [one.label for one in plan.mappings] == ["Konto 3000–3999"]
    assert plan.left == ("Konto 1200–1300 kobles ikke: Konto 1000–1999 er koblet i det nye året, og går foran.",)


def test_a_cause_whose_short_name_another_line_has_is_left_and_said():
    before = [line("Lønn", causes={"vikarer": "Vikarer"}), line("Drift")]

    plan = plan_of(before, [line("Lønn"), line("Drift", causes={"vikarer": "Innleie"})], [], [], Choices())

    assert plan.causes == ()
    assert "«Vikarer» hentes ikke" in plan.left[0]


def test_nothing_chosen_is_nothing_made():
    choices = Choices(has_lines=False, has_distribution=False, has_mappings=False, has_causes=False)

    plan = plan_of([line("Lønn", percents=EVEN_YEAR)], [], [mapping("1", "2", None)], [], choices)

    assert plan == Plan()


TITLES = ("Lønn", "Drift", "Lisenser", "Innleie")
years = st.lists(st.sampled_from(TITLES), unique=True).flatmap(
    lambda titles: st.tuples(
        *(
            st.builds(
                YearLine,
                st.just(title),
                st.integers(0, 9),
                st.decimals(0, 1000, places=2),
                st.sampled_from([(), EVEN_YEAR]),
                st.dictionaries(st.just(f"{title.lower()}-a"), st.just("A"), max_size=1),
            )
            for title in titles
        )
    )
)
ranges = st.lists(
    st.tuples(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted), st.sampled_from([*TITLES, None])),
    max_size=8,
)


def mapped(drawn, lines):
    """Without collisions, and only onto lines that there are."""
    kept = []
    known = {one.title for one in lines}
    for (first, last), title in drawn:
        one = mapping(str(first).zfill(2), str(last).zfill(2), title if title in known else None, len(kept))
        if not any(one.rule.collides_with(other.rule) for other in kept):
            kept.append(one)
    return kept


def after(now, mapped_now, plan):
    """The new year once the plan is carried out."""
    lines = {one.title: one for one in now}
    lines |= {new.title: YearLine(new.title, new.position, new.budgeted) for new in plan.lines}
    for title, percents in plan.distributions.items():
        lines[title] = YearLine(title, 0, lines[title].budgeted, percents, lines[title].causes)
    for cause in plan.causes:
        one = lines[cause.line]
        lines[cause.line] = YearLine(one.title, 0, one.budgeted, one.percents, {**one.causes, cause.slug: cause.title})
    return list(lines.values()), [*mapped_now, *plan.mappings]


@given(years, years, ranges, ranges)
def test_a_second_time_makes_nothing_and_what_was_there_is_as_it_was(before, now, drawn_before, drawn_now):
    mapped_before, mapped_now = mapped(drawn_before, before), mapped(drawn_now, now)

    plan = plan_of(before, now, mapped_before, mapped_now, Choices())
    lines, mappings = after(now, mapped_now, plan)

    assert plan_of(before, lines, mapped_before, mappings, Choices()).is_empty
    there = {one.title: one for one in lines}
    assert all(there[one.title].budgeted == one.budgeted for one in now)
    assert all(there[one.title].percents == one.percents for one in now if one.percents)
    assert {one.title for one in before} <= there.keys()
    assert not any(
        one.rule.collides_with(other.rule) for at, one in enumerate(mappings) for other in mappings[at + 1 :]
    )
    rules_now, rules_after = ([one.rule for one in listed] for listed in (mapped_now, mappings))
    for number in range(100):
        codes = Codes(str(number).zfill(2), "")
        if (was := place(codes, rules_now)).is_known:
            assert place(codes, rules_after) == was
