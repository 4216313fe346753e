from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rorikt", "0004_invoice_parties")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sist hørt fra"),
        ),
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Venter"),
                    ("running", "Arbeider"),
                    ("done", "Ferdig"),
                    ("failed", "Feilet"),
                    ("cancelled", "Avbrutt"),
                ],
                default="queued",
                max_length=10,
                verbose_name="tilstand",
            ),
        ),
    ]
