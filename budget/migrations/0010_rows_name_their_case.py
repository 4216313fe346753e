import re

import django.core.validators
from django.db import migrations, models

from rorikt.audit.append_only import FrozenWhen, Released

EVERY_CHANGE = ("INSERT", "UPDATE", "DELETE")
BY_RUN = "EXISTS (SELECT 1 FROM budget_allocationrun run WHERE run.{by} AND run.state = 'approved')"
BY_PLAN = "EXISTS (SELECT 1 FROM budget_financialplan plan WHERE plan.id = {by} AND plan.adopted_on IS NOT NULL)"
BY_LINE = BY_PLAN.format(by="(SELECT line.plan_id FROM budget_planline line WHERE line.id = {row}.line_id)")
# SQLite copies the tables that get a field, and cannot while a trigger reads them.
RULES: list[tuple] = [
    ("an_approved_run_stays", "budget_allocationrun", "{row}.state = 'approved'"),
    ("a_part_of_an_approved_run_stays", "budget_allocationpart", BY_RUN.format(by="id = {row}.run_id"), EVERY_CHANGE),
    (
        "a_key_in_use_stays",
        "budget_costkey",
        BY_RUN.format(by="key_id = {row}.id"),
        ("UPDATE", "DELETE"),
        ("id", "valid_from", "source", "case_number", "version"),
    ),
    ("a_share_of_a_key_in_use_stays", "budget_costkeyshare", BY_RUN.format(by="key_id = {row}.key_id"), EVERY_CHANGE),
    (
        "a_calculation_of_a_key_in_use_stays",
        "budget_keycalculation",
        BY_RUN.format(by="key_id = {row}.key_id"),
        EVERY_CHANGE,
    ),
    ("an_adopted_plan_stays", "budget_financialplan", "{row}.adopted_on IS NOT NULL"),
    ("a_line_of_an_adopted_plan_stays", "budget_planline", BY_PLAN.format(by="{row}.plan_id"), EVERY_CHANGE),
    ("the_growth_of_an_adopted_plan_stays", "budget_planyear", BY_PLAN.format(by="{row}.plan_id"), EVERY_CHANGE),
    ("a_change_of_an_adopted_plan_stays", "budget_planchange", BY_LINE, EVERY_CHANGE),
]
NUMBER = re.compile(r"20\d{2}/M[1-9]\d?-\d{3}")


def named(what: str) -> models.CharField:
    return models.CharField(
        blank=True,
        default="",
        help_text=f"Saken {what}. Tom: ingen sak.",
        max_length=16,
        validators=[
            django.core.validators.RegexValidator(
                re.compile("^(?P<year>20\\d{2})/M(?P<meeting>[1-9]\\d?)-(?P<item>\\d{3})$"),
                "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004.",
            )
        ],
        verbose_name="saksnummer",
    )


def name_cases(apps, editor) -> None:
    """Of a run that of its frame change, of an estimate that of the first change made of it, else out of the words."""
    change_of, run_of = apps.get_model("budget", "FrameChange"), apps.get_model("budget", "AllocationRun")
    for change in change_of.objects.exclude(case_number="").order_by("-pk"):
        run_of.objects.filter(subject=change.subject).exclude(subject="").update(case_number=change.case_number)
        run_of.objects.filter(pk=change.run_id).update(case_number=change.case_number)
        if change.estimate_id:
            apps.get_model("budget", "CostEstimate").objects.filter(pk=change.estimate_id).update(
                case_number=change.case_number
            )
    for name in ("BudgetRevision", "CarryOver", "FinancialPlan"):
        for row in apps.get_model("budget", name).objects.exclude(decision=""):
            if found := NUMBER.search(row.decision):
                apps.get_model("budget", name).objects.filter(pk=row.pk).update(case_number=found[0])


class Migration(migrations.Migration):
    """Whatever quotes a case names it, so that what is exempt from the public is closed there too."""

    dependencies = [("budget", "0009_sent_invoices_and_declined_estimates")]

    operations = [
        *(Released(*rule) for rule in RULES),
        migrations.AddField("allocationrun", "case_number", named("fordelingen følger av"), preserve_default=False),
        migrations.AddField("costestimate", "case_number", named("overslaget hører til"), preserve_default=False),
        migrations.AddField("budgetrevision", "case_number", named("det ble vedtatt i"), preserve_default=False),
        migrations.AddField("carryover", "case_number", named("det ble vedtatt i"), preserve_default=False),
        migrations.AddField("financialplan", "case_number", named("planen ble vedtatt i"), preserve_default=False),
        *(
            migrations.AlterField(
                name, "decision", models.CharField("vedtak", max_length=120, help_text="Hvem som vedtok hva.")
            )
            for name in ("budgetrevision", "carryover")
        ),
        migrations.AlterField(
            "financialplan",
            "decision",
            models.CharField("vedtak", max_length=120, blank=True, help_text="Hvem som vedtok den."),
        ),
        migrations.RunPython(name_cases, migrations.RunPython.noop),
        *(FrozenWhen(*rule) for rule in RULES),
    ]
