import django.db.models.deletion
from django.db import migrations, models

from rorikt.audit.append_only import FrozenWhen, Released

SENT = "OLD.sent_at IS NOT NULL"
MOVES = "(NEW.sequence <> OLD.sequence OR NEW.meeting_id <> OLD.meeting_id OR NEW.sent_at IS NULL)"
DELETED = ("a_case_that_was_sent_stays", "meetings_agendaitem", SENT, ("DELETE",))
MOVED = ("the_number_of_a_sent_case_stays", "meetings_agendaitem", f"{SENT} AND {MOVES}", ("UPDATE",))


class Migration(migrations.Migration):
    """Until when something is exempt, why a case was sent back, and which case another one continues."""

    dependencies = [
        ("meetings", "0012_what_follows_a_decision"),
    ]

    operations = [
        Released(*DELETED),
        Released(*MOVED),
        migrations.AddField(
            model_name="agendaitem",
            name="exempt_until",
            field=models.DateField(
                blank=True,
                help_text="Når dagen er over, får dere beskjed. Ingenting åpnes av seg selv.",
                null=True,
                verbose_name="unntatt til og med",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="exempt_until_event",
            field=models.CharField(
                blank=True,
                help_text="Det som skal skje før det kan åpnes, for eksempel «til leverandør er valgt».",
                max_length=120,
                verbose_name="unntatt fram til",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="follows",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="meetings.agendaitem",
                verbose_name="fortsetter sak",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="stage_note",
            field=models.CharField(blank=True, editable=False, max_length=400, verbose_name="sendt tilbake fordi"),
        ),
        migrations.AddField(
            model_name="attachment",
            name="exempt_until",
            field=models.DateField(
                blank=True,
                help_text="Når dagen er over, får dere beskjed. Ingenting åpnes av seg selv.",
                null=True,
                verbose_name="unntatt til og med",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="exempt_until_event",
            field=models.CharField(
                blank=True,
                help_text="Det som skal skje før det kan åpnes, for eksempel «til leverandør er valgt».",
                max_length=120,
                verbose_name="unntatt fram til",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="exempt_until",
            field=models.DateField(
                blank=True,
                help_text="Når dagen er over, får dere beskjed. Ingenting åpnes av seg selv.",
                null=True,
                verbose_name="unntatt til og med",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="exempt_until_event",
            field=models.CharField(
                blank=True,
                help_text="Det som skal skje før det kan åpnes, for eksempel «til leverandør er valgt».",
                max_length=120,
                verbose_name="unntatt fram til",
            ),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="accessibility",
            field=models.CharField(
                choices=[
                    ("unknown", "Ikke undersøkt"),
                    ("tagged", "Merket for opplesing av avsenderen"),
                    ("untagged", "Uten merking for opplesing"),
                    ("scanned", "Skannet, uten lesbar tekst"),
                    ("recognised", "Skannet, med tekst lest av maskin"),
                ],
                default="unknown",
                editable=False,
                max_length=10,
                verbose_name="universell utforming",
            ),
        ),
        FrozenWhen(*DELETED),
        FrozenWhen(*MOVED),
    ]
