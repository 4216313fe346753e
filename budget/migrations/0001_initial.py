import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.lookups
import re
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("rorikt", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountImport",
            fields=[
                (
                    "imported",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="account_import",
                        serialize=False,
                        to="rorikt.importedfile",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="budget.accountimport",
                        verbose_name="erstattet av",
                    ),
                ),
            ],
            options={
                "verbose_name": "regnskapsimport",
                "verbose_name_plural": "regnskapsimporter",
            },
        ),
        migrations.CreateModel(
            name="AccountEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="0: bare året er kjent.",
                        validators=[django.core.validators.MaxValueValidator(13)],
                        verbose_name="måned",
                    ),
                ),
                ("account", models.CharField(blank=True, max_length=20, verbose_name="konto")),
                ("art", models.CharField(blank=True, max_length=6, verbose_name="KOSTRA-art")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                ("line_number", models.PositiveIntegerField(verbose_name="linje i filen")),
                ("booked_on", models.DateField(blank=True, null=True, verbose_name="dato")),
                ("function", models.CharField(blank=True, max_length=6, verbose_name="funksjon")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="tekst")),
                (
                    "account_import",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.accountimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "regnskapspost",
                "verbose_name_plural": "regnskapsposter",
                "ordering": ["account_import", "line_number", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AccountingYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="år")),
                (
                    "accounts_to",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "januar"),
                            (2, "februar"),
                            (3, "mars"),
                            (4, "april"),
                            (5, "mai"),
                            (6, "juni"),
                            (7, "juli"),
                            (8, "august"),
                            (9, "september"),
                            (10, "oktober"),
                            (11, "november"),
                            (12, "desember"),
                        ],
                        null=True,
                        verbose_name="regnskapet går til og med",
                    ),
                ),
                ("stated_at", models.DateTimeField(blank=True, null=True, verbose_name="oppgitt")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="avsluttet")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ført avsluttet")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="avsluttet av",
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="oppgitt av",
                    ),
                ),
            ],
            options={
                "verbose_name": "regnskapsår",
                "verbose_name_plural": "regnskapsår",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="AllocationRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("operating_result", "Mer- eller mindreforbruk"),
                            ("investment", "Investeringer mot akonto"),
                            ("offset", "Investeringstilskudd med motregning"),
                            ("frame", "Driftsramme"),
                            ("case_cost", "Kostnad i en sak"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="gjelder år")),
                ("charged_year", models.PositiveSmallIntegerField(verbose_name="betales i")),
                ("subject", models.SlugField(blank=True, editable=False, max_length=80, verbose_name="gjelder")),
                ("title", models.CharField(max_length=160, verbose_name="tittel")),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        help_text="Saken fordelingen følger av. Tom: ingen sak.",
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                (
                    "unit",
                    models.CharField(
                        choices=[("ore", "øre"), ("krone", "hele kroner")],
                        default="ore",
                        max_length=10,
                        verbose_name="fordeles i",
                    ),
                ),
                ("basis", models.JSONField(default=dict, verbose_name="grunnlag")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="begrunnelse")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Utkast"), ("approved", "Godkjent")],
                        default="draft",
                        max_length=10,
                        verbose_name="tilstand",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="regnet")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="godkjent")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="godkjent av",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="budget.allocationrun",
                        verbose_name="korrigerer",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="regnet av",
                    ),
                ),
                (
                    "offsets",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offset_by",
                        to="budget.allocationrun",
                        verbose_name="motregner",
                    ),
                ),
            ],
            options={
                "verbose_name": "fordeling",
                "verbose_name_plural": "fordelinger",
                "ordering": ["-charged_year", "-year", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AllocationPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="andel")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                (
                    "paid_on_account",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="akonto"),
                ),
                ("to_pay", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="å betale")),
                (
                    "previously",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="etter forrige fordeling"
                    ),
                ),
                ("booked", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="bokført")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="budget.allocationrun",
                        verbose_name="fordeling",
                    ),
                ),
            ],
            options={
                "verbose_name": "kommunens del",
                "verbose_name_plural": "kommunenes deler",
                "ordering": ["run", "municipality"],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                ("title", models.CharField(max_length=80, verbose_name="type utgift")),
                ("budgeted", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="årsbudsjett")),
                ("actual", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="regnskap")),
            ],
            options={
                "verbose_name": "budsjettlinje",
                "verbose_name_plural": "budsjettlinjer",
                "ordering": ["year", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "title"),
                        name="budget_line_is_unique_in_its_year",
                        violation_error_code="title",
                        violation_error_message="Året har allerede en linje med denne tittelen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="budget_line_year_is_plausible",
                        violation_error_code="year",
                        violation_error_message="Året må være mellom 2000 og 2100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="0: bare året er kjent.",
                        validators=[django.core.validators.MaxValueValidator(13)],
                        verbose_name="måned",
                    ),
                ),
                ("account", models.CharField(blank=True, max_length=20, verbose_name="konto")),
                ("art", models.CharField(blank=True, max_length=6, verbose_name="KOSTRA-art")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="kontonavn")),
                ("entry_count", models.PositiveIntegerField(verbose_name="poster")),
                ("is_known", models.BooleanField(default=False, verbose_name="koblet")),
                (
                    "account_import",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.accountimport",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="totals",
                        to="budget.budgetline",
                        verbose_name="type utgift",
                    ),
                ),
            ],
            options={
                "verbose_name": "kontosum",
                "verbose_name_plural": "kontosummer",
                "ordering": ["year", "account", "art", "month"],
            },
        ),
        migrations.CreateModel(
            name="AccountMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "basis",
                    models.CharField(
                        choices=[("account", "Konto"), ("art", "KOSTRA-art")],
                        default="account",
                        max_length=10,
                        verbose_name="gjelder",
                    ),
                ),
                (
                    "first",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator("^[0-9A-Za-z]+$", "Skriv nummeret uten mellomrom.")
                        ],
                        verbose_name="fra og med",
                    ),
                ),
                (
                    "last",
                    models.CharField(
                        help_text="Det samme som fra og med når det er ett nummer.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator("^[0-9A-Za-z]+$", "Skriv nummeret uten mellomrom.")
                        ],
                        verbose_name="til og med",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        help_text="Tom: holdes utenfor driftsresultatet, for eksempel balansekonti.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="budget.budgetline",
                        verbose_name="type utgift",
                    ),
                ),
            ],
            options={
                "verbose_name": "kontokobling",
                "verbose_name_plural": "kontokoblinger",
                "ordering": ["year", "basis", "first"],
            },
        ),
        migrations.CreateModel(
            name="CostEstimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="tittel")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        error_messages={"unique": "Et annet kostnadsoverslag har dette kortnavnet."},
                        help_text="Står i adressen. Tomt: lages av tittelen.",
                        max_length=60,
                        unique=True,
                        verbose_name="kortnavn",
                    ),
                ),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        help_text="Saken overslaget hører til. Tom: ingen sak.",
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
                (
                    "unit_name",
                    models.CharField(
                        blank=True,
                        help_text="Det prislisten teller, for eksempel servere.",
                        max_length=30,
                        verbose_name="enhet",
                    ),
                ),
                ("unit_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="antall enheter")),
                ("counted_on", models.DateField(blank=True, null=True, verbose_name="telt dato")),
            ],
            options={
                "verbose_name": "kostnadsoverslag",
                "verbose_name_plural": "kostnadsoverslag",
                "ordering": ["title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("counted_on__isnull", True), ("unit_count__isnull", True)),
                            models.Q(("counted_on__isnull", False), ("unit_count__isnull", False)),
                            _connector="OR",
                        ),
                        name="unit_count_has_its_date",
                        violation_error_code="counted_on",
                        violation_error_message="Oppgi både antall og datoen det ble telt.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CostEstimateLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                ("title", models.CharField(max_length=120, verbose_name="kostnad")),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="beløp"),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="måneder etter prislisten",
                    ),
                ),
                (
                    "is_yearly",
                    models.BooleanField(
                        default=False,
                        help_text="Kryss av når kostnaden også kommer de neste årene. Ellers gjelder den bare dette året.",
                        verbose_name="hvert år fra og med dette",
                    ),
                ),
                (
                    "estimate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="budget.costestimate",
                        verbose_name="kostnadsoverslag",
                    ),
                ),
            ],
            options={
                "verbose_name": "kostnadslinje",
                "verbose_name_plural": "kostnadslinjer",
                "ordering": ["estimate", "year", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CostKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="gjelder fra")),
                ("version", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="versjon")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True,
                        help_text="Tom: gjelder til en ny nøkkel overtar.",
                        null=True,
                        verbose_name="gjelder til og med",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Vedtaket eller avtalen nøkkelen bygger på.", max_length=200, verbose_name="kilde"
                    ),
                ),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        help_text="Saken nøkkelen ble vedtatt i, for eksempel 2024/M1-004. Kan være tom.",
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
            ],
            options={
                "verbose_name": "fordelingsnøkkel",
                "verbose_name_plural": "fordelingsnøkler",
                "ordering": ["-valid_from", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("valid_from", "version"),
                        name="cost_key_begins_alone",
                        violation_error_code="valid_from",
                        violation_error_message="En annen nøkkel begynner å gjelde samme dag.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="cost_key_does_not_end_before_it_starts",
                        violation_error_code="valid_to",
                        violation_error_message="Nøkkelen kan ikke slutte å gjelde før den begynner.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="budget.costkey",
                verbose_name="fordelingsnøkkel",
            ),
        ),
        migrations.CreateModel(
            name="CostKeyShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="andel")),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="budget.costkey",
                        verbose_name="fordelingsnøkkel",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "andel",
                "verbose_name_plural": "andeler",
                "ordering": ["municipality"],
            },
        ),
        migrations.CreateModel(
            name="DeclinedEstimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision", models.CharField(max_length=300, verbose_name="vedtak")),
                ("decided_on", models.DateField(verbose_name="vedtatt")),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="ført")),
                (
                    "estimate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declined",
                        to="budget.costestimate",
                        verbose_name="kostnadsoverslag",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ført av",
                    ),
                ),
            ],
            options={
                "verbose_name": "avslått kostnadsoverslag",
                "verbose_name_plural": "avslåtte kostnadsoverslag",
                "ordering": ["-decided_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FinancialPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="tittel")),
                (
                    "base_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2096),
                        ],
                        verbose_name="basisår",
                    ),
                ),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="vedtatt dato")),
                (
                    "decision",
                    models.CharField(
                        blank=True, help_text="Hvem som vedtok den.", max_length=120, verbose_name="vedtak"
                    ),
                ),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        help_text="Saken planen ble vedtatt i. Tom: ingen sak.",
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
            ],
            options={
                "verbose_name": "økonomiplan",
                "verbose_name_plural": "økonomiplaner",
                "ordering": ["-base_year", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("title",),
                        name="plan_title_is_unique",
                        violation_error_code="title",
                        violation_error_message="En annen økonomiplan har denne tittelen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_year__gte", 2000), ("base_year__lte", 2096)),
                        name="plan_base_year_is_plausible",
                        violation_error_code="base_year",
                        violation_error_message="Basisåret må være mellom 2000 og 2096.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adopted_on__isnull", True), ("decision", "")),
                            models.Q(("adopted_on__isnull", False), models.Q(("decision", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="adopted_plan_has_its_decision",
                        violation_error_code="decision",
                        violation_error_message="Oppgi både datoen og vedtaket.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrameChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("base", "Vedtatt ramme"),
                            ("one_off", "Engangsbeløp"),
                            ("yearly", "Årlig fra og med året"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("subject", models.SlugField(editable=False, max_length=80, verbose_name="gjelder")),
                ("title", models.CharField(max_length=160, verbose_name="tittel")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                ("difference", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="endring")),
                ("decision", models.CharField(help_text="Hvem som vedtok hva.", max_length=300, verbose_name="vedtak")),
                ("decided_on", models.DateField(verbose_name="vedtatt")),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        help_text="Saken i samarbeidsrådet, for eksempel 2024/M1-004.",
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="ført")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ført av",
                    ),
                ),
                (
                    "estimate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frame_changes",
                        to="budget.costestimate",
                        verbose_name="kostnadsoverslag",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="budget.framechange",
                        verbose_name="erstatter",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frame_change",
                        to="budget.allocationrun",
                        verbose_name="fordeling",
                    ),
                ),
            ],
            options={
                "verbose_name": "rammeendring",
                "verbose_name_plural": "rammeendringer",
                "ordering": ["-year", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="InhabitantCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_on", models.DateField(verbose_name="dato")),
                ("count", models.PositiveIntegerField(verbose_name="innbyggere")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "innbyggertall",
                "verbose_name_plural": "innbyggertall",
                "ordering": ["-counted_on", "municipality"],
            },
        ),
        migrations.CreateModel(
            name="InvestmentProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                ("title", models.CharField(max_length=120, verbose_name="prosjekt")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planlagt"),
                            ("ongoing", "Pågår"),
                            ("on_hold", "Satt på vent"),
                            ("completed", "Ferdig"),
                            ("cancelled", "Avlyst"),
                        ],
                        default="ongoing",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("starts_in", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="fra år")),
                ("ends_in", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="til og med år")),
                ("budgeted", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="årsbudsjett")),
                (
                    "actual_excl_vat",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="regnskap eksl. mva."),
                ),
                ("vat", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="mva.")),
                ("committed", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="bundet")),
                (
                    "forecast",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="prognose for året"
                    ),
                ),
            ],
            options={
                "verbose_name": "investeringsprosjekt",
                "verbose_name_plural": "investeringsprosjekter",
                "ordering": ["year", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "title"),
                        name="project_is_unique_in_its_year",
                        violation_error_code="title",
                        violation_error_message="Året har allerede et prosjekt med denne tittelen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="project_year_is_plausible",
                        violation_error_code="year",
                        violation_error_message="Året må være mellom 2000 og 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("committed__gte", 0)),
                        name="committed_amount_is_not_negative",
                        violation_error_code="committed",
                        violation_error_message="Det som er bundet, kan ikke være under null.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_in__isnull", True), ("starts_in__lte", models.F("year")), _connector="OR"
                        ),
                        name="project_starts_no_later_than_its_year",
                        violation_error_code="starts_in",
                        violation_error_message="Prosjektet kan ikke begynne etter året det har budsjett i.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_in__isnull", True), ("ends_in__gte", models.F("year")), _connector="OR"
                        ),
                        name="project_ends_no_earlier_than_its_year",
                        violation_error_code="ends_in",
                        violation_error_message="Prosjektet kan ikke slutte før året det har budsjett i.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CarryOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                ("decided_on", models.DateField(verbose_name="vedtatt dato")),
                ("decision", models.CharField(help_text="Hvem som vedtok hva.", max_length=120, verbose_name="vedtak")),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        help_text="Saken det ble vedtatt i. Tom: ingen sak.",
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="begrunnelse")),
                ("stored_at", models.DateTimeField(editable=False, verbose_name="ført")),
                (
                    "stored_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ført av",
                    ),
                ),
                (
                    "from_project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_out",
                        to="budget.investmentproject",
                        verbose_name="fra prosjekt",
                    ),
                ),
                (
                    "to_project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_in",
                        to="budget.investmentproject",
                        verbose_name="til prosjekt",
                    ),
                ),
            ],
            options={
                "verbose_name": "overføring mellom år",
                "verbose_name_plural": "overføringer mellom år",
                "ordering": ["decided_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BudgetRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                ("decided_on", models.DateField(verbose_name="vedtatt dato")),
                ("decision", models.CharField(help_text="Hvem som vedtok hva.", max_length=120, verbose_name="vedtak")),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        help_text="Saken det ble vedtatt i. Tom: ingen sak.",
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
                            )
                        ],
                        verbose_name="saksnummer",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="begrunnelse")),
                ("stored_at", models.DateTimeField(editable=False, verbose_name="ført")),
                (
                    "stored_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ført av",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="budget.investmentproject",
                        verbose_name="prosjekt",
                    ),
                ),
            ],
            options={
                "verbose_name": "budsjettregulering",
                "verbose_name_plural": "budsjettreguleringer",
                "ordering": ["project", "decided_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="KeyCalculation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("components", models.JSONField(default=list, verbose_name="vekter")),
                (
                    "key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calculation", to="budget.costkey"
                    ),
                ),
            ],
            options={
                "verbose_name": "beregning av nøkkel",
                "verbose_name_plural": "beregninger av nøkler",
            },
        ),
        migrations.CreateModel(
            name="LineForecast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("run_rate", "Som hittil i år"),
                            ("seasonal", "Sesong som i fjor"),
                            ("by_hand", "Satt for hånd"),
                        ],
                        max_length=10,
                        verbose_name="metode",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="prognose for året"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="begrunnelse")),
                ("set_at", models.DateTimeField(verbose_name="satt")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forecasts",
                        to="budget.budgetline",
                        verbose_name="budsjettlinje",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="av",
                    ),
                ),
            ],
            options={
                "verbose_name": "prognose",
                "verbose_name_plural": "prognoser",
                "ordering": ["line", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MonthShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="måned",
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="andel")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="month_shares",
                        to="budget.budgetline",
                        verbose_name="budsjettlinje",
                    ),
                ),
            ],
            options={
                "verbose_name": "månedsandel",
                "verbose_name_plural": "månedsandeler",
                "ordering": ["line", "month"],
            },
        ),
        migrations.CreateModel(
            name="PaymentOnAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="akonto")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "akontobetaling",
                "verbose_name_plural": "akontobetalinger",
                "ordering": ["year", "municipality"],
            },
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                ("title", models.CharField(max_length=80, verbose_name="type utgift")),
                ("base", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="basisår")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="budget.financialplan",
                        verbose_name="økonomiplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "planlinje",
                "verbose_name_plural": "planlinjer",
                "ordering": ["plan", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("title", models.CharField(max_length=160, verbose_name="tiltak")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                (
                    "is_lasting",
                    models.BooleanField(
                        default=True, help_text="Tiltaket gjelder også årene etter.", verbose_name="varig"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="budget.planline",
                        verbose_name="type utgift",
                    ),
                ),
            ],
            options={
                "verbose_name": "tiltak i økonomiplanen",
                "verbose_name_plural": "tiltak i økonomiplanen",
                "ordering": ["year", "line__position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("price_growth", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="prisvekst")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_years",
                        to="budget.financialplan",
                        verbose_name="økonomiplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "prisvekst",
                "verbose_name_plural": "prisvekst",
                "ordering": ["plan", "year"],
            },
        ),
        migrations.CreateModel(
            name="PriceTier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "up_to",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="opp til"
                    ),
                ),
                ("monthly_price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="pris per måned")),
                (
                    "estimate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tiers",
                        to="budget.costestimate",
                        verbose_name="kostnadsoverslag",
                    ),
                ),
            ],
            options={
                "verbose_name": "pristrinn",
                "verbose_name_plural": "pristrinn",
                "ordering": ["estimate", "up_to"],
            },
        ),
        migrations.CreateModel(
            name="SentInvoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, verbose_name="fakturanummer")),
                ("sent_on", models.DateField(verbose_name="sendt")),
                ("recorded_at", models.DateTimeField(verbose_name="ført")),
                (
                    "part",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_invoice",
                        to="budget.allocationpart",
                        verbose_name="kommunens del",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ført av",
                    ),
                ),
            ],
            options={
                "verbose_name": "sendt faktura",
                "verbose_name_plural": "sendte fakturaer",
                "ordering": ["-sent_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="VarianceCause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Brukes i dokumenter: [[arsak:kortnavn]]. Tomt: lages av årsaken.",
                        max_length=40,
                        verbose_name="kortnavn",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="årsak")),
                ("text", models.TextField(blank=True, verbose_name="forklaring")),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="beløp"),
                ),
                ("is_approximate", models.BooleanField(default=True, verbose_name="anslag")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="causes",
                        to="budget.budgetline",
                        verbose_name="budsjettlinje",
                    ),
                ),
            ],
            options={
                "verbose_name": "årsak til avvik",
                "verbose_name_plural": "årsaker til avvik",
                "ordering": ["line", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="accountimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaced_by__isnull", True),
                    models.Q(("replaced_by", models.F("imported")), _negated=True),
                    _connector="OR",
                ),
                name="account_import_does_not_replace_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="accountentry",
            index=models.Index(fields=["account_import", "line_number"], name="entry_by_line_of_its_file"),
        ),
        migrations.AddIndex(
            model_name="accountentry",
            index=models.Index(fields=["year", "account", "month"], name="entry_by_account"),
        ),
        migrations.AddConstraint(
            model_name="accountentry",
            constraint=models.CheckConstraint(condition=models.Q(("month__lte", 13)), name="entry_month_is_at_most_13"),
        ),
        migrations.AddConstraint(
            model_name="accountentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="entry_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountingyear",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="accounting_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountingyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accounts_to__isnull", True),
                    models.Q(("accounts_to__gte", 1), ("accounts_to__lte", 12)),
                    _connector="OR",
                ),
                name="accounts_reach_a_month",
                violation_error_code="accounts_to",
                violation_error_message="En måned er fra 1 til 12.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountingyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accounts_to__isnull", True), ("stated_at__isnull", True), ("stated_by__isnull", True)),
                    models.Q(
                        ("accounts_to__isnull", False), ("stated_at__isnull", False), ("stated_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="reach_is_stated_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountingyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", True), ("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_on__isnull", False), ("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="year_is_closed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountingyear",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_on__isnull", True), ("accounts_to", 12), _connector="OR"),
                name="closed_year_reaches_december",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationpart",
            constraint=models.UniqueConstraint(
                fields=("run", "municipality"),
                name="municipality_has_one_part_in_a_run",
                violation_error_message="Kommunen har allerede en del i fordelingen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationpart",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThan(
                    django.db.models.functions.math.Abs(
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("to_pay"), "-", models.F("amount")
                            ),
                            "+",
                            models.F("paid_on_account"),
                        )
                    ),
                    models.Value(Decimal("0.005")),
                ),
                name="part_to_pay_is_amount_less_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationpart",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThan(
                    django.db.models.functions.math.Abs(
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("booked"), "-", models.F("to_pay")
                            ),
                            "+",
                            models.F("previously"),
                        )
                    ),
                    models.Value(Decimal("0.005")),
                ),
                name="part_books_what_differs",
            ),
        ),
        migrations.AddIndex(
            model_name="accounttotal",
            index=models.Index(fields=["year", "line"], name="total_by_year_and_line"),
        ),
        migrations.AddConstraint(
            model_name="accounttotal",
            constraint=models.UniqueConstraint(
                fields=("account_import", "year", "month", "account", "art"), name="account_has_one_total_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="accounttotal",
            constraint=models.CheckConstraint(
                condition=models.Q(("line__isnull", True), ("is_known", True), _connector="OR"),
                name="total_on_a_line_is_of_a_known_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountmapping",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="account_mapping_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountmapping",
            constraint=models.UniqueConstraint(
                fields=("year", "basis", "first"),
                name="account_mapping_starts_once",
                violation_error_code="first",
                violation_error_message="Året har allerede en kobling som begynner her.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountmapping",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))),
                name="account_mapping_does_not_end_before_it_starts",
                violation_error_code="last",
                violation_error_message="Det siste nummeret kan ikke komme før det første.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costestimateline",
            constraint=models.UniqueConstraint(
                fields=("estimate", "year", "title"),
                name="estimate_line_is_unique_in_its_year",
                violation_error_code="title",
                violation_error_message="Året har allerede en linje med denne tittelen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costestimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__isnull", False), ("months__isnull", True)),
                    models.Q(("amount__isnull", True), ("months__isnull", False)),
                    _connector="OR",
                ),
                name="estimate_line_has_an_amount_or_months",
                violation_error_code="amount",
                violation_error_message="Oppgi enten et beløp eller et antall måneder etter prislisten.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costestimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("months__isnull", True), models.Q(("months__gte", 1), ("months__lte", 12)), _connector="OR"
                ),
                name="estimate_line_has_1_to_12_months",
                violation_error_code="months",
                violation_error_message="Et år har fra 1 til 12 måneder.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costestimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="estimate_line_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True)),
                fields=("kind", "year", "subject"),
                name="run_is_made_once",
                violation_error_message="Fordelingen finnes allerede. Slett utkastet, eller korriger den godkjente.",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True), ("state", "draft")),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False), ("state", "approved")),
                    _connector="OR",
                ),
                name="run_is_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrects__isnull", True), models.Q(("corrects", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="run_does_not_correct_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="run_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkeyshare",
            constraint=models.UniqueConstraint(
                fields=("key", "municipality"),
                name="municipality_has_one_share_in_a_key",
                violation_error_message="Kommunen har allerede en andel i nøkkelen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkeyshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                name="share_is_between_0_and_100",
                violation_error_message="En andel er mellom 0 og 100 prosent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="framechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "base"), ("replaces__isnull", True)),
                fields=("year",),
                name="year_has_one_frame",
                violation_error_code="year",
                violation_error_message="Året har allerede en vedtatt ramme. Før et nytt vedtak på den.",
            ),
        ),
        migrations.AddConstraint(
            model_name="framechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("subject",),
                name="frame_change_is_made_once",
                violation_error_code="title",
                violation_error_message="Endringen er allerede ført. Før et nytt vedtak på den i stedet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="framechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True), models.Q(("replaces", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="frame_change_does_not_replace_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="framechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="frame_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inhabitantcount",
            constraint=models.UniqueConstraint(
                fields=("municipality", "counted_on"),
                name="municipality_has_one_inhabitant_count_a_day",
                violation_error_code="counted_on",
                violation_error_message="Kommunen har allerede et innbyggertall denne dagen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="carry_over_is_positive",
                violation_error_code="amount",
                violation_error_message="Beløpet som overføres, må være over null.",
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_project", models.F("to_project")), _negated=True),
                name="carry_over_is_between_two_project_years",
                violation_error_code="to_project",
                violation_error_message="Velg et annet prosjektår enn det pengene kommer fra.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True),
                name="revision_changes_something",
                violation_error_code="amount",
                violation_error_message="En regulering kan ikke være null.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lineforecast",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__isnull", False), ("method", "by_hand")),
                    models.Q(models.Q(("method", "by_hand"), _negated=True), ("amount__isnull", True)),
                    _connector="OR",
                ),
                name="forecast_has_an_amount_when_set_by_hand",
                violation_error_code="amount",
                violation_error_message="Skriv beløpet når prognosen settes for hånd, og la det ellers stå tomt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthshare",
            constraint=models.UniqueConstraint(
                fields=("line", "month"),
                name="line_has_one_share_for_each_month",
                violation_error_message="Linjen har allerede en andel for denne måneden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__gte", 1), ("month__lte", 12)),
                name="month_share_is_of_a_month",
                violation_error_message="En måned er fra 1 til 12.",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                name="month_share_is_between_0_and_100",
                violation_error_message="En andel er mellom 0 og 100 prosent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentonaccount",
            constraint=models.UniqueConstraint(
                fields=("year", "municipality"),
                name="municipality_pays_on_account_once_a_year",
                violation_error_message="Kommunen har allerede en akontobetaling dette året.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentonaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="payment_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentonaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)),
                name="payment_is_not_negative",
                violation_error_code="amount",
                violation_error_message="En akontobetaling kan ikke være under null.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.UniqueConstraint(
                fields=("plan", "title"),
                name="plan_line_is_unique_in_its_plan",
                violation_error_code="title",
                violation_error_message="Planen har allerede en linje med denne tittelen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="plan_change_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planyear",
            constraint=models.UniqueConstraint(
                fields=("plan", "year"),
                name="plan_year_is_unique",
                violation_error_message="Planen har allerede en prisvekst for dette året.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planyear",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="plan_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planyear",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_growth__gte", -50), ("price_growth__lte", 100)),
                name="price_growth_is_plausible",
                violation_error_code="price_growth",
                violation_error_message="Prisveksten må være mellom −50 og 100 prosent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetier",
            constraint=models.UniqueConstraint(
                fields=("estimate", "up_to"),
                name="tier_limit_is_unique_in_its_price_list",
                violation_error_code="up_to",
                violation_error_message="Prislisten har allerede et trinn med denne grensen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetier",
            constraint=models.CheckConstraint(
                condition=models.Q(("up_to__gte", 1)),
                name="tier_holds_at_least_one_unit",
                violation_error_code="up_to",
                violation_error_message="Et pristrinn gjelder for minst én enhet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetier",
            constraint=models.CheckConstraint(
                condition=models.Q(("monthly_price__gte", 0)),
                name="tier_price_is_not_negative",
                violation_error_code="monthly_price",
                violation_error_message="En pris kan ikke være under null.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="sent_invoice_has_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="variancecause",
            constraint=models.UniqueConstraint(
                fields=("line", "slug"),
                name="cause_slug_is_unique_on_its_line",
                violation_error_code="slug",
                violation_error_message="Linjen har allerede en årsak med dette kortnavnet.",
            ),
        ),
    ]
