from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import budget.purposes.models
from rorikt.audit.append_only import FrozenWhen, Released

APPROVED = "EXISTS (SELECT 1 FROM budget_allocationrun run WHERE {by} AND run.state = 'approved')"
SPANNED = "run.id IN (SELECT span.run_id FROM budget_allocationspan span WHERE span.key_id = {row})"
BY_KEY = "(run.key_id = {row} OR " + SPANNED + ")"
KEY_ALONE = APPROVED.format(by="run.key_id = {row}.id")
SHARE_ALONE = APPROVED.format(by="run.key_id = {row}.key_id")
KEY_IN_USE = APPROVED.format(by=BY_KEY.replace("{row}", "{row}.id"))
SHARE_IN_USE = APPROVED.format(by=BY_KEY.replace("{row}", "{row}.key_id"))
OF_APPROVED = APPROVED.format(by="run.id = {row}.run_id")
EVERY_CHANGE = ("INSERT", "UPDATE", "DELETE")
SHARED_OF_OPEN = (
    "NEW.state = 'approved' AND NEW.kind IN ('operating_result', 'investment') AND NOT EXISTS "
    "(SELECT 1 FROM budget_accountingyear closed WHERE closed.year = NEW.year AND closed.closed_on IS NOT NULL)"
)
# Rules of 0005 that stand in the way of the tables they name, and are set again as they were.
RULES: tuple[tuple[Any, ...], ...] = (
    ("an_approved_run_stays", "budget_allocationrun", "{row}.state = 'approved'"),
    ("a_part_of_an_approved_run_stays", "budget_allocationpart", OF_APPROVED, EVERY_CHANGE),
    ("only_a_closed_year_is_shared", "budget_allocationrun", SHARED_OF_OPEN, ("INSERT", "UPDATE")),
)
# Rules of 0005 that held a key by the one run it decided alone.
OF_KEY = ("id", "valid_from", "source", "case_id", "version")
ALONE: tuple[tuple[Any, ...], ...] = (
    ("a_key_in_use_stays", "budget_costkey", KEY_ALONE, ("UPDATE", "DELETE"), OF_KEY),
    ("a_share_of_a_key_in_use_stays", "budget_costkeyshare", SHARE_ALONE, EVERY_CHANGE),
    ("a_calculation_of_a_key_in_use_stays", "budget_keycalculation", SHARE_ALONE, EVERY_CHANGE),
)


def name_the_general_purpose(apps: Any, editor: Any) -> None:
    """Every key there is so far is of the cooperation's agreement."""
    purposes = apps.get_model("budget", "KeyPurpose")._base_manager
    general, _ = purposes.get_or_create(is_general=True, defaults={"title": "Samarbeidsavtalen"})
    apps.get_model("budget", "CostKey")._base_manager.update(purpose=general)
    editor.connection.check_constraints()


class Migration(migrations.Migration):
    """Keys have a purpose and a run may be split by several; municipalities are members in periods."""

    dependencies = [
        ("budget", "0005_money_points_at_the_case"),
        ("rorikt", "0014_what_unchanged_sections_print"),
    ]

    operations = [
        *(Released(*rule) for rule in (*RULES, *ALONE)),
        migrations.CreateModel(
            name="AllocationSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="beløp")),
                ("first_on", models.DateField(verbose_name="fra og med")),
                ("last_on", models.DateField(verbose_name="til og med")),
                ("weight", models.PositiveSmallIntegerField(verbose_name="vekt")),
            ],
            options={
                "verbose_name": "nøkkel i fordelingen",
                "verbose_name_plural": "nøkler i fordelingen",
                "ordering": ["run", "key__purpose", "first_on"],
            },
        ),
        migrations.CreateModel(
            name="KeyPurpose",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "title",
                    models.CharField(
                        help_text="Det nøklene gjelder, for eksempel et felles system.",
                        max_length=80,
                        unique=True,
                        verbose_name="formål",
                    ),
                ),
                (
                    "counts_by",
                    models.CharField(
                        choices=[("days", "Dager"), ("months", "Hele måneder")],
                        default="days",
                        help_text="Med hele måneder må hver nøkkel begynne den første i en måned.",
                        max_length=10,
                        verbose_name="når nøkkelen endres i et år, deles beløp etter",
                    ),
                ),
                (
                    "is_general",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="gjelder alt som ikke har et eget formål"
                    ),
                ),
            ],
            options={
                "verbose_name": "formål",
                "verbose_name_plural": "formål",
                "ordering": ["-is_general", "title"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_on", models.DateField(verbose_name="medlem fra")),
                (
                    "last_on",
                    models.DateField(
                        blank=True,
                        help_text="La stå tom så lenge medlemskapet varer.",
                        null=True,
                        verbose_name="medlem til og med",
                    ),
                ),
            ],
            options={
                "verbose_name": "medlemskap",
                "verbose_name_plural": "medlemskap",
                "ordering": ["municipality", "first_on"],
            },
        ),
        migrations.AlterModelOptions(
            name="costkey",
            options={
                "ordering": ["-valid_from", "-version", "pk"],
                "verbose_name": "fordelingsnøkkel",
                "verbose_name_plural": "fordelingsnøkler",
            },
        ),
        migrations.RemoveConstraint(
            model_name="costkey",
            name="cost_key_begins_alone",
        ),
        migrations.AddField(
            model_name="framechange",
            name="holds_from",
            field=models.DateField(
                blank=True,
                help_text="Når kostnaden begynner midt i året. Da deles den etter nøklene fra denne dagen og ut året.",
                null=True,
                verbose_name="gjelder fra",
            ),
        ),
        migrations.AlterField(
            model_name="allocationpart",
            name="percent",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="andel"),
        ),
        migrations.AlterField(
            model_name="allocationrun",
            name="key",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="budget.costkey",
                verbose_name="fordelingsnøkkel",
            ),
        ),
        migrations.AlterField(
            model_name="allocationrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("operating_result", "Mer- eller mindreforbruk"),
                    ("investment", "Investeringer mot akonto"),
                    ("offset", "Investeringstilskudd med motregning"),
                    ("frame", "Driftsramme"),
                    ("case_cost", "Kostnad i en sak"),
                    ("consumption", "Forbruk av tjenester"),
                ],
                max_length=20,
                verbose_name="type",
            ),
        ),
        migrations.AddField(
            model_name="allocationspan",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="spans",
                to="budget.costkey",
                verbose_name="fordelingsnøkkel",
            ),
        ),
        migrations.AddField(
            model_name="allocationspan",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="spans",
                to="budget.allocationrun",
                verbose_name="fordeling",
            ),
        ),
        migrations.AddConstraint(
            model_name="keypurpose",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_general", True)),
                fields=("is_general",),
                name="one_purpose_of_keys_is_the_general",
            ),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="purpose",
            field=models.ForeignKey(
                blank=True,
                help_text="Hvilke fordelingsnøkler kostnaden deles etter. La stå tom for det alle er med på.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="budget.keypurpose",
                verbose_name="formål",
            ),
        ),
        migrations.AddField(
            model_name="costestimate",
            name="purpose",
            field=models.ForeignKey(
                blank=True,
                help_text="Hvilke fordelingsnøkler kostnaden deles etter. La stå tom for det alle er med på.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="budget.keypurpose",
                verbose_name="formål",
            ),
        ),
        migrations.AddField(
            model_name="framechange",
            name="purpose",
            field=models.ForeignKey(
                blank=True,
                help_text="Hvilke fordelingsnøkler kostnaden deles etter. La stå tom for det alle er med på.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="budget.keypurpose",
                verbose_name="formål",
            ),
        ),
        migrations.AddField(
            model_name="investmentproject",
            name="purpose",
            field=models.ForeignKey(
                blank=True,
                help_text="Hvilke fordelingsnøkler kostnaden deles etter. La stå tom for det alle er med på.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="budget.keypurpose",
                verbose_name="formål",
            ),
        ),
        migrations.AddField(
            model_name="costkey",
            name="purpose",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="keys",
                to="budget.keypurpose",
                verbose_name="formål",
            ),
        ),
        migrations.RunPython(name_the_general_purpose, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="costkey",
            name="purpose",
            field=models.ForeignKey(
                default=budget.purposes.models.general_purpose,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="keys",
                to="budget.keypurpose",
                verbose_name="formål",
            ),
        ),
        migrations.AddConstraint(
            model_name="costkey",
            constraint=models.UniqueConstraint(
                fields=("purpose", "valid_from", "version"),
                name="cost_key_begins_alone",
                violation_error_code="valid_from",
                violation_error_message="En annen nøkkel for det samme formålet begynner å gjelde samme dag.",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="case",
            field=models.ForeignKey(
                blank=True,
                help_text="Saken det ble vedtatt i. Kan stå tom.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rorikt.casereference",
                verbose_name="sak",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="rorikt.municipality",
                verbose_name="kommune",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationspan",
            constraint=models.UniqueConstraint(fields=("run", "key"), name="key_decides_once_in_a_run"),
        ),
        migrations.AddConstraint(
            model_name="allocationspan",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))), name="span_does_not_end_before_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationspan",
            constraint=models.CheckConstraint(condition=models.Q(("weight__gte", 1)), name="span_weighs_something"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("municipality", "first_on"),
                name="membership_begins_once",
                violation_error_code="first_on",
                violation_error_message="Kommunen har allerede et medlemskap som begynner denne dagen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("last_on__isnull", True)),
                fields=("municipality",),
                name="municipality_has_one_open_membership",
                violation_error_code="last_on",
                violation_error_message="Kommunen har allerede et medlemskap uten slutt. Avslutt det først.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"),
                name="membership_does_not_end_before_it_starts",
                violation_error_code="last_on",
                violation_error_message="Medlemskapet kan ikke slutte før det begynner.",
            ),
        ),
        FrozenWhen("a_key_in_use_stays", "budget_costkey", KEY_IN_USE, ("UPDATE", "DELETE"), (*OF_KEY, "purpose_id")),
        FrozenWhen("a_share_of_a_key_in_use_stays", "budget_costkeyshare", SHARE_IN_USE, EVERY_CHANGE),
        FrozenWhen("a_calculation_of_a_key_in_use_stays", "budget_keycalculation", SHARE_IN_USE, EVERY_CHANGE),
        FrozenWhen("a_key_of_an_approved_run_stays", "budget_allocationspan", OF_APPROVED, EVERY_CHANGE),
        *(FrozenWhen(*rule) for rule in reversed(RULES)),
    ]
