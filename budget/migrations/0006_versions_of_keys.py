from django.db import migrations, models

from rorikt.audit.append_only import FrozenWhen, Released

KEY_IN_USE = (
    "a_key_in_use_stays",
    "budget_costkey",
    "EXISTS (SELECT 1 FROM budget_allocationrun run WHERE run.key_id = {row}.id AND run.state = 'approved')",
    ("UPDATE", "DELETE"),
    ("id", "valid_from", "source", "case_number"),
)


class Migration(migrations.Migration):
    """A key in use is replaced by a new version that begins on the same day."""

    dependencies = [("budget", "0005_yearly_estimate_lines")]

    operations = [
        Released(*KEY_IN_USE),
        migrations.AddField(
            "costkey",
            "version",
            models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="versjon"),
        ),
        migrations.AlterField("costkey", "valid_from", models.DateField(verbose_name="gjelder fra")),
        migrations.AlterModelOptions(
            "costkey",
            options={
                "ordering": ["-valid_from", "-version"],
                "verbose_name": "fordelingsnøkkel",
                "verbose_name_plural": "fordelingsnøkler",
            },
        ),
        migrations.AddConstraint(
            "costkey",
            models.UniqueConstraint(
                fields=("valid_from", "version"),
                name="cost_key_begins_alone",
                violation_error_code="valid_from",
                violation_error_message="En annen nøkkel begynner å gjelde samme dag.",
            ),
        ),
        FrozenWhen(*KEY_IN_USE[:4], (*KEY_IN_USE[4], "version")),
    ]
