from django.db import migrations, models


class Migration(migrations.Migration):
    """Null where nobody has chosen. A default would have SQLite copy the table of documents, which loses its triggers."""

    dependencies = [("meetings", "0030_terms_have_several_forms")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="key_figures",
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name="nøkkeltall"),
        )
    ]
