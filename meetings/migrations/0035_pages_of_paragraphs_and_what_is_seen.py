import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The new column is null: a default would have SQLite copy the table of issued packets, which loses its triggers."""

    dependencies = [
        ("meetings", "0034_pages_and_plain_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="issuedpacket",
            name="paragraph_pages",
            field=models.JSONField(blank=True, null=True, verbose_name="avsnittenes sider"),
        ),
        migrations.CreateModel(
            name="LastSeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen", models.JSONField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("before", models.JSONField(null=True)),
                ("before_at", models.DateTimeField(null=True)),
                (
                    "attachment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.attachment",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meetings.document"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "sist sett",
                "verbose_name_plural": "sist sett",
                "ordering": ["user", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "document"), name="a_document_is_last_seen_once_by_each"),
                    models.UniqueConstraint(
                        fields=("user", "attachment"), name="an_attachment_is_last_seen_once_by_each"
                    ),
                    models.UniqueConstraint(fields=("user", "item"), name="a_case_is_last_seen_once_by_each"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attachment", None), ("document__isnull", False), ("item", None)),
                            models.Q(("attachment__isnull", False), ("document", None), ("item", None)),
                            models.Q(("attachment", None), ("document", None), ("item__isnull", False)),
                            _connector="OR",
                        ),
                        name="what_is_last_seen_is_one_thing",
                    ),
                ],
            },
        ),
    ]
