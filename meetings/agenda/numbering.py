"""Numbers of meetings and cases as they are printed."""

import re

_MEETING = re.compile(r"(\d{4})/M(\d+)")


def meeting_number(year: int, sequence: int) -> str:
    """`2024/M1`."""
    return f"{year}/M{sequence}"


def case_number(year: int, meeting: int, sequence: int) -> str:
    """`2024/M1-004`: year, meeting, sequence."""
    return f"{meeting_number(year, meeting)}-{sequence:03d}"


def parse_meeting_number(text: str) -> tuple[int, int]:
    """Year and sequence of `2024/M1`. Raises ValueError for anything else."""
    match = _MEETING.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a meeting number like 2024/M1")
    return int(match[1]), int(match[2])
