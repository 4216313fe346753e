import django.core.validators
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    """New columns are null: a default would have SQLite copy the table of documents, which loses its triggers."""

    dependencies = [
        ("meetings", "0031_key_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="threshold_amount",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=14,
                null=True,
                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                verbose_name="avvik skal forklares når de er over, i kroner",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="threshold_is_either",
            field=models.BooleanField(blank=True, null=True, verbose_name="det holder at avviket er over ett av dem"),
        ),
        migrations.AddField(
            model_name="document",
            name="threshold_percent",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=5,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(Decimal("0")),
                    django.core.validators.MaxValueValidator(Decimal("100")),
                ],
                verbose_name="og over, i prosent av budsjettet",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("activity_report", "Aktivitetsrapport"),
                    ("case_paper", "Saksframlegg"),
                    ("minutes", "Møteprotokoll"),
                    ("period_report", "Tertialrapport"),
                ],
                max_length=20,
                verbose_name="type",
            ),
        ),
    ]
