"""The table of building projects, as the activity report prints it."""

from django.urls import reverse

from meetings.registers.models import BuildingProject
from rorikt.amounts import NOTHING, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table


def building_projects() -> Table:
    """The projects under way. A project without a municipality concerns all of them."""
    projects = BuildingProject.objects.filter(is_active=True).select_related("municipality")
    return tabulate(
        "tabell:byggprosjekter",
        "Status for pågående byggprosjekter",
        (
            column("Tittel", lambda project: project.title, width=25),
            column("Overordnet status", lambda project: project.get_status_display() or NOTHING, width=20),
            column("Kommentar", _dated, width=40),
            column("Kommune", lambda project: project.municipality.name if project.municipality else "Alle", width=15),
        ),
        projects,
        source=reverse("meetings:building-projects"),
    )


def _dated(project: BuildingProject) -> str:
    """Projects from before the day was kept have none."""
    if not project.comment or project.commented_on is None:
        return project.comment or NOTHING
    return f"{project.comment} (Skrevet {short_date(project.commented_on)}.)"
