"""What is said of a building project carries the day it was written into every report."""

from datetime import UTC, datetime

from meetings.registers.actions import save_building_project
from meetings.tokens.projects import building_projects
from tests import factories

JANUARY = datetime(2024, 1, 12, 9, tzinfo=UTC)
MAY = datetime(2024, 5, 2, 9, tzinfo=UTC)


def comments():
    return [row[2].text for row in building_projects().rows]


def test_a_comment_that_nobody_has_written_anew_is_marked_with_its_day(head):
    project = factories.make_building_project(comment="Går etter planen.")
    assert comments() == ["Går etter planen."], "not known of one from before"

    project.comment = "Som i forrige rapport."
    save_building_project(project, by=head, now=JANUARY)
    project.position = 3
    save_building_project(project, by=head, now=MAY)
    assert comments() == ["Som i forrige rapport. (Skrevet 12.01.2024.)"]

    project.comment = "Bygget er tatt i bruk."
    save_building_project(project, by=head, now=MAY)
    assert comments() == ["Bygget er tatt i bruk. (Skrevet 02.05.2024.)"]
