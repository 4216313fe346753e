"""Addresses of balances."""

from django.urls import path

from budget.balances import views

urlpatterns = [
    path("<budget_year:year>/saldo/", views.balances, name="balances"),
    path("<budget_year:year>/saldo/send/", views.issue_balances, name="balances-issue"),
    path("saldo/<int:pk>/", views.balance, name="balance"),
    path("saldo/<int:pk>/pdf/", views.balance_pdf, name="balance-pdf"),
    path("saldo/<int:pk>/svar/", views.answer_balance, name="balance-answer"),
]
