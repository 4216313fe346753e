from django.db import migrations

from rorikt.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [AppendOnly("meetings_documentversion")]
