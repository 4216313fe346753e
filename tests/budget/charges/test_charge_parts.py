"""Which parts a year of payment is expected to have, how far each is, and when a sum may be called whole."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.charges.charge_parts import Change, Facts, Kind, Proposal, Run, State, charged_year, compare

OWN = "1535"
MEMBERS = {year: frozenset({"1506", OWN}) for year in range(2020, 2030)}


def run(kind, year, charged_year, *, pk=1, booked=100, approved=True, **given):
    amounts = {"1506": Decimal(booked) * 3, OWN: Decimal(booked)} if approved else {}
    given = {"title": f"{kind} {year}", "amount": Decimal(booked) * 4, **given}
    return Run(pk=pk, kind=kind, year=year, charged_year=charged_year, is_approved=approved, booked=amounts, **given)


FRAME = run(Kind.FRAME, 2024, 2024, pk=1, booked=1000)
RESULT = run(Kind.RESULT, 2023, 2024, pk=2, booked=24)
SETTLEMENT = run(Kind.SETTLEMENT, 2023, 2024, pk=3, booked=-23)
PAID = {2024: {"1506": Decimal(300), OWN: Decimal(140)}}
WHOLE = Facts(runs=(FRAME, RESULT, SETTLEMENT), paid=PAID, members=MEMBERS, known=frozenset({2023, 2024}))


def states(facts, year=2024, number=OWN):
    return {part.title: part.printed_state for part in charged_year(year, facts).of(number).parts}


def missing(facts, year=2024, number=OWN):
    return {part.title: part.printed_state for part in charged_year(year, facts).of(number).missing}


def test_a_year_of_which_nothing_is_known_lacks_every_part():
    year = charged_year(2024, Facts())

    assert {part.title: part.state for part in year.parts} == {
        "Driftsramme 2024": State.NOT_SET,
        "Akonto for investeringer 2024": State.NOT_SET,
        "Mer- eller mindreforbruk 2023": State.NOT_SET,
        "Avregning av investeringer 2023": State.NOT_SET,
    }
    assert (year.total(OWN), year.is_whole, year.suffix) == (0, False, ", så langt")
    assert "Ingen tall for 2023 er lagt inn" in year.parts[-1].note


def test_a_sum_with_all_its_parts_is_whole():
    year = charged_year(2024, WHOLE).of(OWN)

    assert (year.is_whole, year.so_far, year.suffix) == (True, "", "")
    assert year.total(OWN) == 1000 + 24 - 23 + 140
    assert set(states(WHOLE).values()) == {"fordelt", "betalt"}


@pytest.mark.parametrize(
    ("without", "lacks"),
    [
        (FRAME, {"Driftsramme 2024": "ikke fastsatt"}),
        (RESULT, {"Mer- eller mindreforbruk 2023": "ikke fastsatt"}),
        (SETTLEMENT, {"Avregning av investeringer 2023": "ikke fastsatt"}),
    ],
)
def test_a_part_without_its_run_makes_the_sum_so_far(without, lacks):
    facts = replace(WHOLE, runs=tuple(one for one in WHOLE.runs if one != without))

    year = charged_year(2024, facts).of(OWN)

    assert missing(facts) == lacks
    assert year.total(OWN) == 1141 - without.booked[OWN]
    title, state = next(iter(lacks.items()))
    assert year.so_far == f"Summen er foreløpig. 1 av 4 forventede deler mangler beløp: {title} ({state})."


def test_the_sum_of_the_report_that_looked_whole_names_the_three_parts_it_lacked():
    security = Proposal("Sikkerhetspartner", 2024, is_yearly=False)
    facts = replace(WHOLE, runs=(RESULT, SETTLEMENT), paid={}, proposals=(security,))

    assert missing(facts) == {
        "Driftsramme 2024": "ikke fastsatt",
        "Akonto for investeringer 2024": "ikke fastsatt",
        "Sikkerhetspartner": "foreslått",
    }


def test_a_budget_without_a_decided_frame_is_a_proposal():
    facts = replace(WHOLE, runs=(RESULT, SETTLEMENT), budgeted=frozenset({2024}))

    assert missing(facts) == {"Driftsramme 2024": "foreslått"}


def test_a_draft_is_a_proposal_and_counts_for_nothing():
    draft = run(Kind.RESULT, 2023, 2024, pk=9, approved=False, title="Merforbruk 2023")
    facts = replace(WHOLE, runs=(FRAME, SETTLEMENT, draft))

    assert missing(facts) == {"Merforbruk 2023": "foreslått"}
    assert charged_year(2024, facts).total(OWN) == 1141 - 24


def test_a_draft_of_a_correction_leaves_the_sum_so_far():
    draft = run(Kind.FRAME, 2024, 2024, pk=9, approved=False, is_correction=True, corrects_charged=2024, title="Nytt")
    facts = replace(WHOLE, runs=(*WHOLE.runs, draft))

    assert missing(facts) == {"Nytt": "foreslått"}


def test_what_is_settled_in_another_year_is_not_missing_here():
    late = replace(RESULT, charged_year=2025)
    facts = replace(WHOLE, runs=(FRAME, SETTLEMENT, late))

    assert missing(facts) == {}
    assert RESULT.title not in states(facts)
    assert RESULT.title in states(facts, 2025)


@pytest.mark.parametrize(
    ("runs", "lacks"),
    [
        ((), {"Vakt": "vedtatt, ikke fordelt"}),
        ((run(Kind.CASE_COST, 2024, 2024, pk=8, approved=False, subject="vakt", title="Vakt 2024"),),
         {"Vakt 2024": "foreslått"}),
        ((run(Kind.CASE_COST, 2024, 2024, pk=8, booked=25, subject="vakt"),), {}),
        ((run(Kind.CASE_COST, 2024, 2024, pk=8, booked=20, subject="vakt"),),
         {"Vakt, endring": "vedtatt, ikke fordelt"}),
    ],
)  # fmt: skip
def test_what_comes_every_year_is_shared_anew_for_each(runs, lacks):
    facts = replace(WHOLE, changes=(Change("vakt", "Vakt", 2022, Decimal(100)),), runs=(*WHOLE.runs, *runs))

    assert missing(facts) == lacks


def test_what_begins_this_year_is_shared_by_its_decision():
    facts = replace(WHOLE, changes=(Change("vakt", "Vakt", 2024, Decimal(100)),))

    assert missing(facts) == {}


def test_a_yearly_proposal_waits_in_every_later_year():
    facts = replace(WHOLE, proposals=(Proposal("Vakt", 2023, is_yearly=True), Proposal("Flytting", 2023, False)))

    assert missing(facts) == {"Vakt": "foreslått"}
    assert "Vakt" not in missing(facts, 2022)


def test_a_payment_on_account_is_missing_for_those_who_have_none():
    facts = replace(WHOLE, paid={2024: {"1506": Decimal(300)}})

    whole = charged_year(2024, facts)

    assert [part.printed_state for part in whole.missing] == ["betalt, mangler for 1"]
    assert missing(facts) == {"Akonto for investeringer 2024": "ikke fastsatt"}
    assert missing(facts, number="1506") == {}


def test_a_contribution_takes_the_place_of_payments_and_of_the_settlement_it_offsets():
    offset = replace(SETTLEMENT, offset_in="Tilskudd 2024")
    contribution = run(Kind.CONTRIBUTION, 2024, 2024, pk=4, booked=117)
    facts = replace(WHOLE, runs=(FRAME, RESULT, offset, contribution))

    year = charged_year(2024, facts)

    assert year.is_whole
    assert year.total(OWN) == 1000 + 24 + 117
    assert "Akonto for investeringer 2024" not in states(facts)


def test_a_part_is_invoiced_for_those_whose_invoice_is_sent():
    one = replace(WHOLE, runs=(FRAME, SETTLEMENT, replace(RESULT, invoiced=frozenset({OWN}))))
    both = replace(WHOLE, runs=(FRAME, SETTLEMENT, replace(RESULT, invoiced=frozenset({"1506", OWN}))))

    assert states(one)[RESULT.title] == "fakturert"
    assert states(one, number="1506")[RESULT.title] == "fordelt"
    titles = [{part.title: part.printed_state for part in charged_year(2024, facts).parts} for facts in (one, both)]
    assert [states[RESULT.title] for states in titles] == ["fordelt, fakturert for 1", "fakturert"]


def year_before():
    """The frame and the payments of 2023, with nothing of 2022."""
    runs = (run(Kind.FRAME, 2023, 2023, pk=11, booked=900, title="Driftsramme 2023"),)
    return replace(WHOLE, runs=(*WHOLE.runs, *runs), paid={**PAID, 2023: {"1506": Decimal(1), OWN: Decimal(120)}})


def test_what_is_planned_on_account_is_owed_until_the_year_is_settled():
    planned = {2024: {"1506": Decimal(320), OWN: Decimal(150)}}
    before = charged_year(2024, replace(WHOLE, planned=planned)).of(OWN)
    settled = run(Kind.SETTLEMENT, 2024, 2025, pk=9)
    after = charged_year(2024, replace(WHOLE, planned=planned, runs=(*WHOLE.runs, settled))).of(OWN)

    assert [(str(part.state), part.amount(OWN)) for part in before.parts if part.like == "on-account"] == [
        ("planlagt", 150)
    ]
    assert [(str(part.state), part.amount(OWN)) for part in after.parts if part.like == "on-account"] == [
        ("betalt", 140)
    ]
    assert before.is_whole


def test_a_plan_that_leaves_one_out_is_not_whole():
    year = charged_year(2024, replace(WHOLE, paid={}, planned={2024: {"1506": Decimal(320)}}))

    assert [part.printed_state for part in year.missing] == ["planlagt, mangler for 1"]


def test_years_are_compared_by_the_parts_that_both_have():
    facts = year_before()

    rows = compare(charged_year(2024, facts).of(OWN), charged_year(2023, facts).of(OWN), OWN)

    assert [(row.title, row.before, row.now, row.difference) for row in rows] == [
        (FRAME.title, 900, 1000, 100),
        ("Akonto for investeringer 2024", 120, 140, 20),
    ]


def test_a_year_without_a_frame_is_not_compared_with_one_that_has_it():
    facts = year_before()
    facts = replace(facts, runs=tuple(one for one in facts.runs if one != FRAME), paid={2023: facts.paid[2023]})

    assert compare(charged_year(2024, facts).of(OWN), charged_year(2023, facts).of(OWN), OWN) == []


def test_a_part_with_a_correction_under_way_is_not_compared():
    draft = run(Kind.FRAME, 2024, 2024, pk=9, approved=False, is_correction=True, corrects_charged=2024)
    facts = replace(year_before(), runs=(*year_before().runs, draft))

    rows = compare(charged_year(2024, facts), charged_year(2023, facts), OWN)

    assert [row.title for row in rows] == ["Akonto for investeringer 2024"]


def test_a_correction_in_the_same_year_is_compared_with_what_it_corrects():
    newer = run(Kind.FRAME, 2024, 2024, pk=9, booked=-50, is_correction=True, corrects_charged=2024)
    late = run(Kind.RESULT, 2022, 2024, pk=10, booked=5, is_correction=True, corrects_charged=2023)
    facts = replace(year_before(), runs=(*year_before().runs, newer, late))

    rows = compare(charged_year(2024, facts), charged_year(2023, facts), OWN)

    assert [(row.before, row.now) for row in rows] == [(900, 950), (120, 140)]


KINDS = [(Kind.FRAME, 0), (Kind.RESULT, -1), (Kind.SETTLEMENT, -1), (Kind.CONTRIBUTION, 0), (Kind.CASE_COST, 0)]


@st.composite
def some_facts(draw):
    runs = []
    for pk in range(1, draw(st.integers(0, 8)) + 1):
        kind, back = draw(st.sampled_from(KINDS))
        charged = draw(st.integers(2023, 2025))
        booked, approved = draw(st.integers(-999, 999)), draw(st.booleans())
        runs.append(run(kind, charged + back, charged, pk=pk, booked=booked, approved=approved, subject=f"s{pk % 3}"))
    changes = [Change(f"s{n}", f"Endring {n}", draw(st.integers(2022, 2025)), Decimal(4)) for n in range(2)]
    paid = {2024: {number: Decimal(7) for number in draw(st.sets(st.sampled_from(["1506", OWN])))}}
    return Facts(tuple(runs), tuple(changes), (), paid, MEMBERS, frozenset(), frozenset({2023}))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_facts(), st.sampled_from([2023, 2024, 2025]))
def test_no_approved_amount_is_lost_or_counted_twice_and_no_missing_part_counts(facts, year):
    found = charged_year(year, facts)
    approved = [one for one in facts.runs if one.is_approved and one.charged_year == year]
    has_contribution = any(one.kind == Kind.CONTRIBUTION and one.year == year for one in facts.runs)

    for number in ("1506", OWN):
        own = found.of(number)
        paid = Decimal(0) if has_contribution else facts.paid.get(year, {}).get(number, Decimal(0))
        assert own.total(number) == sum((one.booked[number] for one in approved), Decimal(0)) + paid
        assert all(part.amount(number) == 0 for part in own.missing)
        assert own.is_whole == (own.so_far == "") == (own.suffix == "")
    named = [part.run for part in found.parts if part.run]
    assert len(named) == len(set(named))
    assert {one.pk for one in facts.runs if one.charged_year == year} == set(named)
