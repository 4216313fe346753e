"""Reference data of support. Tickets are not edited here: they come from the service desk."""

from django.contrib import admin

from rorikt.admin import ReferenceAdmin, ReferenceInline
from support.models import Category, Holiday, SlaPolicy, WorkCalendar, WorkingHours


class WorkingHoursInline(ReferenceInline):
    model = WorkingHours


@admin.register(WorkCalendar)
class WorkCalendarAdmin(ReferenceAdmin):
    list_display = ["name", "valid_from", "half_day_closes_at"]
    inlines = [WorkingHoursInline]


@admin.register(Holiday)
class HolidayAdmin(ReferenceAdmin):
    list_display = ["day", "name", "is_half_day"]
    list_filter = ["is_half_day"]
    date_hierarchy = "day"


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ReferenceAdmin):
    list_display = ["priority", "target", "unit", "valid_from"]
    list_filter = ["priority"]


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    search_fields = ["name"]
