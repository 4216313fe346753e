import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0013_cases_in_the_queue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="issuedpacket",
            options={
                "ordering": ["meeting", "audience", "sequence"],
                "verbose_name": "fastsatt møtepakke",
                "verbose_name_plural": "fastsatte møtepakker",
            },
        ),
        migrations.AlterField(
            model_name="issuedpacket",
            name="issued_at",
            field=models.DateTimeField(verbose_name="fastsatt"),
        ),
        migrations.AlterField(
            model_name="issuedpacket",
            name="issued_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="fastsatt av",
            ),
        ),
    ]
