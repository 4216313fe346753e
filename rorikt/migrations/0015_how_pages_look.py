from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rorikt", "0014_what_unchanged_sections_print"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="looks",
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name="lesevisning"),
        ),
    ]
