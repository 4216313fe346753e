import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


from rorikt.audit.append_only import FrozenWhen

TABLE = "meetings_proposededit"
SAID = ("section_id", "base_id", "body", "reason", "made_at", "made_by_id")
DECIDED = ("state", "answer", "result_id", "decided_at", "decided_by_id")
OF_AN_APPROVED_DOCUMENT = """EXISTS (
    SELECT 1 FROM meetings_section s JOIN meetings_document d ON d.id = s.document_id
    WHERE s.id = {row}.section_id AND d.status = 'approved'
)"""


class Migration(migrations.Migration):
    """Suggested changes are kept as they were sent, decided once, and not sent for what is approved."""

    dependencies = [
        ("meetings", "0028_confirmed_texts_of_last_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProposedEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField(blank=True, verbose_name="tekst")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="begrunnelse")),
                ("made_at", models.DateTimeField(verbose_name="foreslått")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Åpent"),
                            ("taken", "Tatt inn"),
                            ("partly", "Delvis tatt inn"),
                            ("refused", "Avslått"),
                            ("withdrawn", "Trukket"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="svar")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="avgjort")),
                ("owner_told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("maker_told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="meetings.sectionrevision"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="avgjort av",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="foreslått av",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.sectionrevision",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="proposed_edits",
                        to="meetings.section",
                        verbose_name="avsnitt",
                    ),
                ),
            ],
            options={
                "verbose_name": "endringsforslag",
                "verbose_name_plural": "endringsforslag",
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("decided_at", None), ("decided_by", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_decided_edit_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result__isnull", False), ("state__in", ["taken", "partly"])),
                            models.Q(models.Q(("state__in", ["taken", "partly"]), _negated=True), ("result", None)),
                            _connector="OR",
                        ),
                        name="what_was_taken_of_an_edit_is_a_revision",
                    ),
                ],
            },
        ),
        FrozenWhen("a_suggested_edit_is_kept", TABLE, "1 = 1", ("DELETE",)),
        FrozenWhen("a_suggested_edit_says_what_it_said", TABLE, "1 = 1", ("UPDATE",), SAID),
        FrozenWhen("a_decided_edit_stays_decided", TABLE, "{row}.state <> 'open'", ("UPDATE",), DECIDED),
        FrozenWhen("an_approved_document_gets_no_suggested_edit", TABLE, OF_AN_APPROVED_DOCUMENT, ("INSERT",)),
    ]
