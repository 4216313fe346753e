from django.db import migrations


class Migration(migrations.Migration):
    """Two rooms were built beside each other."""

    dependencies = [
        ("rorikt", "0015_how_pages_look"),
        ("rorikt", "0015_what_people_are_told"),
    ]

    operations = []
