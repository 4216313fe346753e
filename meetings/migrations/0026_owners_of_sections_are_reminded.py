import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0025_comments_on_a_place_in_the_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SectionReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("soon", "Før fristen"), ("late", "Etter fristen"), ("by_hand", "Sendt fra tavlen")],
                        max_length=7,
                        verbose_name="type",
                    ),
                ),
                ("day", models.DateField(verbose_name="dag")),
                ("made_at", models.DateTimeField(verbose_name="laget")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt")),
            ],
            options={
                "verbose_name": "påminnelse om avsnitt",
                "verbose_name_plural": "påminnelser om avsnitt",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="sectionreminder",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ansvarlig",
            ),
        ),
        migrations.AddField(
            model_name="sectionreminder",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="meetings.section",
                verbose_name="avsnitt",
            ),
        ),
        migrations.AddConstraint(
            model_name="sectionreminder",
            constraint=models.UniqueConstraint(
                fields=("section", "owner", "kind", "day"), name="nobody_is_reminded_of_a_section_twice"
            ),
        ),
    ]
