import re

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the rest of the product points at when it means a case of the council."""

    dependencies = [("rorikt", "0007_words_once_more")]

    operations = [
        migrations.CreateModel(
            name="CaseReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        max_length=16,
                        null=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="others",
                        to="rorikt.casereference",
                        verbose_name="er det samme som",
                    ),
                ),
            ],
            options={
                "verbose_name": "sak",
                "verbose_name_plural": "saker",
                "ordering": ["number", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("same_as", None)),
                        fields=("number",),
                        name="case_number_is_of_one_case",
                        violation_error_message="En annen sak har dette nummeret.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        name="case_number_is_null_where_there_is_none",
                    ),
                ],
            },
        ),
    ]
