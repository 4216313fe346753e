"""Which suggestion of a posting holds."""

from budget.posting.suggested import Suggestion, suggested

ALL = Suggestion("case_cost", "", 2020, "270", "120")
NEWER = Suggestion("case_cost", "", 2025, "272", "120")
OWN = Suggestion("case_cost", "soc", 2022, "195", "121")
OTHER = Suggestion("frame", "", 2020, "350", "120")


def held(year, subject="soc", kind="case_cost"):
    return suggested([ALL, NEWER, OWN, OTHER], kind=kind, subject=subject, year=year)


def test_the_newest_that_has_begun_holds():
    assert (held(2024, "annet"), held(2025, "annet"), held(2019, "annet")) == (ALL, NEWER, None)


def test_one_for_the_charge_itself_goes_before_one_for_the_kind():
    assert (held(2021), held(2022), held(2026)) == (ALL, OWN, OWN)


def test_each_kind_has_its_own():
    assert held(2024, "", "frame") == OTHER
