"""Addresses of budget files."""

from budget.budget_files import views
from rorikt.imports.views import addresses

urlpatterns = addresses("budsjettfiler/", views.BUDGET_FILES)
