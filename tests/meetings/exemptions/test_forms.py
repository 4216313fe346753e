"""An exemption typed in its parts: what was stored before stays, and what is typed anew is told in full."""

from datetime import date

import pytest

from meetings.agenda.forms import AgendaItemForm
from tests import factories

pytestmark = pytest.mark.django_db
TYPED = {"title": "Avtale", "kind": "decision", "public_title": "En avtale"}
TWO_LAWS = "offentleglova § 24; arkivlova § 14"
THIRD = {"exempt_law": "offentleglova", "exempt_paragraph": "23", "exempt_ledd": "tredje"}


def item_with(basis, **overrides):
    return factories.make_item(exemption_basis=basis, public_title="En avtale" if basis else "", **overrides)


def form_of(item, **typed):
    return AgendaItemForm({**TYPED, **typed}, instance=item)


def begun_with(item):
    form = AgendaItemForm(instance=item)
    return {name: form.initial.get(name) for name in form.fields if name.startswith("exempt_")}


def test_a_ground_is_composed_and_tenders_get_their_event():
    form = form_of(item_with(""), **THIRD)

    assert form.is_valid()
    assert (form.instance.exemption_basis, form.instance.exempt_until_event) == (
        "offentleglova § 23 tredje ledd",
        "til leverandør er valgt",
    )


def test_an_end_that_is_typed_takes_the_place_of_the_usual_one():
    form = form_of(item_with(""), **THIRD, exempt_until="1.9.2024")

    assert form.is_valid()
    assert (form.instance.exempt_until, form.instance.exempt_until_event) == (date(2024, 9, 1), "")


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("offl. § 23", {"exempt_law": "offentleglova", "exempt_paragraph": "23"}),
        (TWO_LAWS, {"exempt_law": "annet", "exempt_other": TWO_LAWS}),
        ("", {}),
    ],
)  # fmt: skip
def test_a_ground_from_before_is_kept_to_the_letter_while_nobody_changes_it(stored, shown):
    item = item_with(stored)
    begun = begun_with(item)

    form = form_of(item, **{name: value or "" for name, value in begun.items()})

    assert {name: value for name, value in begun.items() if value} == shown
    assert form.is_valid(), form.errors
    assert form.instance.exemption_basis == stored


def test_what_is_opened_has_no_end_any_more():
    item = item_with("offentleglova § 23 tredje ledd", exempt_until=date(2024, 3, 1), exempt_until_event="til da")

    form = form_of(item, exempt_until="1.3.2024", exempt_until_event="til da")

    assert form.is_valid()
    opened = form.instance
    assert (opened.exemption_basis, opened.exempt_until, opened.exempt_until_event) == ("", None, "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"exempt_paragraph": "23"}, "exempt_law"),
        ({"exempt_law": "offentleglova", "exempt_paragraph": "14"}, "exempt_paragraph"),
        ({"exempt_law": "offentleglova", "exempt_paragraph": "23"}, "exempt_ledd"),
        ({"exempt_law": "offentleglova", "exempt_paragraph": "13", "exempt_ledd": "første"}, "exempt_secrecy"),
        ({"exempt_law": "annet"}, "exempt_other"),
        ({"exempt_law": "annet", "exempt_other": "hemmelig"}, "exempt_other"),
        ({"exempt_law": "annet", "exempt_other": "offl. § 14"}, "exempt_other"),
        ({**THIRD, "public_title": ""}, "public_title"),
    ],
)
def test_what_is_wrong_stands_at_its_field(typed, field):
    form = form_of(item_with(""), **typed)

    assert list(form.errors) == [field]


def test_another_law_is_written_in_one_line():
    form = form_of(item_with(""), exempt_law="annet", exempt_other="arkivlova § 14")

    assert form.is_valid()
    assert form.instance.exemption_basis == "arkivlova § 14"


def test_internal_papers_are_a_ground_where_the_council_is_no_elected_body():
    factories.make_cooperation(is_council_elected_body=False)

    form = form_of(item_with(""), exempt_law="offentleglova", exempt_paragraph="14")

    assert form.is_valid()
