"""What a document shows of the data."""

import pytest

from rorikt.figures.values import Cell, Figure


@pytest.mark.parametrize(("text", "link"), [("0", "/saker/"), ("–", "")])
def test_a_dash_leads_nowhere(text, link):
    assert Cell(text, source="/saker/").link == link
    assert Figure("n", "Nye", None, "saker", text, source="/saker/").link == link
