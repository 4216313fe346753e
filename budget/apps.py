from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "budget"
    verbose_name = "Økonomi"

    def ready(self) -> None:
        from budget import guards
        from budget.account_actions import KIND
        from budget.run_guards import approved_runs
        from rorikt.imports import imported_files

        imported_files.register(KIND)
        if approved_runs not in guards.registered:
            guards.registered.append(approved_runs)
