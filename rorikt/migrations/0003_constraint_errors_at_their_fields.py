"""Constraints name the field of a form that their error is shown at. No SQL."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("rorikt", "0002_trail_locks_and_cache"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="user",
            name="email_is_unique_whatever_its_case",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="email_is_unique_whatever_its_case",
                violation_error_code="email",
                violation_error_message="E-postadressen er allerede i bruk.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="user",
            name="finance_and_council_members_have_a_municipality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["finance", "council_member"]), _negated=True),
                    ("municipality__isnull", False),
                    _connector="OR",
                ),
                name="finance_and_council_members_have_a_municipality",
                violation_error_code="municipality",
                violation_error_message="Velg kommunen som personen representerer.",
            ),
        ),
    ]
