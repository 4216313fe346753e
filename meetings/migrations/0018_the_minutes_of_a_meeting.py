import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rorikt.audit.append_only import AppendOnly, FrozenWhen

SETTLED = "EXISTS (SELECT 1 FROM meetings_document d WHERE d.id = {row}.document_id AND d.settled_at IS NOT NULL)"
KEPT = (
    *("kind", "title", "file_title", "document_owner", "status", "as_of"),
    *("agenda_item_id", "minutes_of_id", "settled_at"),
)


class Migration(migrations.Migration):
    """Minutes are of a meeting, confirmed, and approved by the next one, from when on nothing of them changes."""

    dependencies = [
        ("budget", "0005_money_points_at_the_case"),
        ("meetings", "0017_a_closed_meeting_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt til merknad")),
                ("comments_until", models.DateField(blank=True, null=True, verbose_name="frist for merknader")),
            ],
            options={
                "verbose_name": "protokoll",
                "verbose_name_plural": "protokoller",
            },
        ),
        migrations.CreateModel(
            name="MinutesComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=4000, verbose_name="merknad")),
                ("made_at", models.DateTimeField(verbose_name="skrevet")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("taken", "Tatt til følge"), ("noted", "Ikke tatt til følge")],
                        max_length=8,
                        verbose_name="utfall",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="svar")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="besvart")),
            ],
            options={
                "verbose_name": "merknad til protokoll",
                "verbose_name_plural": "merknader til protokoller",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MinutesPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meeting", "Møtet"),
                            ("present", "Til stede"),
                            ("absent", "Forfall"),
                            ("cases", "Saker"),
                            ("case", "Sak"),
                        ],
                        max_length=8,
                    ),
                ),
                ("generated_hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "del av protokoll",
                "verbose_name_plural": "deler av protokoller",
            },
        ),
        migrations.CreateModel(
            name="MinutesVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("logged_in", "Bekreftet innlogget"), ("on_paper", "Underskrevet på papir")],
                        max_length=10,
                        verbose_name="måte",
                    ),
                ),
                ("confirmed_by", models.CharField(max_length=160, verbose_name="bekreftet av")),
                ("confirmed_at", models.DateTimeField(verbose_name="bekreftet")),
                ("noted_at", models.DateTimeField(verbose_name="ført")),
                ("text_hash", models.CharField(max_length=64, verbose_name="kontrollsum")),
                ("anchors", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "bekreftelse av protokoll",
                "verbose_name_plural": "bekreftelser av protokoller",
                "ordering": ["version"],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="minutes_of",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="minutes",
                to="meetings.meeting",
                verbose_name="protokoll fra",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="settled_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="fastsatt"),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="public_content",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("activity_report", "Aktivitetsrapport"),
                    ("case_paper", "Saksframlegg"),
                    ("minutes", "Møteprotokoll"),
                ],
                max_length=20,
                verbose_name="type",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minutes_of", None), ("settled_at", None)),
                    models.Q(("kind", "minutes"), ("minutes_of__isnull", False)),
                    _connector="OR",
                ),
                name="only_minutes_are_of_a_meeting",
                violation_error_code="kind",
                violation_error_message="Bare en møteprotokoll kan høre til et møte som protokollen fra det.",
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="approved_in",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.treatment",
                verbose_name="godkjent i",
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="life", to="meetings.document"
            ),
        ),
        migrations.AddField(
            model_name="minutescomment",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="besvart av",
            ),
        ),
        migrations.AddField(
            model_name="minutescomment",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.agendaitem",
                verbose_name="gjelder",
            ),
        ),
        migrations.AddField(
            model_name="minutescomment",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skrevet av",
            ),
        ),
        migrations.AddField(
            model_name="minutescomment",
            name="minutes",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="meetings.minutes"
            ),
        ),
        migrations.AddField(
            model_name="minutescomment",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.councilmember",
                verbose_name="medlem",
            ),
        ),
        migrations.AddField(
            model_name="minutespart",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="minutes_parts", to="meetings.document"
            ),
        ),
        migrations.AddField(
            model_name="minutespart",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="minutespart",
            name="section",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="minutes_part", to="meetings.section"
            ),
        ),
        migrations.AddField(
            model_name="minutesversion",
            name="approved_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.treatment",
                verbose_name="godkjent i",
            ),
        ),
        migrations.AddField(
            model_name="minutesversion",
            name="noted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ført av",
            ),
        ),
        migrations.AddField(
            model_name="minutesversion",
            name="version",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="meetings.documentversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("comments_until", None), ("sent_at", None)),
                    models.Q(("comments_until__isnull", False), ("sent_at__isnull", False)),
                    _connector="OR",
                ),
                name="minutes_are_sent_with_a_deadline",
                violation_error_code="comments_until",
                violation_error_message="Velg en frist for merknader.",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutescomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="a_comment_on_minutes_says_something",
                violation_error_code="text",
                violation_error_message="Skriv merknaden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutescomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_answered_comment_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutespart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("item", None)), fields=("document", "kind"), name="minutes_have_a_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutespart",
            constraint=models.UniqueConstraint(fields=("document", "item"), name="minutes_have_a_case_once"),
        ),
        migrations.AddConstraint(
            model_name="minutespart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item__isnull", False), ("kind", "case")),
                    models.Q(models.Q(("kind", "case"), _negated=True), ("item", None)),
                    _connector="OR",
                ),
                name="a_case_of_minutes_is_one_of_the_agenda",
            ),
        ),
        AppendOnly("meetings_minutesversion"),
        FrozenWhen("settled_minutes_stay", "meetings_document", "{row}.settled_at IS NOT NULL", columns=KEPT),
        FrozenWhen("a_section_of_settled_minutes_stays", "meetings_section", SETTLED, ("INSERT", "UPDATE", "DELETE")),
        FrozenWhen("approved_minutes_stay", "meetings_minutes", "{row}.approved_in_id IS NOT NULL"),
    ]
