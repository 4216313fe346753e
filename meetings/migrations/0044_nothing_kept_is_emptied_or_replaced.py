from django.db import migrations

from rorikt.audit.append_only import Renewed


class Migration(migrations.Migration):
    """Rows that may not be deleted are guarded against TRUNCATE and REPLACE too, in every app; see decision 0063."""

    dependencies = [
        ("meetings", "0043_files_of_registers"),
        ("budget", "0014_a_room_for_officers"),
        ("support", "0007_an_aim_of_the_sla"),
        ("rorikt", "0017_exempt_without_a_network"),
    ]

    operations = [Renewed()]
