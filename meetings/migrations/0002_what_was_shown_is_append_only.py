from django.db import migrations

from rorikt.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    """Approved versions and packets that were sent."""

    dependencies = [("meetings", "0001_initial")]

    operations = [AppendOnly("meetings_documentversion"), AppendOnly("meetings_issuedpacket")]
