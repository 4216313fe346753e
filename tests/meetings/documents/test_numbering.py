from dataclasses import dataclass

import pytest

from meetings.agenda import numbering
from meetings.documents.numbering import MAX_LEVEL, number_sections, section_number


@dataclass(frozen=True)
class Place:
    pk: int
    parent_id: int | None = None


def test_a_case_number_tells_year_meeting_and_sequence():
    assert numbering.case_number(2024, 1, 4) == "2024/M1-004"
    assert numbering.meeting_number(2024, 12) == "2024/M12"


def test_a_meeting_number_is_read_back():
    assert numbering.parse_meeting_number(" 2024/M1 ") == (2024, 1)
    assert numbering.parse_meeting_number("2024/M12") == (2024, 12)


@pytest.mark.parametrize("text", ["2024/M1-004", "2024-M1", "M1", "", "2024/M", "202/M1", "2024M1", "2024/1"])
def test_what_is_no_meeting_number_is_refused(text):
    with pytest.raises(ValueError, match="not a meeting number"):
        numbering.parse_meeting_number(text)


def test_sections_are_numbered_by_their_place_in_the_tree():
    sections = [Place(10), Place(20), Place(21, 20), Place(22, 20), Place(31, 22), Place(30)]

    numbers = [(section_number(number), place.pk) for number, place in number_sections(sections)]

    assert numbers == [("1", 10), ("2", 20), ("2.1", 21), ("2.2", 22), ("2.2.1", 31), ("3", 30)]


def test_sections_go_four_levels_down_as_in_the_reports_of_the_council():
    assert MAX_LEVEL == 4
