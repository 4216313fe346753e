"""The page of what tickets are measured by shows a year, and answers an odd one."""

import pytest

from tests.support.pages import SLA


def test_targets_hours_and_holidays_of_a_year_are_shown(reader, rules):
    response = reader.get(SLA, {"year": "2024"})

    assert [[cell.text for cell in row][:2] for row in response.context["policies"].rows] == [
        ["Lav", "5\u00a0dager"], ["Medium", "3\u00a0dager"], ["Høy", "4\u00a0timer"], ["Kritisk", "2\u00a0timer"],
    ]  # fmt: skip
    assert response.context["calendars"].rows[0][2].text == "mandag–fredag 08.00–15.30"
    assert "Ingen fridager er lagt inn for dette året." in response.content.decode()


@pytest.mark.parametrize("year", ["tull", "0", "99999", ""])
def test_an_odd_year_gets_a_message(reader, rules, year):
    response = reader.get(SLA, {"year": year})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["year"]
