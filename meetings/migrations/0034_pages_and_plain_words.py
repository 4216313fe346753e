import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0033_a_calendar_to_subscribe_to"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="in_short",
            field=models.TextField(blank=True, editable=False, null=True, verbose_name="kort sagt"),
        ),
        migrations.CreateModel(
            name="PagesOfFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="utgave")),
                ("is_finished", models.BooleanField(default=False, verbose_name="ferdig")),
                ("is_broken", models.BooleanField(default=False, verbose_name="kan ikke leses")),
                ("told", models.CharField(blank=True, max_length=300, verbose_name="melding")),
                ("tried_at", models.DateTimeField(verbose_name="sist laget")),
            ],
            options={
                "verbose_name": "sidene av et vedlegg",
                "verbose_name_plural": "sidene av vedlegg",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_broken", False),
                            models.Q(("is_finished", True), models.Q(("told", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="broken_pages_say_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AttachmentPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="side")),
                ("text", models.TextField(blank=True, verbose_name="tekst")),
                ("picture_sha256", models.CharField(blank=True, max_length=64)),
                ("width", models.PositiveIntegerField(default=0, verbose_name="bredde")),
                ("height", models.PositiveIntegerField(default=0, verbose_name="høyde")),
                ("byte_count", models.PositiveIntegerField(default=0, verbose_name="størrelse")),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="meetings.pagesoffile"
                    ),
                ),
            ],
            options={
                "verbose_name": "side av et vedlegg",
                "verbose_name_plural": "sider av vedlegg",
                "ordering": ["of", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("of", "number"), name="page_of_a_file_is_kept_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="pages_are_counted_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("picture_sha256", ""), models.Q(("height__gte", 1), ("width__gte", 1)), _connector="OR"
                        ),
                        name="picture_of_a_page_has_its_size",
                    ),
                ],
            },
        ),
    ]
