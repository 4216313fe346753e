"""The one place where the keys of a year are read: by purpose and time, whole or told what is missing."""

from datetime import date
from decimal import Decimal

import pytest

from budget.money.reader import Reader
from budget.purposes.models import KeyPurpose
from budget.splits.splitting import sharing_of, split_of_year
from rorikt.figures.values import NotAvailable
from tests.factories import KEY_2023, KEY_2024, make_item, make_key, make_meeting, make_purpose, named_case

pytestmark = pytest.mark.django_db
WHOLE_2023 = {"valid_from": date(2023, 1, 1), "valid_to": date(2023, 12, 31)}
FOUR = {"1506": "40.00", "1535": "20.00", "1539": "20.00", "1547": "20.00"}


def plain(text):
    return text.replace("\u00a0", " ")


def test_a_year_has_the_key_that_holds_from_its_first_day_to_its_last():
    key = make_key(**WHOLE_2023)

    assert list(sharing_of(2023).keys.values()) == [key]


@pytest.mark.parametrize(
    ("period", "missing"),
    [
        ({"valid_from": date(2023, 1, 2)}, "fra 01.01.2023 til 01.01.2023"),
        ({"valid_from": date(2022, 1, 1), "valid_to": date(2023, 12, 30)}, "fra 31.12.2023 til 31.12.2023"),
        ({"valid_from": date(2024, 1, 1)}, "for 2023"),
        ({"valid_from": date(2022, 1, 1), "valid_to": date(2022, 12, 31)}, "for 2023"),
    ],
)
def test_the_days_without_a_key_are_named(period, missing):
    make_key(**period)

    with pytest.raises(NotAvailable, match=f"Det finnes ingen fordelingsnøkkel som gjelder {missing}"):
        sharing_of(2023)


def test_the_newest_version_is_the_key():
    make_key(**WHOLE_2023)
    newer = make_key(KEY_2024, version=2, **WHOLE_2023)

    assert list(sharing_of(2023).keys.values()) == [newer]


def test_a_key_that_is_not_whole_says_what_is_missing():
    make_key({**KEY_2023, "1579": "21.01"}, **WHOLE_2023)

    with pytest.raises(NotAvailable, match=r"kan ikke brukes.*det mangler 0,01.prosentpoeng"):
        sharing_of(2023)


def test_the_note_tells_the_source_unless_its_case_is_exempt():
    make_item(meeting=make_meeting(), exemption_basis="offentleglova § 23", public_title="Nøkkelen")
    key = make_key(source="Samarbeidsavtalen § 4", **WHOLE_2023)
    note = split_of_year({None: Decimal(1)}, 2023).note(Reader())
    assert note == "Fordelt etter nøkkelen som gjelder 01.01.2023 – 31.12.2023 (Samarbeidsavtalen § 4)."

    key.case = named_case("2024/M1-001")
    key.save()

    note = split_of_year({None: Decimal(1)}, 2023).note(Reader())
    assert "Samarbeidsavtalen" not in note
    assert "Unntatt offentlighet: Nøkkelen" in note


def test_a_key_of_another_purpose_does_not_split_what_names_none():
    make_key(FOUR, purpose=make_purpose(), **WHOLE_2023)

    with pytest.raises(NotAvailable):
        sharing_of(2023)


def test_a_purpose_is_split_by_its_own_key_and_the_others_take_no_part():
    purpose = make_purpose()
    make_key(**WHOLE_2023)
    make_key(FOUR, purpose=purpose, **WHOLE_2023)

    split = split_of_year({purpose.pk: Decimal(1000)}, 2023)

    assert split.parts() == {"1506": 400, "1535": 200, "1539": 200, "1547": 200}
    assert split.not_taking_part == ["1579"]
    assert split.printed_share("1579") == "deltar ikke"
    assert "for Felles journalsystem" in split.note(Reader())


def test_a_purpose_without_a_key_is_named():
    purpose = make_purpose()
    make_key(**WHOLE_2023)

    with pytest.raises(NotAvailable, match="ingen fordelingsnøkkel for «Felles journalsystem» som gjelder for 2023"):
        split_of_year({purpose.pk: Decimal(1)}, 2023)


def test_an_amount_of_two_purposes_is_the_sum_of_its_splits():
    purpose = make_purpose()
    make_key(**WHOLE_2023)
    make_key(FOUR, purpose=purpose, **WHOLE_2023)

    split = split_of_year({None: Decimal(1000), purpose.pk: Decimal(-100)}, 2023)

    assert split.amount == 900
    assert split.parts()["1506"] == Decimal("458.70") - 40
    assert split.key is None
    assert split.percents() == dict.fromkeys(KEY_2023)
    assert split.printed_share("1506") == "etter formål"
    assert plain(split.note(Reader())).startswith("Fordelt etter formål: 1 000,00 kr etter nøkkelen")


def test_a_key_that_changes_in_july_is_printed_with_the_days_of_each():
    make_key(valid_from=date(2024, 1, 1), valid_to=date(2024, 6, 30), source="Avtalen")
    make_key(KEY_2024, valid_from=date(2024, 7, 1), source="Vedtaket")

    split = split_of_year({None: Decimal(1)}, 2024)

    assert plain(split.note(Reader())) == (
        "Fordelt etter nøklene: 182 av 366 dager nøkkelen som gjelder 01.01.2024 – 30.06.2024 (Avtalen) og "
        "184 av 366 dager nøkkelen som gjelder fra 01.07.2024 (Vedtaket)."
    )
    assert plain(split.printed_share("1506")) == "46,4884 %"


def test_what_is_frozen_of_a_split_is_its_whole_arithmetic():
    make_key(valid_from=date(2024, 1, 1), valid_to=date(2024, 6, 30))
    make_key(KEY_2024, valid_from=date(2024, 7, 1))

    (portion,) = split_of_year({None: Decimal(366)}, 2024).as_json()["portions"]

    assert (portion["amount"], portion["counts_by"]) == ("366.00", "days")
    assert [(span["first"], span["last"], span["weight"], span["of"]) for span in portion["spans"]] == [
        ("2024-01-01", "2024-06-30", 182, 366),
        ("2024-07-01", "2024-12-31", 184, 366),
    ]
    assert portion["spans"][0]["shares"]["1506"] == "45.87"
    assert sum(Decimal(part) for part in portion["parts"].values()) == 366


def test_months_are_counted_where_the_purpose_says_so():
    KeyPurpose.objects.filter(pk=KeyPurpose.general().pk).update(counts_by="months")
    make_key(valid_from=date(2024, 1, 1), valid_to=date(2024, 6, 30))
    make_key(KEY_2024, valid_from=date(2024, 7, 1))

    assert [span.weight for span in sharing_of(2024).sharing.spans] == [6, 6]
    assert "6 av 12 måneder" in split_of_year({None: Decimal(1)}, 2024).note(Reader())
