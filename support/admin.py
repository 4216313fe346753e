"""Reference data of support. Tickets are not edited here: they come from the service desk."""

from django import forms
from django.contrib import admin

from rorikt.admin import ReferenceAdmin, ReferenceForm, ReferenceInline
from support.sla.judging import Waiting
from support.sla.models import Holiday, SlaPolicy, WorkCalendar, WorkingHours
from support.tickets.models import Category, MunicipalityCount, Team

CHANGE_SLA = "support.change_sla"


class WorkingHoursInline(ReferenceInline):
    permission = CHANGE_SLA
    model = WorkingHours


@admin.register(WorkCalendar)
class WorkCalendarAdmin(ReferenceAdmin):
    permission = CHANGE_SLA
    list_display = ["name", "valid_from", "half_day_closes_at", "closes_on_holidays"]
    inlines = [WorkingHoursInline]


@admin.register(Holiday)
class HolidayAdmin(ReferenceAdmin):
    permission = CHANGE_SLA
    list_display = ["day", "name", "is_half_day"]
    list_filter = ["is_half_day"]
    date_hierarchy = "day"


class SlaPolicyForm(ReferenceForm):
    pausing = forms.MultipleChoiceField(
        label="Klokken står når saken",
        required=False,
        choices=[(why.value, why.label) for why in Waiting if why != Waiting.RESOLVED],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_pausing(self) -> list[str]:
        """In the order they are stored, so that the trail tells of them only where they were changed."""
        return sorted(self.cleaned_data["pausing"])


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ReferenceAdmin):
    permission = CHANGE_SLA
    form = SlaPolicyForm
    list_display = [
        "priority", "kind", "printed_target", "printed_response_target", "ending", "runs_always", "valid_from",
    ]  # fmt: skip
    list_filter = ["priority", "kind"]


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    list_display = ["name", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name"]


@admin.register(Team)
class TeamAdmin(ReferenceAdmin):
    search_fields = ["name"]


@admin.register(MunicipalityCount)
class MunicipalityCountAdmin(ReferenceAdmin):
    list_display = ["municipality", "valid_from", "inhabitants", "users"]
    list_select_related = ["municipality"]
