"""Their rows are in their register now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0041_building_projects_are_rows")]

    operations = [migrations.DeleteModel(name="BuildingProject")]
