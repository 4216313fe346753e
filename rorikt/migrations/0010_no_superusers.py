"""An administrator of older data was made a superuser, who may do everything. From here the role alone decides.

Told in the audit trail, whose rows are chained; see rorikt.audit.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone

from rorikt.audit.trail import FIRST, entry_hash


def take_away(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    users, entries = (apps.get_model("rorikt", name)._default_manager for name in ("User", "AuditEntry"))
    for user in users.filter(is_superuser=True).order_by("pk"):
        user.is_superuser = False
        user.save(update_fields=["is_superuser"])
        last = entries.order_by("-pk").first()
        entry = entries.model(
            at=timezone.now(),
            by=None,
            action="endret bruker",
            subject=f"rorikt.user:{user.pk}",
            detail={"name": user.name, "before": {"is_superuser": True}, "after": {"is_superuser": False}},
            previous_hash=last.hash if last else FIRST,
        )
        entry.hash = entry_hash(entry)
        entry.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("rorikt", "0009_shared_cache")]

    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
