"""Constraints name the field of a form that their error is shown at. No SQL."""

import datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rorikt", "0003_constraint_errors_at_their_fields"),
        ("support", "0001_initial"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="municipalitycount",
            name="municipality_is_counted_once_a_day",
            constraint=models.UniqueConstraint(
                fields=("municipality", "valid_from"),
                name="municipality_is_counted_once_a_day",
                violation_error_code="valid_from",
                violation_error_message="Kommunen har allerede tall fra denne datoen.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pureserviceconnection",
            name="enabled_connection_has_a_key",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_enabled", False), models.Q(("sealed_key", ""), _negated=True), _connector="OR"),
                name="enabled_connection_has_a_key",
                violation_error_code="key",
                violation_error_message="Legg inn nøkkelen før tilkoblingen slås på.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="slapolicy",
            name="priority_and_kind_have_one_policy_from_a_date",
            constraint=models.UniqueConstraint(
                fields=("priority", "kind", "valid_from"),
                name="priority_and_kind_have_one_policy_from_a_date",
                violation_error_code="valid_from",
                violation_error_message="Prioriteten har allerede en frist for denne typen fra denne datoen.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="slapolicy",
            name="sla_target_is_positive",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__gte", 1)),
                name="sla_target_is_positive",
                violation_error_code="target",
                violation_error_message="Fristen må være minst 1.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="workinghours",
            name="weekday_opens_once_at_a_time",
            constraint=models.UniqueConstraint(
                fields=("calendar", "weekday", "opens_at"),
                name="weekday_opens_once_at_a_time",
                violation_error_code="opens_at",
                violation_error_message="Ukedagen åpner allerede på dette klokkeslettet i denne kalenderen.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="workinghours",
            name="working_day_closes_after_it_opens",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at__gt", models.F("opens_at")), ("closes_at", datetime.time(0, 0)), _connector="OR"
                ),
                name="working_day_closes_after_it_opens",
                violation_error_code="closes_at",
                violation_error_message="Stengetiden må være etter åpningstiden. Midnatt skrives 00:00.",
            ),
        ),
    ]
