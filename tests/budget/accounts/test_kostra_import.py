"""A KOSTRA file from upload to the result of its year."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from budget.ledger.models import AccountEntry, AccountTotal
from budget.ledger.months import actuals
from budget.years.state import state_of
from tests.budget.accounts.accounts_files import REPLACE, confirm, import_accounts, make_mapping, upload
from tests.budget.formats.test_kostra_file import record
from tests.factories import make_cooperation, make_line


@pytest.fixture
def line(db):
    make_cooperation()
    line = make_line(year=2024, title="Lønn", actual=0)
    make_mapping(line, "010", "099", basis="art")
    return line


def kostra(*lines):
    return "".join(f"{line}\r\n" for line in lines).encode()


def test_the_arts_of_a_year_are_whole_thousands_of_kroner_on_its_lines(head, line):
    import_accounts(kostra(record(), record("020", -328)), name="0I.dat", by=head, accounts_to={"2024": 12})

    line.refresh_from_db()
    assert line.actual == Decimal(36_000_000)
    entry = AccountEntry.objects.get(art="010")
    assert (entry.line_number, entry.function, entry.amount, entry.month) == (1, "120", 36_328_000, 0)
    assert AccountTotal.objects.get(art="010").name == "Fastlønn"
    assert not actuals(2024).is_known


def test_the_file_goes_straight_to_its_preview_which_says_what_it_is(client, head, line):
    imported = upload(kostra(record(quarter="2")), name="0I.dat", by=head)
    client.force_login(head)

    page = client.get(reverse("budget:account-import", args=[imported.pk]))

    text = page.content.decode()
    assert "skjema 0I: bevilgningsregnskap for kommunale særbedrifter og lånefond 2024, til og med juni" in text
    assert "ikke nøyaktige til øren" in text
    assert page.context["confirm_form"].fields["accounts_to_2024"].initial == "6"
    assert page.context["confirm_form"].fields["accounts_to_2024"].choices[-1] == ("6", "juni 2024")


def test_the_next_quarter_takes_the_place_of_the_one_before_it(head, line):
    import_accounts(kostra(record(quarter="1", amount=10)), name="k1.dat", by=head, accounts_to={"2024": 3})
    imported = upload(kostra(record(quarter="2", amount=25)), name="k2.dat", by=head, accounts_to={"2024": 6})

    confirm(imported, by=head, mode=REPLACE)

    line.refresh_from_db()
    assert (line.actual, state_of(2024).accounts_to) == (25_000, 6)


def test_a_file_of_another_municipality_says_so(head, line):
    imported = upload(kostra(record(region="030100", organisation="974239744")), name="0I.dat", by=head)

    told = [warning["reason"] for warning in imported.summary["warnings"]]
    assert any(sentence.startswith("Filen er av kommune 0301, men kontorkommunen er 1506") for sentence in told)


@pytest.mark.parametrize("lines", [[record(), record()[:40]], [record(), record()]])
def test_a_file_with_a_wrong_line_stores_nothing(head, line, lines):
    imported = upload(kostra(*lines), name="0I.dat", by=head)

    with pytest.raises(ValidationError, match="rader med feil"):
        confirm(imported, by=head)
    assert not AccountEntry.objects.exists()


def test_a_balance_is_refused_at_once_with_what_to_do(head, line):
    with pytest.raises(ValidationError, match="Skjema 0J er en balanse"):
        upload(kostra(record(form="0J", kind="5")), name="0J.dat", by=head)
