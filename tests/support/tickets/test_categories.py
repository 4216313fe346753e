"""The tree of categories, and the way from a figure to its tickets."""

from datetime import date

import pytest

from support.tickets.categories import Tree
from support.tickets.links import tickets_url
from support.tickets.models import Category

TREE = Tree(
    {1: "Klient", 2: "PC", 3: "Skjerm", 5: "Bærbar", 7: "Nett"},
    {1: None, 2: 1, 3: 1, 5: 2, 7: None},
)


@pytest.mark.parametrize(("key", "path"), [(1, [1]), (2, [1, 2]), (5, [1, 2, 5]), (7, [7])])
def test_a_category_is_found_from_the_top_down(key, path):
    assert TREE.path(key) == path


@pytest.mark.parametrize(("level", "above"), [(1, [1, 1, 1, 1, 7]), (2, [1, 2, 3, 2, 7]), (3, [1, 2, 3, 5, 7])])
def test_each_belongs_to_one_at_every_level_or_lies_higher_itself(level, above):
    found = TREE.at_level(level)

    assert [found[key] for key in TREE.names] == above


@pytest.mark.parametrize(("key", "below"), [(1, [1, 2, 3, 5]), (2, [2, 5]), (7, [7])])
def test_what_lies_below_is_the_category_and_all_of_its_own(key, below):
    assert TREE.below(key) == below


def test_a_ring_of_categories_comes_to_an_end():
    assert Tree({1: "A", 2: "B"}, {1: 2, 2: 1}).path(1) == [2, 1]


@pytest.mark.django_db
def test_the_tree_is_what_is_stored():
    top = Category.objects.create(name="Klient")
    own = Category.objects.create(name="PC", parent=top)

    tree = Tree.load()

    assert (tree.names[own.pk], tree.path(own.pk)) == ("PC", [top.pk, own.pk])


def test_a_link_has_the_filters_that_are_given_and_no_others():
    assert "?" not in tickets_url(kind=None)
    assert tickets_url(kind="incident", team=None, day=date(2024, 2, 1)) == (
        f"{tickets_url()}?kind=incident&day=2024-02-01"
    )
