"""What a split is frozen with: the rows behind, and the key with its shares; and a decision that has no rows."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from budget.allocations.basis import Basis, decision_basis
from budget.allocations.storing import check_sums
from budget.keys.models import CostKeyShare
from budget.money.cells import hold_rows
from budget.splits.splitting import split_of_year
from rorikt.amounts import ORE
from rorikt.figures.values import NotAvailable
from tests.factories import KEY_2024, make_frame_change, make_item, make_key, named_case

pytestmark = pytest.mark.django_db


def decided(**told):
    split = split_of_year({None: Decimal(1000)}, 2024)
    return decision_basis(title="Beredskap 2024", split=split, url="/okonomi/2024/ramme/", **told)


def test_a_decision_is_told_with_its_case_and_has_no_rows():
    key = make_key(KEY_2024, valid_from=date(2024, 1, 1))

    basis = decided(decision="Rådet vedtok det", case=named_case("2024/M1-004"))

    assert (basis.label, basis.amount, basis.split.key, basis.sources, basis.paid) == (
        "Rådet vedtok det (2024/M1-004)",
        1000,
        key,
        (),
        {},
    )


def test_a_decision_without_a_case_is_told_alone():
    make_key(KEY_2024, valid_from=date(2024, 1, 1))

    assert decided(decision="Rådet vedtok det", case=None).label == "Rådet vedtok det"


def test_a_number_that_may_still_change_is_not_frozen_with_the_decision():
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    case = make_item().reference

    assert decided(decision="Rådet vedtok det", case=case).label == "Rådet vedtok det"


def test_a_decision_is_split_by_the_key_of_its_own_year():
    make_key(valid_to=date(2023, 12, 31))

    with pytest.raises(NotAvailable, match="som gjelder for 2024"):
        decided(decision="Rådet vedtok det", case=None)


def test_what_is_frozen_has_the_rows_and_last_the_key_with_its_shares():
    key = make_key(KEY_2024, valid_from=date(2024, 1, 1))
    rows = hold_rows("Rader", key.shares.all())

    frozen = Basis("Tittel", "Det som fordeles", split_of_year({None: Decimal(1)}, 2024), "/her/", (rows,)).as_json(ORE)

    assert (frozen["label"], frozen["url"]) == ("Det som fordeles", "/her/")
    assert [(source["name"], source["rows"]) for source in frozen["sources"]] == [
        ("Rader", 5),
        ("Fordelingsnøkkel fra 01.01.2024", 5),
    ]
    assert frozen["sources"][1]["settings"]["shares"] == KEY_2024


def test_a_share_that_moves_is_seen_in_the_hash():
    key = make_key(KEY_2024, valid_from=date(2024, 1, 1))
    basis = Basis("Tittel", "Grunnlag", split_of_year({None: Decimal(1)}, 2024), "/her/", ())
    before = basis.as_json(ORE)["sources"][0]["sha256"]
    CostKeyShare.objects.filter(key=key, municipality="1506").update(percent=Decimal("47.09"))
    CostKeyShare.objects.filter(key=key, municipality="1535").update(percent=Decimal("12.79"))

    split = split_of_year({None: Decimal(1)}, 2024)
    assert Basis("Tittel", "Grunnlag", split, "/her/", ()).as_json(ORE)["sources"][0]["sha256"] != before


@pytest.mark.parametrize("field", ["amount", "paid_on_account", "to_pay", "previously", "booked"])
def test_parts_that_do_not_add_up_are_a_fault_of_ours(field):
    make_key(valid_from=date(2024, 1, 1))
    run = make_frame_change(amount=Decimal(1000)).run
    parts = list(run.parts.all())
    moved = SimpleNamespace(parts=SimpleNamespace(all=lambda: parts), amount=run.amount)
    check_sums(moved)

    setattr(parts[0], field, getattr(parts[0], field) + 1)

    with pytest.raises(ValueError, match=r"not 1000|does not add up"):
        check_sums(moved)
