from django.db import migrations, models


class Migration(migrations.Migration):
    """The amounts of a case that is exempt are closed until it is chosen that they are not."""

    dependencies = [("meetings", "0003_safe_copies_exemptions_and_issued_packets")]

    operations = [
        migrations.AddField(
            "agendaitem",
            "amounts_are_open",
            models.BooleanField(
                default=False,
                help_text="Gjelder en sak som er unntatt: beløpene vises også for dem som bare ser den offentlige "
                "tittelen. Uten haken er de lukket. En kommune ser alltid det den selv betaler.",
                verbose_name="beløpene er åpne",
            ),
        ),
    ]
