"""Fixtures shared by the tests of budget: the year that the council was shown."""

import pytest

from tests.budget import golden


@pytest.fixture
def year_2023(db):
    golden.make_year_2023()
