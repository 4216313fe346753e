"""The table of building projects, as the activity report prints it."""

from django.urls import reverse

from meetings.registers.models import BuildingProject
from rorikt.amounts import NOTHING, short_date
from rorikt.figures.values import Cell, Column, Table


def building_projects() -> Table:
    """The projects under way. A project without a municipality concerns all of them."""
    projects = BuildingProject.objects.filter(is_active=True).select_related("municipality")
    return Table(
        key="tabell:byggprosjekter",
        caption="Status for pågående byggprosjekter",
        columns=(
            Column("Tittel", width=25),
            Column("Overordnet status", width=20),
            Column("Kommentar", width=40),
            Column("Kommune", width=15),
        ),
        rows=tuple(
            (
                Cell(project.title),
                Cell(project.get_status_display() or NOTHING),
                Cell(_dated(project)),
                Cell(project.municipality.name if project.municipality else "Alle"),
            )
            for project in projects
        ),
        source=reverse("meetings:building-projects"),
    )


def _dated(project: BuildingProject) -> str:
    """Projects from before the day was kept have none."""
    if not project.comment or project.commented_on is None:
        return project.comment or NOTHING
    return f"{project.comment} (Skrevet {short_date(project.commented_on)}.)"
