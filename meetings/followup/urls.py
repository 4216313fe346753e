"""Addresses of the register of decisions, and of what is done after one."""

from django.urls import path

from meetings.followup import views

urlpatterns = [
    path("moter/vedtak/", views.decisions, name="decisions"),
    path("moter/oppfolging/", views.actions_list, name="actions"),
    path("moter/oppfolging/sak/<int:item>/nytt/", views.action_pages.new, name="action-new"),
    path("moter/oppfolging/sak/<int:item>/kommunene/", views.ask_municipalities, name="acts-ask"),
    path("moter/oppfolging/<int:pk>/", views.action, name="action"),
    path("moter/oppfolging/<int:pk>/rediger/", views.action_pages.edit, name="action-edit"),
    path("moter/oppfolging/<int:pk>/slett/", views.action_pages.delete, name="action-delete"),
    path("moter/oppfolging/<int:pk>/status/", views.action_state, name="action-state"),
    path("moter/oppfolging/kommune/<int:pk>/", views.edit_act, name="act-edit"),
]
