"""Reference data: who the cooperation is, its municipalities and its people. Every change is put in the audit trail."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from rorikt import audit
from rorikt.forms import ClockInput, DayInput
from rorikt.models import AuditEntry, Cooperation, Municipality, User
from rorikt.people import person

admin.site.site_header = "Grunndata"
admin.site.site_title = "Grunndata"
admin.site.index_title = "Det som må være på plass før resten kan brukes"
admin.site.site_url = "/"
admin.site.enable_nav_sidebar = False
# Log-in is in one place, with its rate limits; those who may not edit reference data get a 403.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Group)


class ReferenceAdmin(admin.ModelAdmin):
    """Open to those who may change reference data, by the same rules as everywhere else; nobody is a superuser."""

    permission = "rorikt.change_reference_data"
    formfield_overrides = {models.DateField: {"widget": DayInput}, models.TimeField: {"widget": ClockInput}}
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.permission)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.permission)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.permission)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.permission)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record("opprettet grunndata", request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record("endret grunndata", request, obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for obj in queryset:
            self._record("slettet grunndata", request, obj, str(obj))
        return super().log_deletions(request, queryset)

    def _record(self, action: str, request: HttpRequest, obj: Model, message: Any) -> None:
        audit.record(action, obj, by=person(request), now=timezone.now(), name=str(obj), message=message)


class ReferenceInline(admin.TabularInline):
    """Rows that are edited with the row they belong to; whoever may change that one may change these."""

    formfield_overrides = ReferenceAdmin.formfield_overrides
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(ReferenceAdmin.permission)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(ReferenceAdmin.permission)


@admin.register(Cooperation)
class CooperationAdmin(ReferenceAdmin):
    list_display = ["name", "council_name", "office_municipality"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request) and not Cooperation.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Municipality)
class MunicipalityAdmin(ReferenceAdmin):
    list_display = ["name", "number"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The number is what every share and ticket refers to."""
        return ["number"] if obj else []


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


class UserForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        help_texts = {
            "email": "Personen logger inn med denne adressen.",
            "role": "Rollen avgjør hva personen får se og gjøre.",
            "municipality": "Må velges for økonomi og rådsmedlemmer.",
            "is_active": "Fjern haken i stedet for å slette den som slutter; da blir historikken stående.",
            "is_staff": "Gir adgang til Grunndata. Gjelder bare sammen med rollen Administrator.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = "Passordet lagres kryptert og kan ikke vises, bare byttes."


@admin.register(User)
class UserAdmin(ReferenceAdmin, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    ordering = ["name"]
    list_display = ["name", "email", "role", "municipality", "is_active"]
    list_filter = ["role", "municipality", "is_active"]
    search_fields = ["name", "email"]
    filter_horizontal = ()
    readonly_fields = ["last_login"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("Personen", {"fields": ["name", "title", "role", "municipality"]}),
        ("Adgang", {"fields": ["is_active", "is_staff", "last_login"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "email",
                    "name",
                    "title",
                    "role",
                    "municipality",
                    "is_staff",
                    "usable_password",
                    "password1",
                    "password2",
                ],
            },
        ),
    ]


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """To be read, never changed; the database refuses it too."""

    list_display = ["at", "by", "action", "subject"]
    list_filter = ["action", "by"]
    search_fields = ["subject", "action"]
    date_hierarchy = "at"
    list_select_related = ["by"]
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rorikt.view_audit")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("rorikt.view_audit")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
