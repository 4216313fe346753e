"""What reports have printed of a building project, one after the other."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.building_projects.history import Change, PrintedRow, Report, history, unchanged_since


def report(number, *rows):
    return Report(f"Rapport {number}", f"/{number}/", date(2023, number, 1), rows)


def row(status="På plan", comment="–", title="Skole", key="", **others):
    return PrintedRow(key, {"Tittel": title, "Overordnet status": status, "Kommentar": comment, **others})


def test_each_report_says_what_changed_since_the_one_before_and_the_last_since_when_nothing_did():
    reports = [
        report(1, row()), report(2, row()), report(3, row(status="Utsatt")), report(4, row(status="Utsatt")),
        report(5, row(status="Utsatt")),
    ]  # fmt: skip

    entries = history(reports, "", ["Skole"])

    assert [entry.is_first for entry in entries] == [True, False, False, False, False]
    assert [entry.changes for entry in entries] == [
        (), (), (Change("Overordnet status", "På plan", "Utsatt"),), (), (),
    ]  # fmt: skip
    assert unchanged_since(entries) == date(2023, 3, 1)
    assert unchanged_since(entries[:3]) is None
    assert unchanged_since(entries[:1]) is None


def test_a_report_that_left_the_project_out_says_so_and_nothing_is_unchanged_over_it():
    entries = history([report(1, row()), report(2, row(title="Annen")), report(3, row())], "", ["Skole"])

    assert [entry.is_absent for entry in entries] == [False, True, False]
    assert unchanged_since(entries[:2]) is None
    assert (entries[2].is_back, entries[2].changes, unchanged_since(entries)) == (True, (), None)


def test_a_project_is_known_by_its_key_whatever_it_is_called_and_by_its_titles_where_there_is_none():
    reports = [report(1, row(title="Gammelt navn")), report(2, row(title="Nytt navn", key="k")),
               report(3, row(title="Nytt navn", key="annen"))]  # fmt: skip

    entries = history(reports, "k", ["Nytt navn", "Gammelt navn"])

    assert [entry.texts.get("Tittel") for entry in entries] == ["Gammelt navn", "Nytt navn", None]
    assert entries[1].changes == (Change("Tittel", "Gammelt navn", "Nytt navn"),)


def test_a_column_that_is_new_and_the_day_of_a_comment_are_no_change_of_the_project():
    reports = [
        report(1, row(comment="Bygges. (Skrevet 01.02.2024.)")),
        report(2, row(comment="Bygges.", Kommune="Molde")),
    ]

    assert history(reports, "", ["Skole"])[1].is_unchanged


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["På plan", "Utsatt", None]), max_size=8))
def test_unchanged_since_is_what_a_slow_look_backwards_finds(statuses):
    reports = [
        report(n + 1, *([row(status=status)] if status else [row(title="Annen")])) for n, status in enumerate(statuses)
    ]

    found = unchanged_since(history(reports, "", ["Skole"]))

    slow = len(statuses) - 1
    while slow > 0 and statuses[slow - 1] == statuses[-1]:
        slow -= 1
    is_run = bool(statuses) and statuses[-1] is not None and slow < len(statuses) - 1
    assert found == (date(2023, slow + 1, 1) if is_run else None)
