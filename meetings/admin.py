"""The seats of the council. Meetings, cases and documents are edited on their own pages."""

from django.contrib import admin

from meetings.council.models import CouncilMember
from rorikt.admin import ReferenceAdmin


@admin.register(CouncilMember)
class CouncilMemberAdmin(ReferenceAdmin):
    list_display = ["name", "function", "municipality", "user", "from_on", "until_on"]
    list_filter = ["function", "municipality"]
    list_select_related = ["municipality", "user"]
    search_fields = ["name"]
