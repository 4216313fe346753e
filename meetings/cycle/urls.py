"""Addresses of the cycle of the year."""

from django.urls import path

from meetings.cycle import views

urlpatterns = [
    path("moter/arshjul/", views.this_year, name="cycle"),
    path("moter/arshjul/nytt/", views.point_pages.new, name="cycle-point-new"),
    path("moter/arshjul/<int:year>/", views.one_year, name="cycle-year"),
    path("moter/arshjul/punkt/<int:pk>/", views.point_pages.edit, name="cycle-point-edit"),
    path("moter/arshjul/punkt/<int:pk>/slett/", views.point_pages.delete, name="cycle-point-delete"),
    path("moter/arshjul/punkt/<int:pk>/<int:year>/gjort/", views.finish, name="cycle-finish"),
    path("moter/arshjul/punkt/<int:pk>/<int:year>/angre/", views.reopen, name="cycle-reopen"),
]
