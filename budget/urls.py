"""Addresses of budget: Norwegian paths, English names."""

from django.urls import path, register_converter

from budget.accounts.urls import paths
from budget.charges import calculator_views
from budget.charges.views import (
    allocate_change,
    allocate_changes,
    charges,
    municipality_charges,
    municipality_charges_pdf,
)
from budget.estimates.views import (
    cost_estimate,
    cost_estimates,
    delete_cost_estimate,
    delete_line,
    delete_tier,
    edit_cost_estimate,
    edit_line,
    edit_tier,
    exempt_cost_estimate,
    new_cost_estimate,
    new_line,
    new_tier,
)
from budget.forecasts.views import forecast, set_distribution, set_forecast
from budget.frame.views import (
    decide_estimate,
    decline_estimate,
    frame,
    frame_change,
    new_decision,
    new_frame_change,
    newest_frame,
    reopen_estimate,
)
from budget.investments.views import (
    delete_carry_over,
    delete_project,
    delete_revision,
    edit_project,
    investments,
    new_carry_over,
    new_project,
    new_revision,
    payments,
    project,
)
from budget.invoices.views import forget_invoice, invoice_basis, invoice_basis_pdf, record_invoice
from budget.keys.views import (
    cost_key,
    cost_keys,
    delete_cost_key,
    delete_inhabitants,
    edit_cost_key,
    edit_inhabitants,
    inhabitants,
    new_cost_key,
    new_inhabitants,
)
from budget.plan import views as plan_views
from budget.result import views, year_views
from budget.runs.settlement_views import settlement
from budget.runs.views import approve_run, correct_run, delete_run, new_run, recompute_run, run, run_pdf, runs


class YearConverter:
    """The years that the database accepts, so that another one is a page not found."""

    regex = "20[0-9]{2}|2100"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(YearConverter, "budget_year")

app_name = "budget"
urlpatterns = [
    path("", views.index, name="index"),
    path("<budget_year:year>/", views.operating_result, name="operating-result"),
    path("<budget_year:year>/regnskapsaret/", year_views.accounting_year, name="accounting-year"),
    path("<budget_year:year>/regnskapsaret/maned/", year_views.state_reach, name="accounting-year-reach"),
    path("<budget_year:year>/regnskapsaret/avslutt/", year_views.close_year, name="accounting-year-close"),
    path("<budget_year:year>/regnskapsaret/gjenapne/", year_views.reopen_year, name="accounting-year-reopen"),
    *paths(),
    path("<budget_year:year>/linjer/ny/", views.new_line, name="line-new"),
    path("linjer/<int:pk>/", views.line, name="line"),
    path("linjer/<int:pk>/endre/", views.edit_line, name="line-edit"),
    path("linjer/<int:pk>/slett/", views.delete_line, name="line-delete"),
    path("linjer/<int:pk>/arsaker/ny/", views.new_cause, name="cause-new"),
    path("<budget_year:year>/prognose/", forecast, name="forecast"),
    path("linjer/<int:pk>/prognose/", set_forecast, name="forecast-set"),
    path("linjer/<int:pk>/maneder/", set_distribution, name="distribution"),
    path("okonomiplan/", plan_views.plans, name="plans"),
    path("okonomiplan/ny/", plan_views.new_plan, name="plan-new"),
    path("okonomiplan/<int:pk>/", plan_views.plan, name="plan"),
    path("okonomiplan/<int:pk>/endre/", plan_views.edit_plan, name="plan-edit"),
    path("okonomiplan/<int:pk>/slett/", plan_views.delete_plan, name="plan-delete"),
    path("okonomiplan/<int:pk>/prisvekst/", plan_views.growth, name="plan-growth"),
    path("okonomiplan/<int:pk>/vedta/", plan_views.adopt, name="plan-adopt"),
    path("okonomiplan/<int:pk>/linjer/ny/", plan_views.new_line, name="plan-line-new"),
    path("planlinjer/<int:pk>/endre/", plan_views.edit_line, name="plan-line-edit"),
    path("planlinjer/<int:pk>/slett/", plan_views.delete_line, name="plan-line-delete"),
    path("okonomiplan/<int:pk>/tiltak/nytt/", plan_views.new_change, name="plan-change-new"),
    path("tiltak/<int:pk>/endre/", plan_views.edit_change, name="plan-change-edit"),
    path("tiltak/<int:pk>/slett/", plan_views.delete_change, name="plan-change-delete"),
    path("arsaker/<int:pk>/endre/", views.edit_cause, name="cause-edit"),
    path("arsaker/<int:pk>/slett/", views.delete_cause, name="cause-delete"),
    path("<budget_year:year>/investeringer/", investments, name="investments"),
    path("<budget_year:year>/investeringer/nytt/", new_project, name="project-new"),
    path("prosjekter/<int:pk>/", project, name="project"),
    path("prosjekter/<int:pk>/endre/", edit_project, name="project-edit"),
    path("prosjekter/<int:pk>/slett/", delete_project, name="project-delete"),
    path("prosjekter/<int:pk>/reguleringer/ny/", new_revision, name="revision-new"),
    path("reguleringer/<int:pk>/slett/", delete_revision, name="revision-delete"),
    path("prosjekter/<int:pk>/overforinger/ny/", new_carry_over, name="carry-over-new"),
    path("overforinger/<int:pk>/slett/", delete_carry_over, name="carry-over-delete"),
    path("<budget_year:year>/oppgjor/", settlement, name="settlement"),
    path("<budget_year:year>/akonto/", payments, name="payments"),
    path("nokler/", cost_keys, name="cost-keys"),
    path("nokler/ny/", new_cost_key, name="cost-key-new"),
    path("nokler/<int:pk>/", cost_key, name="cost-key"),
    path("nokler/<int:pk>/endre/", edit_cost_key, name="cost-key-edit"),
    path("nokler/<int:pk>/slett/", delete_cost_key, name="cost-key-delete"),
    path("nokler/kalkulator/", calculator_views.calculator, name="key-calculator"),
    path("innbyggere/", inhabitants, name="inhabitants"),
    path("innbyggere/nytt/", new_inhabitants, name="inhabitants-new"),
    path("innbyggere/<int:pk>/endre/", edit_inhabitants, name="inhabitants-edit"),
    path("innbyggere/<int:pk>/slett/", delete_inhabitants, name="inhabitants-delete"),
    path("fordelinger/", runs, name="runs"),
    path("fordelinger/ny/", new_run, name="run-new"),
    path("fordelinger/<int:pk>/", run, name="run"),
    path("fordelinger/<int:pk>/pdf/", run_pdf, name="run-pdf"),
    path("fordelinger/<int:pk>/godkjenn/", approve_run, name="run-approve"),
    path("fordelinger/<int:pk>/regn/", recompute_run, name="run-recompute"),
    path("fordelinger/<int:pk>/korriger/", correct_run, name="run-correct"),
    path("fordelinger/<int:pk>/slett/", delete_run, name="run-delete"),
    path("fordelinger/<int:pk>/faktura/<str:number>/", invoice_basis, name="invoice-basis"),
    path("fordelinger/<int:pk>/faktura/<str:number>/pdf/", invoice_basis_pdf, name="invoice-basis-pdf"),
    path("fordelinger/<int:pk>/faktura/<str:number>/sendt/", record_invoice, name="invoice-sent"),
    path("fordelinger/<int:pk>/faktura/<str:number>/angre/", forget_invoice, name="invoice-forget"),
    path("<budget_year:year>/betaling/", charges, name="charges"),
    path("<budget_year:year>/betaling/<str:number>/", municipality_charges, name="municipality-charges"),
    path(
        "<budget_year:year>/betaling/<str:number>/pdf/",
        municipality_charges_pdf,
        name="municipality-charges-pdf",
    ),
    path("ramme/", newest_frame, name="newest-frame"),
    path("<budget_year:year>/ramme/", frame, name="frame"),
    path("<budget_year:year>/ramme/ny/", new_frame_change, name="frame-change-new"),
    path("ramme/<int:pk>/", frame_change, name="frame-change"),
    path("ramme/<int:pk>/vedtak/", new_decision, name="frame-decision-new"),
    path("ramme/<int:pk>/fordel/<budget_year:year>/", allocate_change, name="frame-change-allocate"),
    path("<budget_year:year>/ramme/fordel/", allocate_changes, name="frame-changes-allocate"),
    path("kostnadsoverslag/<slug:slug>/vedtak/", decide_estimate, name="estimate-decide"),
    path("kostnadsoverslag/<slug:slug>/avslag/", decline_estimate, name="estimate-decline"),
    path("kostnadsoverslag/<slug:slug>/ventes/", reopen_estimate, name="estimate-reopen"),
    path("kostnadsoverslag/", cost_estimates, name="cost-estimates"),
    path("kostnadsoverslag/unntatt/<int:pk>/", exempt_cost_estimate, name="exempt-cost-estimate"),
    path("nytt-kostnadsoverslag/", new_cost_estimate, name="cost-estimate-new"),
    path("kostnadsoverslag/<slug:slug>/", cost_estimate, name="cost-estimate"),
    path("kostnadsoverslag/<slug:slug>/endre/", edit_cost_estimate, name="cost-estimate-edit"),
    path("kostnadsoverslag/<slug:slug>/slett/", delete_cost_estimate, name="cost-estimate-delete"),
    path("kostnadsoverslag/<slug:slug>/linjer/ny/", new_line, name="estimate-line-new"),
    path("kostnadslinjer/<int:pk>/endre/", edit_line, name="estimate-line-edit"),
    path("kostnadslinjer/<int:pk>/slett/", delete_line, name="estimate-line-delete"),
    path("kostnadsoverslag/<slug:slug>/trinn/nytt/", new_tier, name="tier-new"),
    path("pristrinn/<int:pk>/endre/", edit_tier, name="tier-edit"),
    path("pristrinn/<int:pk>/slett/", delete_tier, name="tier-delete"),
]
