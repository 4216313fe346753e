"""The page of those who run the installation, and what programs ask; probes.py answers those before all else."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from rorikt.running.probes import alive, figures, ready
from rorikt.running.views import running

urlpatterns = [
    path("drift/", running, name="running"),
    path("helse/", login_not_required(alive), name="alive"),
    path("klar/", login_not_required(ready), name="ready"),
    path("metrikk/", login_not_required(figures), name="figures"),
]
