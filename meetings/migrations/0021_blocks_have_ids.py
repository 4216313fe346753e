from django.db import migrations

from rorikt.texts.blocks import identified, without_ids


def give(apps, schema_editor):
    _rewrite(apps, identified)


def take(apps, schema_editor):
    _rewrite(apps, without_ids)


def _rewrite(apps, rewritten):
    """Minutes that are approved stay as they are, which the database holds."""
    sections = apps.get_model("meetings", "Section").objects.filter(document__settled_at=None).exclude(body="")
    for section in sections.only("pk", "body").iterator():
        body = rewritten(section.body)
        if body != section.body:
            sections.filter(pk=section.pk).update(body=body)


class Migration(migrations.Migration):
    """Every block of a section's text gets the id that it keeps. Approved versions are not touched."""

    dependencies = [("meetings", "0020_texts_are_kept")]

    operations = [migrations.RunPython(give, take, elidable=False)]
