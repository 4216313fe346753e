import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0008_a_narrower_range_wins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="år")),
                ("title", models.CharField(max_length=200, verbose_name="tiltak")),
                ("effect", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="ventet virkning i år")),
                (
                    "is_foreseen",
                    models.BooleanField(default=False, verbose_name="virkningen er alt regnet med i prognosen"),
                ),
                (
                    "responsible",
                    models.CharField(
                        help_text="Rollen som følger opp tiltaket.", max_length=80, verbose_name="ansvarlig"
                    ),
                ),
                ("deadline_on", models.DateField(blank=True, null=True, verbose_name="frist")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Foreslått"),
                            ("decided", "Vedtatt"),
                            ("started", "Satt i gang"),
                            ("done", "Gjennomført"),
                            ("dropped", "Trukket"),
                        ],
                        default="decided",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("decided_by", models.CharField(blank=True, max_length=120, verbose_name="besluttet av")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="besluttet dato")),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        help_text="La stå tomt for et tiltak som gjelder flere linjer.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="budget.budgetline",
                        verbose_name="type utgift",
                    ),
                ),
            ],
            options={
                "verbose_name": "tiltak",
                "verbose_name_plural": "tiltak",
                "ordering": ["year", models.OrderBy(models.F("line__position"), nulls_last=True), "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="measure_year_is_plausible",
                        violation_error_code="year",
                        violation_error_message="Året må være mellom 2000 og 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", ""), ("decided_on", None)),
                            models.Q(("decided_on__isnull", False), models.Q(("decided_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="measure_is_decided_by_somebody_on_a_day",
                        violation_error_code="decided_on",
                        violation_error_message="Oppgi både hvem som besluttet tiltaket, og datoen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "dropped"]), ("decided_on__isnull", False), _connector="OR"
                        ),
                        name="measure_under_way_is_decided",
                        violation_error_code="decided_on",
                        violation_error_message="Oppgi hvem som besluttet tiltaket og når, eller sett det som foreslått.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "proposed"), _negated=True), ("decided_on", None), _connector="OR"
                        ),
                        name="proposed_measure_is_not_decided",
                        violation_error_code="state",
                        violation_error_message="Et tiltak som er besluttet, kan ikke stå som foreslått.",
                    ),
                ],
            },
        ),
    ]
