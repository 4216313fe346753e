import django.core.validators
import django.db.models.deletion
import meetings.exemptions.checking
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0039_search_finds_words"),
        ("rorikt", "0017_exempt_without_a_network"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Register",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Skriv små bokstaver, tall og bindestrek."
                            )
                        ],
                        verbose_name="kortnavn",
                    ),
                ),
                (
                    "standard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreements", "Avtaler"),
                            ("rollouts", "Utrulling"),
                            ("building_projects", "Byggprosjekter"),
                            ("groups", "Faggrupper"),
                            ("group_members", "Medlemmer av faggrupper"),
                            ("group_meetings", "Møter i faggrupper"),
                            ("group_decisions", "Vedtak i faggrupper"),
                            ("risks", "Risikoanalyser"),
                            ("risk_measures", "Tiltak etter risikoanalyser"),
                            ("claims", "Krav mot leverandører"),
                            ("uptime_services", "Oppetid"),
                            ("incidents", "Driftshendelser"),
                            ("projects", "Prosjekter"),
                            ("milestones", "Milepæler"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                ("title", models.CharField(max_length=80, unique=True, verbose_name="tittel")),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="hva det er")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("staff", "De ansatte i samarbeidet"),
                            ("council", "De ansatte og rådet"),
                            ("members", "De ansatte, rådet og økonomi i kommunene"),
                        ],
                        default="staff",
                        max_length=10,
                        verbose_name="hvem leser det",
                    ),
                ),
                (
                    "is_own_rows_only",
                    models.BooleanField(
                        default=False,
                        help_text="Gjelder rådsmedlemmer og økonomi i kommunene. Rader som gjelder alle, eller ingen, ser alle.",
                        verbose_name="hver kommune ser bare sine egne rader",
                    ),
                ),
                (
                    "editors",
                    models.CharField(
                        choices=[
                            ("runners", "Leder og sekretær"),
                            ("authors", "Leder, sekretær og fagansvarlige"),
                            ("named", "Leder, den ansvarlige og de som er valgt"),
                        ],
                        default="authors",
                        max_length=10,
                        verbose_name="hvem skriver i det",
                    ),
                ),
                (
                    "exemption_basis",
                    models.CharField(
                        blank=True,
                        help_text="Gjelder hele registeret. En enkelt rad kan ha sitt eget grunnlag.",
                        max_length=200,
                        validators=[meetings.exemptions.checking.check_basis],
                        verbose_name="unntatt offentlighet etter",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="i bruk")),
                (
                    "named_editors",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="valgt til å skrive"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Får påminnelsene om rader der ingen person står.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ansvarlig",
                    ),
                ),
            ],
            options={
                "verbose_name": "register",
                "verbose_name_plural": "registre",
                "ordering": ["position", "title"],
            },
        ),
        migrations.CreateModel(
            name="RegisterColumn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Skriv små bokstaver, tall og bindestrek."
                            )
                        ],
                        verbose_name="kortnavn",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="tittel")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Tekst"),
                            ("notes", "Lang tekst"),
                            ("number", "Tall"),
                            ("amount", "Beløp i kroner"),
                            ("day", "Dato"),
                            ("moment", "Dato og klokkeslett"),
                            ("state", "Status"),
                            ("municipality", "Kommune"),
                            ("municipalities", "Flere kommuner"),
                            ("person", "Person"),
                            ("row", "Rad i et annet register"),
                        ],
                        default="text",
                        max_length=15,
                        verbose_name="innhold",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                (
                    "is_per_municipality",
                    models.BooleanField(
                        default=False,
                        help_text="Kolonnen får en rute for hver kommune.",
                        verbose_name="en for hver kommune",
                    ),
                ),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Av tall.",
                        validators=[django.core.validators.MaxValueValidator(3)],
                        verbose_name="desimaler",
                    ),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="må fylles ut")),
                ("is_printed", models.BooleanField(default=True, verbose_name="skrives ut i rapporten")),
                (
                    "width",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="0 lar systemet velge.",
                        validators=[django.core.validators.MaxValueValidator(90)],
                        verbose_name="bredde i prosent",
                    ),
                ),
                (
                    "remind_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Tomt for ingen påminnelse. Gjelder datoer, og rader som ikke er avsluttet.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(730)],
                        verbose_name="minn om datoen så mange dager før",
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="tatt bort")),
                (
                    "refers_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referring_columns",
                        to="meetings.register",
                        verbose_name="det andre registeret",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="columns", to="meetings.register"
                    ),
                ),
            ],
            options={
                "verbose_name": "kolonne i register",
                "verbose_name_plural": "kolonner i registre",
                "ordering": ["register", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RegisterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveIntegerField(default=0, verbose_name="rekkefølge")),
                ("title", models.CharField(blank=True, editable=False, max_length=300, verbose_name="tittel")),
                (
                    "exemption_basis",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[meetings.exemptions.checking.check_basis],
                        verbose_name="unntatt offentlighet etter",
                    ),
                ),
                ("made_at", models.DateTimeField(editable=False, verbose_name="lagt til")),
                ("changed_at", models.DateTimeField(editable=False, verbose_name="sist endret")),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="tatt bort")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_rows",
                        to="rorikt.casereference",
                        verbose_name="sak",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="meetings.register"
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tatt bort av",
                    ),
                ),
            ],
            options={
                "verbose_name": "rad i register",
                "verbose_name_plural": "rader i registre",
                "ordering": ["register", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RegisterState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Skriv små bokstaver, tall og bindestrek."
                            )
                        ],
                        verbose_name="kortnavn",
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="status")),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("neutral", "Grå"),
                            ("info", "Blå"),
                            ("success", "Grønn"),
                            ("warning", "Gul"),
                            ("danger", "Rød"),
                        ],
                        default="neutral",
                        max_length=10,
                        verbose_name="farge",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                (
                    "is_settled",
                    models.BooleanField(
                        default=False,
                        help_text="En rad med denne statusen minnes ikke lenger om.",
                        verbose_name="er avsluttet",
                    ),
                ),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="states", to="meetings.registercolumn"
                    ),
                ),
            ],
            options={
                "verbose_name": "status i register",
                "verbose_name_plural": "statuser i registre",
                "ordering": ["column", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RegisterCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(blank=True, default="", max_length=4)),
                ("text", models.TextField(blank=True, default="")),
                ("number", models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("moment", models.DateTimeField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cells", to="meetings.registercolumn"
                    ),
                ),
                (
                    "refers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referring_cells",
                        to="meetings.registerrow",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cells", to="meetings.registerrow"
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cells",
                        to="meetings.registerstate",
                    ),
                ),
            ],
            options={
                "verbose_name": "rute i register",
                "verbose_name_plural": "ruter i registre",
                "ordering": ["row", "column", "part"],
            },
        ),
        migrations.AddConstraint(
            model_name="register",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standard", ""), _negated=True),
                fields=("standard",),
                name="there_is_one_register_of_each_standard",
                violation_error_message="Dette registeret er allerede tatt i bruk.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercolumn",
            constraint=models.UniqueConstraint(
                fields=("register", "key"),
                name="column_key_is_unique_in_its_register",
                violation_error_message="Registeret har allerede en kolonne med dette kortnavnet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercolumn",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("register", "title"),
                name="column_title_is_unique_in_its_register",
                violation_error_code="title",
                violation_error_message="Registeret har allerede en kolonne med denne tittelen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "row"), ("refers_to__isnull", False)),
                    models.Q(models.Q(("kind", "row"), _negated=True), ("refers_to", None)),
                    _connector="OR",
                ),
                name="column_of_rows_says_of_which_register",
                violation_error_code="refers_to",
                violation_error_message="Velg hvilket register radene hentes fra, og bare for en slik kolonne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_per_municipality", False),
                    models.Q(("kind__in", ["municipality", "municipalities"]), _negated=True),
                    _connector="OR",
                ),
                name="column_of_municipalities_is_not_per_municipality",
                violation_error_code="is_per_municipality",
                violation_error_message="En kolonne med kommuner kan ikke også ha en rute for hver kommune.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(("remind_days", None), ("kind", "day"), _connector="OR"),
                name="only_a_day_reminds",
                violation_error_code="remind_days",
                violation_error_message="Bare en dato kan det minnes om.",
            ),
        ),
        migrations.AddIndex(
            model_name="registerrow",
            index=models.Index(fields=["register", "position"], name="rows_of_a_register_in_order"),
        ),
        migrations.AddConstraint(
            model_name="registerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_by", None)),
                    models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                    _connector="OR",
                ),
                name="row_is_taken_away_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerstate",
            constraint=models.UniqueConstraint(
                fields=("column", "key"),
                name="state_key_is_unique_in_its_column",
                violation_error_message="Kolonnen har allerede en status med dette kortnavnet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerstate",
            constraint=models.UniqueConstraint(
                fields=("column", "label"),
                name="state_label_is_unique_in_its_column",
                violation_error_code="label",
                violation_error_message="Kolonnen har allerede denne statusen.",
            ),
        ),
        migrations.AddIndex(
            model_name="registercell",
            index=models.Index(fields=["column", "day"], name="cells_of_a_column_by_day"),
        ),
        migrations.AddIndex(
            model_name="registercell",
            index=models.Index(fields=["column", "row"], name="cells_of_a_column"),
        ),
        migrations.AddConstraint(
            model_name="registercell",
            constraint=models.UniqueConstraint(fields=("row", "column", "part"), name="a_box_holds_one_thing"),
        ),
        migrations.AddConstraint(
            model_name="registercell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("part", ""),
                    models.Q(("municipality", models.F("part")), ("municipality__isnull", False)),
                    _connector="OR",
                ),
                name="cell_of_a_municipality_points_at_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("day", None),
                    ("moment", None),
                    ("municipality", None),
                    ("number", None),
                    ("person", None),
                    ("refers", None),
                    ("state", None),
                    ("text", ""),
                    _negated=True,
                ),
                name="a_cell_holds_something",
            ),
        ),
    ]
