"""The page of the mapping of accounts: many at once, ranges in each other, and where each account stands."""

from decimal import Decimal

import pytest
from django.urls import reverse

from budget.accounts.actions import store_mapping
from budget.ledger.models import AccountMapping
from budget.lines.models import BudgetLine
from budget.years.actions import close_year
from rorikt.audit.models import AuditEntry
from tests.budget.accounts.accounts_files import NOW, csv_file, import_accounts, make_mapping
from tests.factories import make_line

KOBLE = "budget:account-mappings-new"


@pytest.fixture
def lines(head):
    """Salaries and consultants of 2023, with accounts that no mapping holds for."""
    found = [make_line(title=title, actual=0) for title in ("Lønn", "Konsulenter")]
    import_accounts(
        csv_file(
            "2023;1;10100;Fastlønn;010;;100", "2023;1;10500;Overtid;040;;20", "2023;1;12700;Konsulenter;270;;50",
            "2023;1;;;390;;7",
        ),
        by=head,
    )  # fmt: skip
    return found


def actuals():
    return dict(BudgetLine.objects.values_list("title", "actual"))


def stored():
    return [(str(row), row.line and row.line.title) for row in AccountMapping.objects.select_related("line")]


def map_them(client, head, to, **chosen):
    client.force_login(head)
    return client.post(reverse(KOBLE, args=[2023]), {"line": to.pk if to else "outside", **chosen})


def test_ticked_accounts_are_put_on_one_line_at_once(client, head, lines):
    answer = map_them(client, head, lines[0], accounts=["10100", "10500", "390"])

    assert answer.status_code == 302
    assert stored() == [("Konto 10100", "Lønn"), ("Konto 10500", "Lønn"), ("KOSTRA-art 390", "Lønn")]
    assert actuals() == {"Lønn": 127, "Konsulenter": 0}
    moved = AuditEntry.objects.filter(action="endret regnskap på driftslinje")
    assert moved.count() == 1  # once for all of them


def test_all_that_begins_so_is_put_on_one_line_as_a_range(client, head, lines):
    map_them(client, head, lines[0], begins_with="10")

    assert stored() == [("Konto 10000–10999", "Lønn")]
    assert actuals() == {"Lønn": 120, "Konsulenter": 0}


def test_all_of_the_list_are_kept_outside_at_once(client, head, lines):
    map_them(client, head, None, every="on")

    assert len(stored()) == 4
    assert actuals() == {"Lønn": 0, "Konsulenter": 0}
    assert (
        "Alle konti i regnskapet er koblet."
        in client.get(reverse("budget:account-mappings", args=[2023])).content.decode()
    )


@pytest.mark.parametrize(
    ("chosen", "field", "fault"),
    [
        ({}, "begins_with", "Kryss av konti"),
        ({"accounts": ["10100"], "every": "on"}, "begins_with", "Velg på én av måtene"),
        ({"begins_with": "9"}, "begins_with", "begynner med «9»"),
        ({"accounts": ["99999"]}, "accounts", "koblet av en annen"),
        ({"accounts": ["10100"], "line": ""}, "line", "Velg typen utgift"),
    ],
)
def test_what_cannot_be_mapped_is_said_at_the_form_and_nothing_is_stored(client, head, lines, chosen, field, fault):
    answer = map_them(client, head, lines[0], **chosen)

    assert fault in str(answer.context["many"].errors[field])
    assert not stored()


def test_a_range_that_crosses_another_stores_none_of_those_chosen(client, head, lines):
    make_mapping(lines[1], "10900", "11100")

    answer = map_them(client, head, lines[0], begins_with="10")

    assert "dekker bare en del av Konto 10900–11100 (Konsulenter)" in str(answer.context["many"].errors)
    assert len(stored()) == 1


def test_a_narrower_range_takes_its_accounts_out_of_the_wider_and_the_page_says_so(client, head, lines):
    wide = AccountMapping(year=2023, first="10000", last="19999", line=lines[0])
    narrow = AccountMapping(year=2023, first="12000", last="12999", line=lines[1])

    store_mapping(wide, by=head, now=NOW)
    before = actuals()
    store_mapping(narrow, by=head, now=NOW)

    assert (before, actuals()) == ({"Lønn": 170, "Konsulenter": 0}, {"Lønn": 120, "Konsulenter": 50})
    client.force_login(head)
    rows = client.get(reverse("budget:account-mappings", args=[2023])).context["table"].rows
    assert [row.get_cell("inside") for row in rows] == [
        "Unntatt: Konto 12000–12999 (Konsulenter).",
        "Gjelder foran Konto 10000–19999 (Lønn).",
    ]


def test_each_account_is_shown_with_the_rule_that_holds_and_those_it_goes_before(client, head, finance, lines):
    for first, last, line in (("10000", "19999", 0), ("12000", "12999", 1)):
        make_mapping(lines[line], first, last)
    make_mapping(lines[1], "270", basis="art")
    client.force_login(finance)

    rows = client.get(reverse("budget:account-placements", args=[2023])).context["table"].rows

    shown = [tuple(row.get_cell_value(name) for name in ("account", "amount")) for row in rows]
    assert shown == [(None, 7), ("10100", 100), ("10500", 20), ("12700", 50)]
    assert [(row.get_cell("mapping"), row.get_cell("instead_of")) for row in rows] == [
        ("Uten kobling", "–"),
        ("Konto 10000–19999", "–"),
        ("Konto 10000–19999", "–"),
        ("Konto 12000–12999", "Konto 10000–19999 (Lønn), KOSTRA-art 270 (Konsulenter)"),
    ]


def test_accounts_of_a_closed_year_stay_where_they_are(client, head, lines):
    map_them(client, head, lines[0], every="on")
    AccountMapping.objects.filter(first="10100").delete()
    close_year(2023, closed_on=NOW.date(), is_whole=True, by=head, now=NOW)
    before = stored()

    client.post(
        reverse("budget:account-mapping-new", args=[2023]),
        {"basis": "account", "first": "10000", "last": "10999", "line": lines[1].pk},
    )

    assert stored() == before
    assert actuals()["Lønn"] == Decimal(177)


def test_who_may_only_read_is_given_no_boxes(client, finance, lines):
    client.force_login(finance)

    page = client.get(reverse("budget:account-mappings", args=[2023]))

    assert 'type="checkbox"' not in page.content.decode()
    assert client.post(reverse(KOBLE, args=[2023]), {"every": "on", "line": "outside"}).status_code == 403
