"""Every list is ordered and paged in one way, and says it when a page is not there."""

import django_tables2 as tables
import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from rorikt.tables import listing

NUMBERS = range(1, listing.PER_PAGE * 2 + 2)  # three pages, one number on the last


class Numbers(tables.Table):
    number = tables.Column()


def get(query):
    request = RequestFactory().get(f"/?{query}")
    request._messages = CookieStorage(request)
    return request


def shown(table):
    return [row.get_cell_value("number") for row in table.paginated_rows]


def said(request):
    return [message.message for message in get_messages(request)]


def make_table(**options):
    return Numbers([{"number": number} for number in NUMBERS], **options)


def test_a_list_is_shown_a_page_at_a_time_in_the_order_asked_for():
    assert shown(listing.configure(get(""), make_table())) == list(NUMBERS[: listing.PER_PAGE])
    assert shown(listing.configure(get("page=3"), make_table())) == [NUMBERS[-1]]
    assert shown(listing.configure(get("sort=-number&page=3"), make_table())) == [1]


def test_a_second_list_on_a_page_has_a_page_and_an_order_of_its_own():
    request = get("page=2&two-page=3&two-sort=-number")

    assert shown(listing.configure(request, make_table(prefix="two-"))) == [1]


def test_nobody_chooses_how_many_rows_a_page_has():
    assert len(shown(listing.configure(get("per_page=100000"), make_table()))) == listing.PER_PAGE


def test_a_table_with_a_sum_is_ordered_and_stays_whole():
    table = listing.order(get("sort=-number&page=2"), make_table())

    assert [row.get_cell_value("number") for row in table.rows] == list(reversed(NUMBERS))


def test_an_order_that_is_not_there_is_left_alone():
    assert shown(listing.configure(get("sort=password"), make_table()))[0] == 1


def test_rows_of_a_form_are_paged_alike():
    assert list(listing.page_of(get("page=3"), NUMBERS)) == [NUMBERS[-1]]
    assert list(listing.page_of(get("page=1"), [])) == []


@pytest.mark.parametrize("asked", ["4", "0", "-1", "sju", ""])
def test_a_page_that_is_not_there_is_said_and_the_first_one_shown(asked):
    of_table, of_rows = get(f"page={asked}"), get(f"page={asked}")

    assert shown(listing.configure(of_table, make_table()))[0] == 1
    assert listing.page_of(of_rows, NUMBERS).number == 1
    assert said(of_table) == said(of_rows) == [f"Listen har ingen side «{asked}». Her er den første siden."]
