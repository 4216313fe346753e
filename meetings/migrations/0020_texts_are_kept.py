import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rorikt.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    """Every text that a section has had, for ever."""

    dependencies = [
        ("meetings", "0019_reminders_tell_what_became_of_them"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SectionRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(null=True)),
                ("title", models.CharField(max_length=200, verbose_name="overskrift")),
                ("body", models.TextField(blank=True, verbose_name="tekst")),
                ("facts", models.JSONField()),
                ("at", models.DateTimeField(verbose_name="lagret")),
                ("began_at", models.DateTimeField(verbose_name="påbegynt")),
                (
                    "base",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.sectionrevision",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skrevet av",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="revisions",
                        to="meetings.section",
                    ),
                ),
            ],
            options={
                "verbose_name": "tidligere tekst",
                "verbose_name_plural": "tidligere tekster",
                "ordering": ["section", "number", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("section", "number"), name="a_revision_has_its_number_once")
                ],
            },
        ),
        AppendOnly("meetings_sectionrevision"),
    ]
