import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rorikt", "0014_what_unchanged_sections_print"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(null=True, verbose_name="dag")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("begun", "Sendes"),
                            ("handed_over", "Sendt"),
                            ("refused", "Avvist av e-posttjeneren"),
                            ("uncertain", "Usikkert om den ble sendt"),
                        ],
                        default="begun",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("begun_at", models.DateTimeField(verbose_name="begynt")),
                ("reply", models.CharField(blank=True, max_length=500, verbose_name="svar fra e-posttjeneren")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="til",
                    ),
                ),
            ],
            options={
                "verbose_name": "varsel-e-post",
                "verbose_name_plural": "varsel-e-poster",
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="type")),
                ("once", models.CharField(max_length=160, verbose_name="nøkkel")),
                ("subject", models.CharField(max_length=200, verbose_name="emne")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="tekst")),
                ("url", models.CharField(max_length=300, verbose_name="side")),
                ("made_at", models.DateTimeField(db_index=True, verbose_name="laget")),
                ("tried_at", models.DateTimeField(null=True, verbose_name="sist forsøkt sendt")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Venter"),
                            ("mailed", "Sendt"),
                            ("unwanted", "Ikke ønsket"),
                            ("dropped", "Ikke sendt"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="hvem",
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="rows",
                        to="rorikt.toldmail",
                        verbose_name="e-post",
                    ),
                ),
            ],
            options={
                "verbose_name": "varsel",
                "verbose_name_plural": "varsler",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="type")),
                (
                    "when",
                    models.CharField(
                        choices=[("at_once", "Med en gang"), ("daily", "Samlet én gang om dagen"), ("never", "Ikke")],
                        max_length=8,
                        verbose_name="når",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="hvem",
                    ),
                ),
            ],
            options={
                "verbose_name": "ønske om varsel",
                "verbose_name_plural": "ønsker om varsel",
            },
        ),
        migrations.AddConstraint(
            model_name="toldmail",
            constraint=models.UniqueConstraint(fields=("user", "day"), name="a_day_is_told_in_one_mail"),
        ),
        migrations.AddIndex(
            model_name="told",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["user"], name="told_waiting"),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(fields=("user", "kind", "once"), name="a_person_is_told_once"),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(("mail", None), ("state", "mailed"), _connector="OR"),
                name="what_is_in_a_mail_is_mailed",
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.UniqueConstraint(fields=("user", "kind"), name="one_wish_for_each_kind"),
        ),
    ]
