import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0013_a_municipalitys_year"),
        ("rorikt", "0015_what_people_are_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficerVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_until", models.DateTimeField(verbose_name="lest til")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="rorikt.municipality"
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
                "verbose_name": "lest av økonomi",
                "verbose_name_plural": "lest av økonomi",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "municipality"), name="read_once_of_a_municipality")
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "first",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="fra måned",
                    ),
                ),
                (
                    "last",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="til måned",
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="fil")),
                ("sha256", models.CharField(max_length=64)),
                ("closed", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(db_index=True, verbose_name="laget")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="rorikt.municipality"
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
                "verbose_name": "fil for en periode",
                "verbose_name_plural": "filer for en periode",
                "ordering": ["-made_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__gte", 1), ("last__gte", models.F("first")), ("last__lte", 12)),
                        name="a_period_is_of_months_of_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="period_file_year_is_plausible",
                        violation_error_code="year",
                        violation_error_message="Året må være mellom 2000 og 2100.",
                    ),
                ],
            },
        ),
    ]
