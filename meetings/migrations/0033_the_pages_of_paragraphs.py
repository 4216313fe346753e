from django.db import migrations, models


class Migration(migrations.Migration):
    """The new column is null: a default would have SQLite copy the table of issued packets, which loses its triggers."""

    dependencies = [
        ("meetings", "0032_reports_of_a_period"),
    ]

    operations = [
        migrations.AddField(
            model_name="issuedpacket",
            name="paragraph_pages",
            field=models.JSONField(blank=True, null=True, verbose_name="avsnittenes sider"),
        ),
    ]
