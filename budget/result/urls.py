"""Addresses of the operating result, its lines and causes, and of the accounting year."""

from django.urls import path

from budget.result import closing_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("<budget_year:year>/", views.operating_result, name="operating-result"),
    path("<budget_year:year>/regnskapsaret/", closing_views.accounting_year, name="accounting-year"),
    path("<budget_year:year>/regnskapsaret/maned/", closing_views.state_reach, name="accounting-year-reach"),
    path("<budget_year:year>/regnskapsaret/avslutt/", closing_views.close_year, name="accounting-year-close"),
    path("<budget_year:year>/regnskapsaret/gjenapne/", closing_views.reopen_year, name="accounting-year-reopen"),
    path("<budget_year:year>/linjer/ny/", views.line_pages.new, name="line-new"),
    path("linjer/<int:pk>/", views.line, name="line"),
    path("linjer/<int:pk>/endre/", views.line_pages.edit, name="line-edit"),
    path("linjer/<int:pk>/slett/", views.line_pages.delete, name="line-delete"),
    path("linjer/<int:pk>/arsaker/ny/", views.cause_pages.new, name="cause-new"),
    path("arsaker/<int:pk>/endre/", views.cause_pages.edit, name="cause-edit"),
    path("arsaker/<int:pk>/slett/", views.cause_pages.delete, name="cause-delete"),
]
