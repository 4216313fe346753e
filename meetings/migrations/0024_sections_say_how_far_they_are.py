import django.db.models.deletion
from django.db import migrations, models

from rorikt.audit.append_only import FrozenWhen, Released

# Of 0018: SQLite copies the table of sections, which loses it.
STAYS = (
    "a_section_of_settled_minutes_stays",
    "meetings_section",
    "EXISTS (SELECT 1 FROM meetings_document d WHERE d.id = {row}.document_id AND d.settled_at IS NOT NULL)",
    ("INSERT", "UPDATE", "DELETE"),
)


def begin(apps, editor):
    """What was being written is begun where it has a text."""
    writing = apps.get_model("meetings", "Section").objects.filter(state="writing")
    writing.filter(body="").update(state="not_begun")
    writing.update(state="draft")


def forget(apps, editor):
    sections = apps.get_model("meetings", "Section").objects
    sections.filter(state__in=["not_begun", "draft"]).update(state="writing")
    sections.filter(state="assured").update(state="ready")


class Migration(migrations.Migration):
    """A section has four states, goes on from one of the last document, and says what it took over from there."""

    dependencies = [("meetings", "0023_approved_versions_are_sealed")]

    operations = [
        Released(*STAYS),
        migrations.AddField(
            model_name="document",
            name="succeeds",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="successors",
                to="meetings.document",
                verbose_name="laget fra",
            ),
        ),
        migrations.AddField(
            model_name="manualfigure",
            name="is_carried",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="fra forrige dokument, ikke bekreftet"
            ),
        ),
        migrations.AddField(
            model_name="manualtable",
            name="is_carried",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="fra forrige dokument, ikke bekreftet"
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="came_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="successors",
                to="meetings.section",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="carried",
            field=models.CharField(
                blank=True,
                choices=[
                    ("standing", "Fast tekst, ikke bekreftet"),
                    ("last", "Tekst fra sist, ikke bekreftet"),
                    ("unchanged", "Uendret siden sist"),
                ],
                editable=False,
                max_length=10,
                verbose_name="tekst fra forrige",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="is_standing",
            field=models.BooleanField(default=False, verbose_name="fast tekst"),
        ),
        migrations.AddField(
            model_name="section",
            name="unchanged_since",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="uendret siden"),
        ),
        migrations.AlterField(
            model_name="section",
            name="state",
            field=models.CharField(
                choices=[
                    ("not_begun", "Ikke begynt"),
                    ("draft", "Utkast"),
                    ("ready", "Klar"),
                    ("assured", "Kvalitetssikret"),
                ],
                default="not_begun",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("carried", "unchanged"), ("unchanged_since__isnull", False)),
                    models.Q(models.Q(("carried", "unchanged"), _negated=True), ("unchanged_since", None)),
                    _connector="OR",
                ),
                name="an_unchanged_section_says_since_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("carried", ""), models.Q(("body", ""), _negated=True), _connector="OR"),
                name="what_is_carried_over_is_a_text",
            ),
        ),
        migrations.RunPython(begin, forget),
        FrozenWhen(*STAYS),
    ]
