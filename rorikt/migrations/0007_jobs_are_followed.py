from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who else has asked for what a job makes, so that its page is for them and not for everybody."""

    dependencies = [("rorikt", "0006_imported_file_remembers_what_was_seen")]

    operations = [
        migrations.AddField(
            "job",
            "followed_by",
            models.ManyToManyField(
                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="bedt om også av"
            ),
        ),
    ]
