from django.db import migrations

from rorikt.audit.append_only import FrozenWhen

OF_MEETING = "EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.closed_at IS NOT NULL AND m.id IN ({meetings}))"
OF_ITEM = (
    "EXISTS (SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id "
    "WHERE m.closed_at IS NOT NULL AND i.id IN ({items}))"
)
KEPT = (
    ("attendance", "meetings_attendance", OF_MEETING, "meeting_id"),
    ("sitting", "meetings_sitting", OF_MEETING, "meeting_id"),
    ("absence", "meetings_caseabsence", OF_ITEM, "item_id"),
    ("proposal", "meetings_proposal", OF_ITEM, "item_id"),
    ("treatment", "meetings_treatment", OF_ITEM, "item_id"),
    ("vote", "meetings_vote", OF_ITEM, "item_id"),
)
REOPENS = "OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NULL OR NEW.closed_at <> OLD.closed_at)"


def guards(word: str, table: str, condition: str, column: str) -> list[FrozenWhen]:
    """Nothing is changed, nor moved in or out; nothing is added or taken away."""
    name = f"{word}_of_a_closed_meeting_stays"
    moved, alone = f"OLD.{column}, NEW.{column}", f"{{row}}.{column}"
    return [
        FrozenWhen(name, table, condition.format(meetings=moved, items=moved), ("UPDATE",)),
        FrozenWhen(name, table, condition.format(meetings=alone, items=alone), ("INSERT", "DELETE")),
    ]


class Migration(migrations.Migration):
    """What happened in a meeting stays as it was when the meeting was closed, and it stays closed.

    On SQLite these rules read meetings_meeting and meetings_agendaitem: a later migration that alters one of those
    releases them before and sets them again after, see rorikt/audit/append_only.py.
    """

    dependencies = [("meetings", "0016_what_happens_in_a_meeting")]

    operations = [
        FrozenWhen("a_closed_meeting_stays_closed", "meetings_meeting", REOPENS, ("UPDATE",)),
        *(guard for kept in KEPT for guard in guards(*kept)),
    ]
