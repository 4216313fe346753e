"""How long a text file may be, with a limit that is reached at once."""

import pytest

from rorikt.sheets import tabular
from rorikt.sheets.tabular import NotTabular, examine, rows


@pytest.fixture
def six_lines(monkeypatch):
    monkeypatch.setattr(tabular, "MOST_LINES", 6)


def read(tmp_path, text):
    path = tmp_path / "fil.csv"
    path.write_text(text)
    return [row.cells for row in rows(path, examine(path))]


@pytest.mark.parametrize("more", ["1;2\n" * 5, "1;2\n" + "\n" * 3 + "1;2\n"])
def test_a_file_of_as_many_lines_as_are_read_is_read(tmp_path, six_lines, more):
    assert {tuple(cells) for cells in read(tmp_path, "Konto;Tekst\n" + more)} == {("1", "2")}


@pytest.mark.parametrize("more", ["1;2\n" * 6, "1;2\n" + "\n" * 5, '"1\n1\n1\n1\n1";2\n1;2\n'])
def test_one_line_more_is_refused_also_where_it_is_empty(tmp_path, six_lines, more):
    with pytest.raises(NotTabular, match="flere enn 5 millioner linjer"):
        read(tmp_path, "Konto;Tekst\n" + more)


def test_the_limit_is_five_millions():
    assert tabular.MOST_LINES == 5_000_000
