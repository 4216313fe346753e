from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from rorikt.audit.append_only import AppendOnly, FrozenWhen, Released

APPROVED = "EXISTS (SELECT 1 FROM budget_allocationrun run WHERE run.{by} AND run.state = 'approved')"
ADOPTED = "EXISTS (SELECT 1 FROM budget_financialplan plan WHERE plan.id = {by} AND plan.adopted_on IS NOT NULL)"
KEY_IN_USE = APPROVED.format(by="key_id = {row}.id")
SHARE_IN_USE = APPROVED.format(by="key_id = {row}.key_id")
PART_OF_APPROVED = APPROVED.format(by="id = {row}.run_id")
OF_ADOPTED = ADOPTED.format(by="{row}.plan_id")
OF_LINE = ADOPTED.format(by="(SELECT line.plan_id FROM budget_planline line WHERE line.id = {row}.line_id)")
EVERY_CHANGE = ("INSERT", "UPDATE", "DELETE")
SHARED_OF_OPEN = (
    "NEW.state = 'approved' AND NEW.kind IN ('operating_result', 'investment') AND NOT EXISTS "
    "(SELECT 1 FROM budget_accountingyear closed WHERE closed.year = NEW.year AND closed.closed_on IS NOT NULL)"
)
# The rules of 0002, which are released while the rows they hold are moved, and set again as they were.
RULES: tuple[tuple[Any, ...], ...] = (
    ("an_approved_run_stays", "budget_allocationrun", "{row}.state = 'approved'"),
    ("a_part_of_an_approved_run_stays", "budget_allocationpart", PART_OF_APPROVED, EVERY_CHANGE),
    ("a_share_of_a_key_in_use_stays", "budget_costkeyshare", SHARE_IN_USE, EVERY_CHANGE),
    ("a_calculation_of_a_key_in_use_stays", "budget_keycalculation", SHARE_IN_USE, EVERY_CHANGE),
    ("an_adopted_plan_stays", "budget_financialplan", "{row}.adopted_on IS NOT NULL"),
    ("a_line_of_an_adopted_plan_stays", "budget_planline", OF_ADOPTED, EVERY_CHANGE),
    ("the_growth_of_an_adopted_plan_stays", "budget_planyear", OF_ADOPTED, EVERY_CHANGE),
    ("a_change_of_an_adopted_plan_stays", "budget_planchange", OF_LINE, EVERY_CHANGE),
    ("only_a_closed_year_is_shared", "budget_allocationrun", SHARED_OF_OPEN, ("INSERT", "UPDATE")),
)
KEY_RULE = ("a_key_in_use_stays", "budget_costkey", KEY_IN_USE, ("UPDATE", "DELETE"))
OF_KEY = ("id", "valid_from", "source", "{case}", "version")
APPENDED = AppendOnly("budget_framechange")
HELP = {
    "allocationrun": "Saken fordelingen følger av. Kan stå tom.",
    "budgetrevision": "Saken det ble vedtatt i. Kan stå tom.",
    "carryover": "Saken det ble vedtatt i. Kan stå tom.",
    "costestimate": "Saken overslaget hører til. Kan stå tom.",
    "costkey": "Saken nøkkelen ble vedtatt i. Kan stå tom.",
    "declinedestimate": "",
    "financialplan": "Saken planen ble vedtatt i. Kan stå tom.",
    "framechange": "Saken i samarbeidsrådet.",
}


def key_columns(case: str) -> tuple[str, ...]:
    return tuple(column.format(case=case) for column in OF_KEY)


def point_at_cases(apps: Any, editor: Any) -> None:
    """Each number that is written gets a reference, which the case itself takes over where it is here (meetings 0009)."""
    references = apps.get_model("rorikt", "CaseReference").objects
    for kind in HELP:
        rows = apps.get_model("budget", kind)._base_manager
        for number in rows.exclude(case_number="").order_by().values_list("case_number", flat=True).distinct():
            case, _ = references.get_or_create(number=number, same_as=None)
            rows.filter(case_number=number).update(case=case)
    editor.connection.check_constraints()  # PostgreSQL alters no table that still has rows to check


def write_numbers(apps: Any, editor: Any) -> None:
    """A case that has no number for good is lost from the rows that name it."""
    for kind in HELP:
        rows = apps.get_model("budget", kind)._base_manager
        named = rows.exclude(case=None).exclude(case__number=None)
        for case, number in named.order_by().values_list("case", "case__number").distinct():
            rows.filter(case=case).update(case_number=number)
    editor.connection.check_constraints()


class Migration(migrations.Migration):
    """What names a case points at it, and no longer holds the text of its number. Nothing printed or hashed changes."""

    dependencies = [("budget", "0004_words_once_more"), ("rorikt", "0008_case_references")]

    operations = [
        *(Released(*rule) for rule in RULES),
        Released(*KEY_RULE, key_columns("case_number")),
        migrations.RunPython(APPENDED.reverse_code, APPENDED.code),
        *(
            migrations.AddField(
                kind,
                "case",
                models.ForeignKey(
                    blank=True,
                    help_text=text,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="rorikt.casereference",
                    verbose_name="sak",
                ),
            )
            for kind, text in HELP.items()
        ),
        migrations.RunPython(point_at_cases, write_numbers),
        *(migrations.RemoveField(kind, "case_number") for kind in HELP),
        APPENDED,
        FrozenWhen(*KEY_RULE, key_columns("case_id")),
        *(FrozenWhen(*rule) for rule in reversed(RULES)),
    ]
