"""A document prints the terms that its text uses, whatever was chosen for it; approved versions keep their own lists."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0029_suggested_changes"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="document",
            name="definitions",
        ),
        migrations.AddField(
            model_name="definition",
            name="is_name",
            field=models.BooleanField(
                default=False,
                help_text="Kryss av hvis begrepet alltid har stor forbokstav, som Pureservice.",
                verbose_name="er et navn",
            ),
        ),
        migrations.AddField(
            model_name="definition",
            name="other_forms",
            field=models.TextField(
                blank=True,
                help_text="Én på hver linje: forkortelsen eller det fulle navnet, flertall og bestemt form. Bøyninger som digitaliseringen, eieform med s og sammensetninger som SLA-frist finnes av seg selv.",
                verbose_name="andre skrivemåter",
            ),
        ),
    ]
