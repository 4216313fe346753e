from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budget", "0004_forecasts_plans_and_revisions")]

    operations = [
        migrations.AddField(
            model_name="costestimateline",
            name="is_yearly",
            field=models.BooleanField(
                default=False,
                help_text="Kryss av når kostnaden også kommer de neste årene. Ellers gjelder den bare dette året.",
                verbose_name="hvert år fra og med dette",
            ),
        ),
    ]
