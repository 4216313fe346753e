from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rorikt", "0015_what_people_are_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="looks",
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name="lesevisning"),
        ),
    ]
