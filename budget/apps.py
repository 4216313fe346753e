from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "budget"
    verbose_name = "Økonomi"
    # What documents may show of the money, in the order of the list that authors pick from.
    offers = (
        "budget.result.offers",
        "budget.investments.offers",
        "budget.forecasts.offers",
        "budget.deviations.offers",
        "budget.measures.offers",
        "budget.sources",
        "budget.estimates.offers",
        "budget.counts.offers",
        "budget.consumption.offers",
    )

    works = ("budget.vouchers.copies", "budget.officers.making")
    duties = ("budget.vouchers.duties", "budget.officers.duties")
    tells = ("budget.officers.tells",)
    provers = ("budget.proof.proving",)

    def ready(self) -> None:
        from budget.accounts import pictured
        from budget.accounts.actions import KIND
        from budget.accounts.guards import registered
        from budget.budget_files.actions import KIND as BUDGET_FILE
        from budget.counts.actions import COUNTS_KIND
        from budget.estimates.guards import estimates_of_keys
        from budget.payments import actions as payments
        from budget.purposes import touches
        from budget.runs.guards import approved_runs, runs_of_keys
        from budget.vouchers.files import KIND as VOUCHERS
        from budget.vouchers.report import with_files
        from rorikt.imports import imported_files

        imported_files.register(KIND)
        imported_files.register(payments.KIND)
        imported_files.register(BUDGET_FILE)
        imported_files.register(COUNTS_KIND)
        imported_files.register(VOUCHERS)
        if with_files not in pictured.registered:
            pictured.registered.append(with_files)
        if approved_runs not in registered:
            registered.append(approved_runs)
        touches.register(runs_of_keys)
        touches.register(estimates_of_keys)
