import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.lookups
from decimal import Decimal
from django.db import migrations, models

from rorikt.audit.append_only import FrozenWhen


OF_APPROVED = "EXISTS (SELECT 1 FROM budget_allocationrun run WHERE run.id = {row}.run_id AND run.state = 'approved')"
EVERY_CHANGE = ("INSERT", "UPDATE", "DELETE")


class Migration(migrations.Migration):
    """A catalogue of services, their counts, and what a consumption run charges; an approved one stays as it is."""

    dependencies = [
        ("budget", "0011_invoices_over_several_runs"),
        ("rorikt", "0014_what_unchanged_sections_print"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsumptionProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "title",
                    models.CharField(
                        error_messages={"unique": "Navnet er brukt før."},
                        max_length=120,
                        unique=True,
                        verbose_name="navn",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("query", models.TextField(editable=False, verbose_name="valg")),
            ],
            options={
                "verbose_name": "forslag til antall og priser",
                "verbose_name_plural": "forslag til antall og priser",
                "ordering": ["-year", "title"],
            },
        ),
        migrations.CreateModel(
            name="PriceList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "per",
                    models.CharField(
                        choices=[("month", "måned"), ("year", "år")],
                        default="month",
                        max_length=10,
                        verbose_name="prisen gjelder for en",
                    ),
                ),
                (
                    "tiering",
                    models.CharField(
                        choices=[
                            ("none", "Ingen trinn: én pris"),
                            ("total_whole", "Samlet antall velger trinn, og hele antallet får trinnets pris"),
                            ("total_steps", "Samlet antall, hvert trinn for seg"),
                            ("own_whole", "Kommunens antall velger trinn, og hele antallet får trinnets pris"),
                            ("own_steps", "Kommunens antall, hvert trinn for seg"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="pristrinn",
                    ),
                ),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Eksl. mva. La stå tom når prislisten har trinn.",
                        max_digits=14,
                        null=True,
                        verbose_name="pris",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Avtalen eller vedtaket bak prisen.", max_length=200, verbose_name="kilde"
                    ),
                ),
            ],
            options={
                "verbose_name": "prisliste",
                "verbose_name_plural": "prislister",
                "ordering": ["service", "-year"],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="kundenummer")),
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "Kunden finnes allerede."},
                        max_length=80,
                        unique=True,
                        verbose_name="kunde",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        help_text="Kommunen som betaler for kunden. Tom: ingen, bare tellingen vises.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "kunde",
                "verbose_name_plural": "kunder",
                "ordering": ["number", "name"],
            },
        ),
        migrations.CreateModel(
            name="PriceStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="fra"
                    ),
                ),
                ("last", models.PositiveIntegerField(blank=True, null=True, verbose_name="til og med")),
                ("price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="pris")),
                (
                    "price_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="budget.pricelist",
                        verbose_name="prisliste",
                    ),
                ),
            ],
            options={
                "verbose_name": "trinn i prislisten",
                "verbose_name_plural": "trinn i prislisten",
                "ordering": ["price_list", "first"],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="tjeneste")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        error_messages={"unique": "En annen tjeneste har dette kortnavnet."},
                        help_text="Brukes i adressen til siden og i dokumenter. Lages av navnet hvis det står tomt.",
                        max_length=60,
                        unique=True,
                        verbose_name="kortnavn",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("user", "bruker"),
                            ("device", "enhet"),
                            ("licence", "lisens"),
                            ("server", "server"),
                            ("inhabitant", "innbygger"),
                            ("fixed", "fast pris"),
                        ],
                        default="user",
                        max_length=12,
                        verbose_name="enhet",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("each_month", "Antallet i hver måned"),
                            ("average", "Gjennomsnittet av tellingene i perioden"),
                            ("day", "Antallet på en tellingsdag"),
                        ],
                        default="each_month",
                        help_text="Gjelder ikke tjenester med fast pris.",
                        max_length=12,
                        verbose_name="det som faktureres",
                    ),
                ),
                (
                    "counting_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="måned for tellingsdagen",
                    ),
                ),
                (
                    "counting_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="dag for tellingsdagen",
                    ),
                ),
                (
                    "fixed_as",
                    models.CharField(
                        choices=[
                            ("each", "Samme beløp fra hver kommune som deltar"),
                            ("equally", "Ett beløp som deles likt mellom dem som deltar"),
                            ("by_key", "Ett beløp som deles etter fordelingsnøkkelen"),
                        ],
                        default="each",
                        help_text="Bare for enheten «fast pris».",
                        max_length=10,
                        verbose_name="fast pris er",
                    ),
                ),
                (
                    "is_for_all",
                    models.BooleanField(
                        default=True,
                        help_text="Uten kryss deltar bare kommunene som legges inn på tjenesten.",
                        verbose_name="alle medlemmer deltar",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="merknad")),
                (
                    "purpose",
                    models.ForeignKey(
                        blank=True,
                        help_text="Hvilke fordelingsnøkler kostnaden deles etter. La stå tom for det alle er med på.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.keypurpose",
                        verbose_name="formål",
                    ),
                ),
            ],
            options={
                "verbose_name": "tjeneste",
                "verbose_name_plural": "tjenester",
                "ordering": ["title"],
            },
        ),
        migrations.AddField(
            model_name="pricelist",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="price_lists",
                to="budget.service",
                verbose_name="tjeneste",
            ),
        ),
        migrations.CreateModel(
            name="ConsumptionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="tjeneste")),
                ("unit", models.CharField(max_length=30, verbose_name="enhet")),
                ("method", models.CharField(max_length=80, verbose_name="måling")),
                ("months", models.PositiveSmallIntegerField(verbose_name="måneder")),
                ("count", models.DecimalField(decimal_places=4, max_digits=14, verbose_name="antall")),
                ("ratio", models.DecimalField(decimal_places=4, max_digits=7, verbose_name="andel")),
                ("counts", models.JSONField(blank=True, default=list, verbose_name="tellinger")),
                ("arithmetic", models.CharField(max_length=300, verbose_name="regnestykke")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
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
                        related_name="consumption",
                        to="budget.allocationrun",
                        verbose_name="fordeling",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.service",
                        verbose_name="tjeneste",
                    ),
                ),
            ],
            options={
                "verbose_name": "forbruk av en tjeneste",
                "verbose_name_plural": "forbruk av tjenester",
                "ordering": ["run", "title", "municipality"],
            },
        ),
        migrations.CreateModel(
            name="ConsumedMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="måned")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consumed_months",
                        to="budget.allocationrun",
                        verbose_name="fordeling",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.service",
                        verbose_name="tjeneste",
                    ),
                ),
            ],
            options={
                "verbose_name": "måned av en tjeneste",
                "verbose_name_plural": "måneder av tjenester",
                "ordering": ["run", "service", "month"],
            },
        ),
        migrations.CreateModel(
            name="ServiceCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_on", models.DateField(verbose_name="dato")),
                ("count", models.PositiveIntegerField(verbose_name="antall")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="kilde")),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="budget.customer",
                        verbose_name="kunde",
                    ),
                ),
                (
                    "imported",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.importedfile",
                        verbose_name="import",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.importedfile",
                        verbose_name="erstattet av",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="budget.service",
                        verbose_name="tjeneste",
                    ),
                ),
            ],
            options={
                "verbose_name": "antall av en tjeneste",
                "verbose_name_plural": "antall av tjenester",
                "ordering": ["service", "counted_on", "municipality", "customer"],
            },
        ),
        migrations.CreateModel(
            name="ServiceParticipant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_on", models.DateField(verbose_name="deltar fra og med")),
                (
                    "last_on",
                    models.DateField(
                        blank=True,
                        help_text="La stå tom så lenge kommunen deltar.",
                        null=True,
                        verbose_name="deltar til og med",
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
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="budget.service",
                        verbose_name="tjeneste",
                    ),
                ),
            ],
            options={
                "verbose_name": "kommune som deltar",
                "verbose_name_plural": "kommuner som deltar",
                "ordering": ["municipality", "first_on"],
            },
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="customer_number_is_unique",
                violation_error_code="number",
                violation_error_message="En annen kunde har dette kundenummeret.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricestep",
            constraint=models.UniqueConstraint(
                fields=("price_list", "first"),
                name="price_step_begins_once",
                violation_error_message="To trinn begynner på det samme antallet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first__gte", 1),
                    models.Q(("last__isnull", True), ("last__gte", models.F("first")), _connector="OR"),
                ),
                name="price_step_does_not_end_before_it_starts",
                violation_error_message="Et trinn kan ikke slutte før det begynner.",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                fields=("title",),
                name="service_has_a_name_of_its_own",
                violation_error_code="title",
                violation_error_message="En annen tjeneste har dette navnet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("measure", "day"), _negated=True),
                    models.Q(("counting_day__range", (1, 31)), ("counting_month__range", (1, 12))),
                    _connector="OR",
                ),
                name="service_measured_on_a_day_has_the_day",
                violation_error_code="counting_month",
                violation_error_message="Oppgi dag og måned for tellingsdagen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.UniqueConstraint(
                fields=("service", "year"),
                name="service_has_one_price_list_a_year",
                violation_error_code="year",
                violation_error_message="Tjenesten har allerede en prisliste for dette året. Endre den.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price__isnull", False), ("tiering", "none")),
                    models.Q(models.Q(("tiering", "none"), _negated=True), ("price__isnull", True)),
                    _connector="OR",
                ),
                name="price_list_has_a_price_or_steps",
                violation_error_code="price",
                violation_error_message="Oppgi prisen, eller la den stå tom og legg inn trinn.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="price_list_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumptionrow",
            constraint=models.UniqueConstraint(
                fields=("run", "service", "municipality"),
                name="municipality_has_one_row_for_a_service_in_a_run",
                violation_error_message="Kommunen har allerede en rad for tjenesten i fordelingen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumptionrow",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThan(
                    django.db.models.functions.math.Abs(
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("booked"), "-", models.F("amount")
                            ),
                            "+",
                            models.F("previously"),
                        )
                    ),
                    models.Value(Decimal("0.005")),
                ),
                name="consumption_books_what_differs",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumptionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__gte", 1), models.Q(("amount", 0), ("count", 0)), _connector="OR"),
                name="who_does_not_take_part_pays_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumedmonth",
            constraint=models.UniqueConstraint(
                fields=("service", "month"),
                name="month_of_a_service_is_charged_once",
                violation_error_message="Måneden er allerede med i en annen fordeling av forbruk.",
            ),
        ),
        migrations.AddIndex(
            model_name="servicecount",
            index=models.Index(fields=["service", "counted_on"], name="count_by_service_and_day"),
        ),
        migrations.AddConstraint(
            model_name="servicecount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("customer__isnull", True), ("replaced_by__isnull", True)),
                fields=("service", "municipality", "counted_on"),
                name="service_counts_a_municipality_once_a_day",
                violation_error_message="Kommunen har allerede et antall denne dagen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicecount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("customer__isnull", False), ("replaced_by__isnull", True)),
                fields=("service", "customer", "counted_on"),
                name="service_counts_a_customer_once_a_day",
                violation_error_message="Kunden har allerede et antall denne dagen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicecount",
            constraint=models.CheckConstraint(
                condition=models.Q(("municipality__isnull", False), ("customer__isnull", False), _connector="OR"),
                name="count_is_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceparticipant",
            constraint=models.UniqueConstraint(
                fields=("service", "municipality", "first_on"),
                name="participation_begins_once",
                violation_error_code="first_on",
                violation_error_message="Kommunen deltar allerede fra denne dagen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceparticipant",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"),
                name="participation_does_not_end_before_it_starts",
                violation_error_code="last_on",
                violation_error_message="Kommunen kan ikke slutte å delta før den begynner.",
            ),
        ),
        FrozenWhen("a_row_of_an_approved_consumption_stays", "budget_consumptionrow", OF_APPROVED, EVERY_CHANGE),
        FrozenWhen("a_month_of_an_approved_consumption_stays", "budget_consumedmonth", OF_APPROVED, EVERY_CHANGE),
    ]
