import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0015_notices_are_sent"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "møtets gang",
                "verbose_name_plural": "møtenes gang",
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="gikk"),
        ),
        migrations.AddField(
            model_name="treatment",
            name="drawn",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.proposal",
                verbose_name="trukket ut ved lodd",
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="is_hiring",
            field=models.BooleanField(
                default=False,
                help_text="Da kan medlemmene stemme blankt, som ved valg.",
                verbose_name="gjelder ansettelse",
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="is_second_ballot",
            field=models.BooleanField(
                default=False,
                help_text="Da er den valgt som får flest stemmer.",
                verbose_name="andre avstemning i valget",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_at", None), ("state", "present"), _connector="OR"),
                name="only_one_who_was_there_has_left",
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="current",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.agendaitem",
                verbose_name="saken nå",
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="leader",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.councilmember",
                verbose_name="møteleder",
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="meeting",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sitting",
                to="meetings.meeting",
                verbose_name="møte",
            ),
        ),
    ]
