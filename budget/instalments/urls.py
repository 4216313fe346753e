"""Addresses of instalments."""

from django.urls import path

from budget.instalments import views

urlpatterns = [
    path("<budget_year:year>/terminer/", views.instalments, name="instalments"),
    path("<budget_year:year>/terminer/akonto/", views.plan_on_account, name="on-account-plan"),
    path("<budget_year:year>/terminer/<slug:of>/endre/", views.set_instalments, name="instalments-set"),
    path("terminer/<int:pk>/fakturert/", views.mark_invoiced, name="instalment-invoiced"),
]
