from django.db import migrations, models


class Migration(migrations.Migration):
    """When it was written what a report says of a building project; not known of those from before."""

    dependencies = [("meetings", "0005_a_case_that_was_sent_stays")]

    operations = [
        migrations.AddField(
            "buildingproject",
            "commented_on",
            models.DateField("kommentaren er fra", blank=True, editable=False, null=True),
        ),
    ]
