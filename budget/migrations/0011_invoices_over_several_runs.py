import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rorikt.audit.append_only import AppendOnly, FrozenWhen


SAID = (
    "id", "municipality_id", "year", "sequence", "title", "first_on", "last_on", "issued_on", "due_on",
    "buyer_reference", "order_reference", "contract_reference", "terms", "text", "no_credited_reason", "net", "tax",
    "line_count", "content", "sha256", "reverses_id", "made_at", "made_by_id",
)  # fmt: skip
OF_INVOICE = "SELECT 1 FROM budget_invoice made WHERE made.id = {row}.invoice_id AND"
# What an invoice says never changes; that it is sent may be taken back, that it is withdrawn not.
RULES = (
    AppendOnly("budget_invoiceline"),
    AppendOnly("budget_creditedinvoice"),
    FrozenWhen("an_invoice_stays_as_it_was_made", "budget_invoice", "1 = 1", ("UPDATE",), SAID),
    FrozenWhen("an_invoice_is_never_deleted", "budget_invoice", "1 = 1", ("DELETE",)),
    FrozenWhen("a_withdrawn_invoice_stays", "budget_invoice", "{row}.withdrawn_at IS NOT NULL", ("UPDATE",)),
    FrozenWhen(
        "an_invoice_gets_no_more_lines",
        "budget_invoiceline",
        f"NOT EXISTS ({OF_INVOICE} made.line_count >= {{row}}.position)",
        ("INSERT",),
    ),
    FrozenWhen(
        "a_part_stays_on_its_invoice", "budget_invoicepart", "1 = 1", ("UPDATE",), ("id", "invoice_id", "part_id")
    ),
    FrozenWhen("a_part_is_never_taken_off_its_invoice", "budget_invoicepart", "1 = 1", ("DELETE",)),
    FrozenWhen("a_part_that_was_released_stays_so", "budget_invoicepart", "NOT {row}.is_in_force", ("UPDATE",)),
    FrozenWhen(
        "an_invoice_that_is_sent_takes_no_more_parts",
        "budget_invoicepart",
        f"EXISTS ({OF_INVOICE} (made.recorded_at IS NOT NULL OR made.withdrawn_at IS NOT NULL))",
        ("INSERT",),
    ),
)


class Migration(migrations.Migration):
    """One invoice over several runs, as it was made, and who claims the compensation of VAT."""

    dependencies = [
        ("budget", "0010_year_budget"),
        ("rorikt", "0014_what_unchanged_sections_print"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="betales i")),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="løpenummer")),
                ("title", models.CharField(max_length=120, verbose_name="tittel")),
                ("first_on", models.DateField(verbose_name="fra og med")),
                ("last_on", models.DateField(verbose_name="til og med")),
                ("issued_on", models.DateField(verbose_name="fakturadato")),
                ("due_on", models.DateField(verbose_name="forfall")),
                ("buyer_reference", models.CharField(max_length=60, verbose_name="kjøperens referanse")),
                ("order_reference", models.CharField(blank=True, max_length=60, verbose_name="bestillingsnummer")),
                ("contract_reference", models.CharField(blank=True, max_length=60, verbose_name="avtale")),
                ("terms", models.CharField(blank=True, max_length=200, verbose_name="betalingsbetingelser")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="fritekst")),
                (
                    "no_credited_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="hvorfor ingen faktura krediteres"),
                ),
                ("net", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="sum eksl. mva.")),
                ("tax", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="mva.")),
                ("line_count", models.PositiveSmallIntegerField(verbose_name="antall linjer")),
                ("content", models.TextField(verbose_name="fil")),
                ("sha256", models.CharField(max_length=64, verbose_name="kontrollsum")),
                ("made_at", models.DateTimeField(verbose_name="laget")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="fakturanummer")),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="sendt")),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="registrert")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="trukket")),
                ("withdrawal_reason", models.CharField(blank=True, max_length=200, verbose_name="grunn")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="laget av",
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
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrert av",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="budget.invoice",
                        verbose_name="krediterer",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="trukket av",
                    ),
                ),
            ],
            options={
                "verbose_name": "faktura",
                "verbose_name_plural": "fakturaer",
                "ordering": ["-year", "-issued_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CreditedInvoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, verbose_name="fakturanummer")),
                ("issued_on", models.DateField(verbose_name="fakturadato")),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credited",
                        to="budget.invoice",
                        verbose_name="kreditnota",
                    ),
                ),
            ],
            options={
                "verbose_name": "kreditert faktura",
                "verbose_name_plural": "krediterte fakturaer",
                "ordering": ["issued_on", "number"],
            },
        ),
        migrations.AddField(
            model_name="sentinvoice",
            name="invoice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sent_parts",
                to="budget.invoice",
                verbose_name="faktura",
            ),
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="linje")),
                ("name", models.CharField(max_length=300, verbose_name="tekst")),
                ("description", models.TextField(blank=True, verbose_name="forklaring")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                (
                    "category",
                    models.CharField(
                        choices=[("S", "S"), ("Z", "Z"), ("E", "E"), ("O", "O")],
                        max_length=1,
                        verbose_name="merverdiavgift",
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="sats")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="hvorfor uten mva.")),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="budget.invoice",
                        verbose_name="faktura",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.allocationpart",
                        verbose_name="kommunens del",
                    ),
                ),
            ],
            options={
                "verbose_name": "fakturalinje",
                "verbose_name_plural": "fakturalinjer",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="InvoicePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_in_force", models.BooleanField(default=True, verbose_name="gjelder")),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="budget.invoice",
                        verbose_name="faktura",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_parts",
                        to="budget.allocationpart",
                        verbose_name="kommunens del",
                    ),
                ),
            ],
            options={
                "verbose_name": "del på faktura",
                "verbose_name_plural": "deler på faktura",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="VatClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="gjelder fra og med år")),
                (
                    "claimant",
                    models.CharField(
                        choices=[
                            ("cooperation", "Samarbeidet (eller kontorkommunen) krever den selv"),
                            ("municipalities", "Hver kommune krever sin del"),
                        ],
                        max_length=20,
                        verbose_name="hvem som krever kompensasjonen",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Hvor det står: lov, forskrift, avtale, svar fra Skatteetaten eller revisor, med dato.",
                        max_length=300,
                        verbose_name="kilde",
                    ),
                ),
                ("stated_at", models.DateTimeField(editable=False, verbose_name="fastsatt")),
                (
                    "stated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="fastsatt av",
                    ),
                ),
            ],
            options={
                "verbose_name": "avklaring av mva-kompensasjon",
                "verbose_name_plural": "avklaringer av mva-kompensasjon",
                "ordering": ["-year"],
            },
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("municipality", "year", "sequence"), name="invoice_has_its_own_sequence"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("reverses",),
                name="invoice_is_reversed_once",
                violation_error_message="Det finnes allerede en kreditnota for hele fakturaen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("number", ""),
                        ("recorded_at__isnull", True),
                        ("recorded_by__isnull", True),
                        ("sent_on__isnull", True),
                    ),
                    models.Q(
                        ("recorded_at__isnull", False),
                        ("recorded_by__isnull", False),
                        ("sent_on__isnull", False),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invoice_is_recorded_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(
                        ("recorded_at__isnull", True),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_an_unsent_invoice_is_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))), name="invoice_period_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("issued_on"))), name="invoice_is_due_after_it_is_issued"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(condition=models.Q(("line_count__gte", 1)), name="invoice_has_lines"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="invoice_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditedinvoice",
            constraint=models.UniqueConstraint(
                fields=("invoice", "number"), name="invoice_is_credited_once_by_a_credit_note"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditedinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="credited_invoice_has_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(fields=("invoice", "position"), name="invoice_line_has_its_own_place"),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("category", "S"), ("percent__gt", 0)),
                    models.Q(models.Q(("category", "S"), _negated=True), ("percent", 0)),
                    _connector="OR",
                ),
                name="only_the_standard_category_has_a_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicepart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_in_force", True)),
                fields=("part",),
                name="part_is_on_one_invoice",
                violation_error_message="En av delene står allerede på en annen faktura. Begynn på nytt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicepart",
            constraint=models.UniqueConstraint(fields=("invoice", "part"), name="part_is_once_on_an_invoice"),
        ),
        migrations.AddConstraint(
            model_name="vatclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="vat_claim_year_is_plausible",
                violation_error_code="year",
                violation_error_message="Året må være mellom 2000 og 2100.",
            ),
        ),
        *RULES,
    ]
