"""Addresses of budget: Norwegian paths, English names. Each room has its own."""

from django.urls import include, path

from budget.money import addresses  # noqa: F401  # registers what a year is

app_name = "budget"
ROOMS = (
    "result", "accounts", "vouchers", "forecasts", "plan", "investments", "keys", "participation", "runs",
    "invoices", "charges", "frame", "estimates", "mapping", "new_year", "measures", "year_budget",
    "budget_files", "reconciling", "joint_invoices", "compensation", "consumption", "counts", "services",
    "instalments", "posting", "payments", "balances", "outlook", "municipal_year", "officers",
)  # fmt: skip
urlpatterns = [path("", include(f"budget.{room}.urls")) for room in ROOMS]
