"""The named differences add up to the whole one, whatever is named."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budget.reconciling.differences import Decided, Named, Shared, of_budget, of_shared

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
BY_SUBJECT = st.dictionaries(st.sampled_from("abcd"), AMOUNTS)


@given(AMOUNTS, AMOUNTS, st.lists(AMOUNTS, max_size=5), st.booleans())
def test_the_names_of_a_budget_add_up_to_how_it_differs_from_the_frame(budgeted, frame, named, is_adopted):
    found = of_budget(budgeted, frame, [Named("x", one, "", "") for one in named], is_adopted=is_adopted, url="/")

    assert sum(one.amount for one in found) == budgeted - frame
    assert all(one.amount and one.sentence for one in found)


@given(BY_SUBJECT, BY_SUBJECT, st.sets(st.sampled_from("abcd")))
def test_the_subjects_add_up_to_how_what_is_shared_differs_from_the_frame(decided, shared, drafts):
    found = of_shared(
        {subject: Decided(subject, amount, "/") for subject, amount in decided.items()},
        {subject: Shared(subject, amount, "/") for subject, amount in shared.items()},
        dict.fromkeys(drafts, "/utkast/"),
        charges_url="/betaler/",
    )

    assert sum(one.amount for one in found) == sum(shared.values()) - sum(decided.values())
    assert all(one.amount for one in found)


def test_what_is_only_a_draft_leads_to_the_draft():
    decided = {"a": Decided("Tiltak", Decimal(5), "/")}

    (found,) = of_shared(decided, {}, {"a": "/utkast/"}, charges_url="/betaler/")
    (without,) = of_shared(decided, {}, {}, charges_url="/betaler/")

    assert (found.url, without.url) == ("/utkast/", "/betaler/")
    assert found.sentence == "«Tiltak» er regnet ut, men fordelingen er et utkast."
