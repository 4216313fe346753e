from django.db import migrations

from rorikt.audit.append_only import FrozenWhen

# `NEW` is the row as it would be, also of an UPDATE.
SHARED_OF_OPEN = (
    "NEW.state = 'approved' AND NEW.kind IN ('operating_result', 'investment') AND NOT EXISTS "
    "(SELECT 1 FROM budget_accountingyear closed WHERE closed.year = NEW.year AND closed.closed_on IS NOT NULL)"
)


class Migration(migrations.Migration):
    """A run of a year's result or investments is approved while the year is closed. Those that are approved stay."""

    dependencies = [("budget", "0011_state_of_a_year")]

    operations = [
        FrozenWhen("only_a_closed_year_is_shared", "budget_allocationrun", SHARED_OF_OPEN, ("INSERT", "UPDATE")),
    ]
