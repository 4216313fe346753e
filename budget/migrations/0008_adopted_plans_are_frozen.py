from django.db import migrations

from rorikt.audit.append_only import FrozenWhen

PLAN = "EXISTS (SELECT 1 FROM budget_financialplan plan WHERE plan.id = {by} AND plan.adopted_on IS NOT NULL)"
OF_ADOPTED = PLAN.format(by="{row}.plan_id")
OF_LINE = PLAN.format(by="(SELECT line.plan_id FROM budget_planline line WHERE line.id = {row}.line_id)")
EVERY_CHANGE = ("INSERT", "UPDATE", "DELETE")


class Migration(migrations.Migration):
    """An adopted financial plan, its lines, price growth and changes stay as they were."""

    dependencies = [("budget", "0007_accounts_of_imports")]

    operations = [
        FrozenWhen("an_adopted_plan_stays", "budget_financialplan", "{row}.adopted_on IS NOT NULL"),
        FrozenWhen("a_line_of_an_adopted_plan_stays", "budget_planline", OF_ADOPTED, EVERY_CHANGE),
        FrozenWhen("the_growth_of_an_adopted_plan_stays", "budget_planyear", OF_ADOPTED, EVERY_CHANGE),
        FrozenWhen("a_change_of_an_adopted_plan_stays", "budget_planchange", OF_LINE, EVERY_CHANGE),
    ]
