import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rorikt", "0011_changes_are_sent_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=80)),
                ("at", models.DateTimeField(db_index=True, verbose_name="sist sett")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "åpen side",
                "verbose_name_plural": "åpne sider",
                "constraints": [models.UniqueConstraint(fields=("place", "user"), name="a_person_is_in_a_place_once")],
            },
        ),
    ]
