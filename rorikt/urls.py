"""Addresses: Norwegian paths, English names."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from meetings.front.views import home
from rorikt.access.password_reset import ResetView
from rorikt.jobs.views import cancel_job, job, job_status, retry_job

site: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("jobber/<uuid:pk>/", job, name="job"),
    path("jobber/<uuid:pk>/status/", job_status, name="job-status"),
    path("jobber/<uuid:pk>/avbryt/", cancel_job, name="job-cancel"),
    path("jobber/<uuid:pk>/prov-igjen/", retry_job, name="job-retry"),
    path("", include("rorikt.looks.urls")),
    path("", include("rorikt.telling.urls")),
]

urlpatterns = [
    path("", include((site, "rorikt"))),
    path("okonomi/", include("budget.urls")),
    path("brukerstotte/", include("support.urls")),
    path("", include("meetings.urls")),
    # An e-mail address is what a person logs in with, and is changed by an administrator.
    path("konto/email/", RedirectView.as_view(pattern_name="account_change_password")),
    path("konto/password/reset/", ResetView.as_view(), name="account_reset_password"),
    path("konto/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "rorikt.pages.refused.broken"
