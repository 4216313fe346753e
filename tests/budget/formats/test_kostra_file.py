"""KOSTRA's fixed-width records, and what of them is the operating accounts."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from budget.formats.kostra_entries import KostraRead
from budget.formats.kostra_file import Record, is_kostra, records, records_of
from rorikt.imports.reading import Findings

PUBLISHED = Path(__file__).parents[4] / "shared" / "standards" / "kostra"  # beside the project, where it is at hand


def record(art="010", amount=36_328, *, form="0I", quarter=" ", region="150600", organisation="", kind="3",
           function="120", year=2024):  # fmt: skip
    return f"{form}{year}{quarter}{region}{organisation:>9}{'':9}{kind}{function:<4}{art:>3}{amount:>9}"


def written(tmp_path, *lines, end="\r\n"):
    path = tmp_path / "0I.dat"
    path.write_bytes("".join(line + end for line in lines).encode("latin-1"))
    return path


def read(tmp_path, *lines):
    found = KostraRead(Findings())
    return list(found.operations(records(written(tmp_path, *lines)))), found


def test_each_place_of_a_record_is_read(tmp_path):
    path = written(tmp_path, record("690", -4_306, quarter="2", organisation="974239744", function="1201"))

    assert list(records(path)) == [
        Record(1, "0I", 2024, "2", "150600", "974239744", "3", "1201", "690", -4_306),
    ]


def test_a_file_is_known_by_its_beginning():
    assert is_kostra(record().encode())
    assert is_kostra(b"\xef\xbb\xbf" + record(form="0A", quarter="4").encode())
    for other in (b"Konto;Bel\xc3\xb8p\r\n", b"0A2024", b"<?xml", b"52A2019 ", b"", b"100000;20240101;1506 00"):
        assert not is_kostra(other)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_they_like_and_empty_ones_say_nothing(tmp_path, end):
    path = written(tmp_path, record(), "", record("020"), "   ", "\x1a", end=end)

    assert [one.art for one in records(path)] == ["010", "020"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (record()[:-1], "har 47 tegn. Den skal ha 48"),
        (record() + "1", "har 49 tegn"),
        (record(amount="36,5"), "«36,5» er ikke et beløp i hele 1000 kroner"),
        (record(amount="3-6"), "«3-6» er ikke et beløp"),
        (record(amount=""), "tegn"),
        ("X" * 48, "begynner ikke med skjema"),
        (record(kind="2"), "ikke en kontoklasse for drift"),
        (record(art=""), "Art mangler"),
        (record(region="155700"), "en annen region enn den første"),
        (record(year=2023), "et annet skjema, år"),
        (record(organisation="974239744"), "flere organisasjonsnumre"),
        (record(), "står på linje 1 også"),
    ],
)
def test_a_line_that_is_not_as_it_should_be_is_an_error_at_its_line(tmp_path, line, fault):
    operations, found = read(tmp_path, record(), line)

    assert [one.line for one in operations] == [1]
    (error,) = found.findings.errors
    assert error.line == 2
    assert fault in error.reason


def test_investments_are_left_out_and_named(tmp_path):
    operations, found = read(tmp_path, record(), record("230", 1_000, kind="4"), record("650", -200, kind="4"))

    assert [one.art for one in operations] == ["010"]
    told = [warning.reason for warning in found.findings.warnings]
    assert "2 linjer av investeringsregnskapet (800\u00a0000,00 kr) er ikke lest: de er ikke drift." in told
    assert any("ikke nøyaktige til øren" in sentence for sentence in told)


@pytest.mark.parametrize(("quarter", "month"), [(" ", 12), ("1", 3), ("2", 6), ("3", 9), ("4", 12)])
def test_a_quarter_holds_the_year_up_to_its_end(tmp_path, quarter, month):
    _, found = read(tmp_path, record(quarter=quarter))

    assert found.reach == month


@pytest.mark.parametrize(("form", "said"), [("0B", "er en balanse"), ("0X", "kan ikke leses")])
def test_a_form_without_operating_accounts_is_refused(tmp_path, form, said):
    with pytest.raises(ValidationError, match=said):
        read(tmp_path, record(form=form))


def test_it_is_read_in_a_child(tmp_path):
    path = written(tmp_path, record(), "for kort")

    assert list(records_of(path)) == list(records(path))


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published examples are not at hand")
def test_the_published_accounts_of_a_municipality_are_read_whole():
    found = KostraRead(Findings())

    operations = list(found.operations(records(PUBLISHED / "ssb_example_0A_V2019_K4_R040200_OK.dat")))

    assert not found.findings.errors
    assert (len(operations) + found.invested, found.head) == (1644, ("0A", 2019, "4", "040200"))


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published examples are not at hand")
def test_the_published_balance_is_refused_with_what_to_do():
    with pytest.raises(ValidationError, match="Skjema 0G er en balanse"):
        list(KostraRead(Findings()).operations(records(PUBLISHED / "ssb_example_0G.dat")))
