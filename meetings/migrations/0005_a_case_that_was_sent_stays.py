from typing import Any

from django.db import migrations, models
from django.db.models import Q

from rorikt.audit.append_only import FrozenWhen

WAS_SENT = "OLD.sent_at IS NOT NULL"
MOVES = "(NEW.sequence <> OLD.sequence OR NEW.meeting_id <> OLD.meeting_id OR NEW.sent_at IS NULL)"


def tell_which_were_sent(apps: Any, editor: Any) -> None:
    """Until now the packet that was sent knew its cases, and the cases did not know of it."""
    packets = apps.get_model("meetings", "IssuedPacket")
    items = apps.get_model("meetings", "AgendaItem").objects
    for packet in packets.objects.order_by("issued_at").iterator():
        keys = {entry["key"] for entry in packet.manifest}
        for item in items.filter(meeting_id=packet.meeting_id, sent_at=None):
            if f"sak-{item.sequence}" in keys:
                items.filter(pk=item.pk).update(sent_at=packet.issued_at)


class Migration(migrations.Migration):
    """A case that has gone out with a packet is withdrawn, never deleted, and its number is never given again."""

    dependencies = [("meetings", "0004_drafts_checked_in_the_background")]

    operations = [
        migrations.AddField(
            "agendaitem",
            "sent_at",
            models.DateTimeField("sendt ut", blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            "agendaitem",
            "withdrawn_at",
            models.DateTimeField("trukket", blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            "agendaitem",
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sent_at__isnull=False),
                name="only_a_case_that_was_sent_is_withdrawn",
                violation_error_message="Saken er ikke sendt ut, og kan slettes i stedet for å trekkes.",
            ),
        ),
        migrations.RunPython(tell_which_were_sent, migrations.RunPython.noop),
        FrozenWhen("a_case_that_was_sent_stays", "meetings_agendaitem", WAS_SENT, ("DELETE",)),
        FrozenWhen("the_number_of_a_sent_case_stays", "meetings_agendaitem", f"{WAS_SENT} AND {MOVES}", ("UPDATE",)),
    ]
