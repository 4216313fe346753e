from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "budget"
    verbose_name = "Økonomi"

    def ready(self) -> None:
        from budget.account_actions import KIND
        from rorikt import imported_files

        imported_files.register(KIND)
