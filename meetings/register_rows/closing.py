"""The case that a row belongs to, and on what ground it is exempt: either closes it to those who may not see that."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.registers.models import RegisterRow
from rorikt.amounts import NOTHING
from rorikt.audit import seen, trail
from rorikt.audit.rows import locked
from rorikt.cases.fields import CaseField
from rorikt.people.models import User
from rorikt.people.permissions import require


@transaction.atomic
def save_closing(row: RegisterRow, *, by: User, now: datetime) -> None:
    """Store the case and the ground of a row. Raises ValidationError where another has changed or removed it."""
    require(by, "meetings.write_in_register", row.register)
    stored = locked(RegisterRow.objects.standing().filter(pk=row.pk)).first()
    if stored is None:
        raise ValidationError("Raden er tatt bort i mellomtiden. Sett den tilbake først.")
    seen.check(row, stored)
    row.full_clean()
    before, after = _told(stored), _told(row)
    if before == after:
        return
    row.changed_at = now
    row.save(update_fields=["case", "exemption_basis", "changed_at"])
    detail = {"register": row.register.title, "before": before, "after": after}
    trail.record("endret unntak for rad i register", row, by=by, now=now, **detail)


def _told(row: RegisterRow) -> dict[str, str]:
    return {"Sak": CaseField.typed(row.case), "Unntatt offentlighet etter": row.exemption_basis or NOTHING}
