import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0037_what_readers_have_read"),
        ("rorikt", "0015_what_people_are_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ends_on", models.DateField(verbose_name="slutter")),
                ("delete_on", models.DateField(verbose_name="notatene slettes")),
                ("noticed_at", models.DateTimeField(verbose_name="oppdaget")),
                ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="varslet")),
                (
                    "user",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notater som skal slettes",
                "verbose_name_plural": "notater som skal slettes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("delete_on__gt", models.F("ends_on"))),
                        name="notes_are_kept_until_the_seat_has_ended",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("uuid", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("section", models.CharField(blank=True, editable=False, max_length=24)),
                ("block", models.CharField(blank=True, editable=False, max_length=200)),
                ("page", models.CharField(blank=True, editable=False, max_length=12)),
                ("sealed", models.TextField(editable=False)),
                ("mark", models.CharField(editable=False, max_length=12)),
                ("made_at", models.DateTimeField(editable=False, verbose_name="skrevet")),
                ("changed_at", models.DateTimeField(editable=False, verbose_name="endret")),
                (
                    "attachment",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.attachment",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.document",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "shared_with",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="rorikt.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "notat",
                "verbose_name_plural": "notater",
                "ordering": ["-changed_at", "-made_at"],
                "indexes": [models.Index(fields=["author", "-changed_at"], name="notes_of_a_person")],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("note", models.UUIDField(db_index=True, editable=False, null=True)),
                ("anchor", models.CharField(blank=True, editable=False, max_length=80)),
                ("about", models.TextField(blank=True, editable=False, verbose_name="gjelder")),
                ("text", models.TextField(max_length=4000, verbose_name="spørsmål")),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="hele rådet kan lese spørsmålet og svaret"),
                ),
                ("asked_as", models.CharField(editable=False, max_length=200, verbose_name="spurt av")),
                ("asked_at", models.DateTimeField(editable=False, verbose_name="spurt")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="svar")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="besvart")),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="besvart av",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.document",
                        verbose_name="dokument",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="meetings.agendaitem",
                        verbose_name="sak",
                    ),
                ),
            ],
            options={
                "verbose_name": "spørsmål",
                "verbose_name_plural": "spørsmål",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="a_question_asks_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_answer_has_its_author_and_its_time",
                    ),
                ],
            },
        ),
    ]
