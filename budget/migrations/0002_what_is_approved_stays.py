from django.db import migrations

from rorikt.audit.append_only import AppendOnly, FrozenWhen

APPROVED = "EXISTS (SELECT 1 FROM budget_allocationrun run WHERE run.{by} AND run.state = 'approved')"
ADOPTED = "EXISTS (SELECT 1 FROM budget_financialplan plan WHERE plan.id = {by} AND plan.adopted_on IS NOT NULL)"
KEY_IN_USE = APPROVED.format(by="key_id = {row}.id")
SHARE_IN_USE = APPROVED.format(by="key_id = {row}.key_id")
PART_OF_APPROVED = APPROVED.format(by="id = {row}.run_id")
OF_ADOPTED = ADOPTED.format(by="{row}.plan_id")
OF_LINE = ADOPTED.format(by="(SELECT line.plan_id FROM budget_planline line WHERE line.id = {row}.line_id)")
EVERY_CHANGE = ("INSERT", "UPDATE", "DELETE")
# `NEW` is the row as it would be, also of an UPDATE.
SHARED_OF_OPEN = (
    "NEW.state = 'approved' AND NEW.kind IN ('operating_result', 'investment') AND NOT EXISTS "
    "(SELECT 1 FROM budget_accountingyear closed WHERE closed.year = NEW.year AND closed.closed_on IS NOT NULL)"
)


class Migration(migrations.Migration):
    """What an approved run says, the key it was split by, every change of the frame and an adopted plan stay.

    Of a key in use only the end may still be set, which happens when a new one takes over. A run of a year's result or
    investments is approved while the year is closed.
    """

    dependencies = [("budget", "0001_initial")]

    operations = [
        FrozenWhen("an_approved_run_stays", "budget_allocationrun", "{row}.state = 'approved'"),
        FrozenWhen("a_part_of_an_approved_run_stays", "budget_allocationpart", PART_OF_APPROVED, EVERY_CHANGE),
        FrozenWhen(
            "a_key_in_use_stays",
            "budget_costkey",
            KEY_IN_USE,
            columns=("id", "valid_from", "source", "case_number", "version"),
        ),
        FrozenWhen("a_share_of_a_key_in_use_stays", "budget_costkeyshare", SHARE_IN_USE, EVERY_CHANGE),
        FrozenWhen("a_calculation_of_a_key_in_use_stays", "budget_keycalculation", SHARE_IN_USE, EVERY_CHANGE),
        AppendOnly("budget_framechange"),
        FrozenWhen("an_adopted_plan_stays", "budget_financialplan", "{row}.adopted_on IS NOT NULL"),
        FrozenWhen("a_line_of_an_adopted_plan_stays", "budget_planline", OF_ADOPTED, EVERY_CHANGE),
        FrozenWhen("the_growth_of_an_adopted_plan_stays", "budget_planyear", OF_ADOPTED, EVERY_CHANGE),
        FrozenWhen("a_change_of_an_adopted_plan_stays", "budget_planchange", OF_LINE, EVERY_CHANGE),
        FrozenWhen("only_a_closed_year_is_shared", "budget_allocationrun", SHARED_OF_OPEN, ("INSERT", "UPDATE")),
    ]
