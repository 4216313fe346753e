"""Building projects become rows of their register, which is begun for those who have any.

What is said of each keeps its day. One that was no longer under way is finished.
"""

from datetime import datetime, time

from django.db import migrations
from django.utils import timezone

COLUMNS = (
    ("tittel", "Tittel", "text", 25),
    ("status", "Overordnet status", "state", 20),
    ("kommentar", "Kommentar", "notes", 40),
    ("kommune", "Kommune", "municipalities", 15),
)
# Each with what it was called before.
STATES = (
    ("pa-plan", "På plan", "success", "on_track"),
    ("forsinket", "Mindre forsinkelser", "warning", "minor_delay"),
    ("utsatt", "Utsatt", "danger", "postponed"),
    ("uavklart", "Uavklart status", "neutral", "unclear"),
    ("ferdig", "Ferdig", "success", None),
)


def move(apps, editor):
    projects = apps.get_model("meetings", "BuildingProject").objects.order_by("position", "title")
    if not projects.exists():
        return
    cell = apps.get_model("meetings", "RegisterCell")
    register = apps.get_model("meetings", "Register").objects.create(
        slug="byggprosjekter",
        standard="building_projects",
        title="Byggprosjekter",
        lead="Byggprosjekter i kommunene som følges opp i aktivitetsrapporten.",
        readers="members",
        position=3,
    )
    columns, states = _begin(apps, register)
    now = timezone.now()
    for position, project in enumerate(projects, start=1):
        at = now
        if project.commented_on:
            at = min(now, timezone.make_aware(datetime.combine(project.commented_on, time(12))))
        row = apps.get_model("meetings", "RegisterRow").objects.create(
            register=register, position=position, title=project.title, made_at=at, changed_at=at
        )
        state = states["ferdig"] if not project.is_active else states.get(project.status)
        held = [cell(row=row, column=columns["tittel"], text=project.title)]
        if state:
            held.append(cell(row=row, column=columns["status"], state=state))
        if project.comment.strip():
            held.append(cell(row=row, column=columns["kommentar"], text=project.comment))
        of = project.municipality_id
        told = {"part": of, "municipality_id": of} if of else {"text": "alle"}
        held.append(cell(row=row, column=columns["kommune"], **told))
        cell.objects.bulk_create(held)


def _begin(apps, register):
    column, state = (apps.get_model("meetings", name) for name in ("RegisterColumn", "RegisterState"))
    columns = {
        key: column.objects.create(
            register=register, key=key, title=title, kind=kind, width=width, position=place, is_required=place == 1
        )
        for place, (key, title, kind, width) in enumerate(COLUMNS, start=1)
    }
    states = {
        before or key: state.objects.create(
            column=columns["status"], key=key, label=label, tone=tone, position=place, is_settled=key == "ferdig"
        )
        for place, (key, label, tone, before) in enumerate(STATES, start=1)
    }
    return columns, states


def back(apps, editor):
    """The register stays out of use; its rows become projects again."""
    project, rows = (apps.get_model("meetings", name).objects for name in ("BuildingProject", "RegisterRow"))
    before = {key: was for key, _, _, was in STATES}
    for row in rows.filter(register__standard="building_projects", removed_at=None).order_by("position"):
        cells = {(cell.column.key, cell.part): cell for cell in row.cells.select_related("column", "state")}
        status = cells.get(("status", ""))
        of = [part for key, part in cells if key == "kommune" and part]
        project.create(
            title=row.title,
            position=row.position,
            status=(before[status.state.key] or "") if status and status.state.key in before else "",
            comment=cells["kommentar", ""].text if ("kommentar", "") in cells else "",
            commented_on=timezone.localdate(row.changed_at),
            municipality_id=of[0] if len(of) == 1 else None,
            is_active=not (status and status.state.is_settled),
        )
    for name in ("RegisterCell", "RegisterRow", "RegisterState", "RegisterColumn", "Register"):
        apps.get_model("meetings", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0040_registers")]

    operations = [migrations.RunPython(move, back)]
