import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rorikt.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0026_owners_of_sections_are_reminded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                (
                    "kind",
                    models.CharField(choices=[("png", "PNG"), ("jpeg", "JPEG")], max_length=4, verbose_name="filtype"),
                ),
                ("width", models.PositiveIntegerField(verbose_name="bredde")),
                ("height", models.PositiveIntegerField(verbose_name="høyde")),
                ("data", models.BinaryField(verbose_name="innhold")),
                ("uploaded_at", models.DateTimeField(verbose_name="lastet opp")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lastet opp av",
                    ),
                ),
            ],
            options={
                "verbose_name": "bilde",
                "verbose_name_plural": "bilder",
            },
        ),
        AppendOnly("meetings_picture"),
    ]
