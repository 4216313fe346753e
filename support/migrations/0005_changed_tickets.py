"""What tickets were before a file changed them, so that its import can be undone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rorikt", "0003_constraint_errors_at_their_fields"),
        ("support", "0004_response_target"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangedTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField()),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rorikt.importedfile"
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.importedfile",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="support.ticket"
                    ),
                ),
            ],
            options={
                "verbose_name": "sak endret av fil",
                "verbose_name_plural": "saker endret av fil",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("imported", "ticket"),
                        name="file_changes_a_ticket_once",
                        violation_error_message="Filen har allerede endret denne saken.",
                    )
                ],
            },
        ),
    ]
