from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from rorikt.audit.append_only import FrozenWhen, Released

WAS_SENT = "OLD.sent_at IS NOT NULL"
MOVES = "(NEW.sequence <> OLD.sequence OR NEW.meeting_id <> OLD.meeting_id OR NEW.sent_at IS NULL)"
RULES: tuple[tuple[Any, ...], ...] = (
    ("a_case_that_was_sent_stays", "meetings_agendaitem", WAS_SENT, ("DELETE",)),
    ("the_number_of_a_sent_case_stays", "meetings_agendaitem", f"{WAS_SENT} AND {MOVES}", ("UPDATE",)),
)
NUMBER_MOVES = "OLD.number IS NOT NULL AND (NEW.number IS NULL OR NEW.number <> OLD.number)"


def refer_to_each(apps: Any, editor: Any) -> None:
    """The reference that the money has to the number of a case is the case's own. Its number is fixed if it was sent."""
    references = apps.get_model("rorikt", "CaseReference").objects
    items = apps.get_model("meetings", "AgendaItem").objects
    for item in items.select_related("meeting").order_by("pk"):
        number = f"{item.meeting.year}/M{item.meeting.sequence}-{item.sequence:03d}"
        reference = references.filter(number=number).first() or references.create()
        reference.number = number if item.sent_at else None
        reference.save()
        items.filter(pk=item.pk).update(reference=reference)
    editor.connection.check_constraints()  # PostgreSQL alters no table that still has rows to check


def write_numbers(apps: Any, editor: Any) -> None:
    """What is named by a reference is named by the number that its case has now."""
    references = apps.get_model("rorikt", "CaseReference").objects
    for item in apps.get_model("meetings", "AgendaItem").objects.select_related("meeting"):
        number = f"{item.meeting.year}/M{item.meeting.sequence}-{item.sequence:03d}"
        references.filter(pk=item.reference_id, number=None).update(number=number)
    editor.connection.check_constraints()


def reference(*, is_optional: bool) -> Any:
    return models.OneToOneField(
        editable=False,
        null=is_optional,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="agenda_item",
        to="rorikt.casereference",
    )


class Migration(migrations.Migration):
    """What is to be said of a case elsewhere points at its reference, and a number that is given for good stays."""

    dependencies = [("meetings", "0008_words_once_more"), ("budget", "0005_money_points_at_the_case")]

    operations = [
        *(Released(*rule) for rule in RULES),
        migrations.AddField("agendaitem", "reference", reference(is_optional=True)),
        migrations.RunPython(refer_to_each, write_numbers),
        migrations.AlterField("agendaitem", "reference", reference(is_optional=False)),
        *(FrozenWhen(*rule) for rule in RULES),
        FrozenWhen("the_number_of_a_case_stays", "rorikt_casereference", NUMBER_MOVES, ("UPDATE",)),
    ]
