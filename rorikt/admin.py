"""Reference data: who the cooperation is, its municipalities and its people. Every change is put in the audit trail."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from rorikt.access import appointing
from rorikt.audit import rows, trail
from rorikt.audit.history import history
from rorikt.audit.models import AuditEntry
from rorikt.audit.telling import tell_all
from rorikt.duties.models import DutyState
from rorikt.pages.fields import ClockField, DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Cooperation, Municipality, User
from rorikt.people.person import person

admin.site.site_header = "Grunndata"
admin.site.site_title = "Grunndata"
admin.site.index_title = "Dette må være på plass før resten kan brukes"
admin.site.site_url = "/"
admin.site.enable_nav_sidebar = False
# Of roles there are ours alone; and what lets people in is changed by themselves, or on «Brukernes innlogging».
for other in (Group, Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession):
    if admin.site.is_registered(other):
        admin.site.unregister(other)


def may_enter(request: HttpRequest) -> bool:
    """Administrators, and the head, who gives people their roles as they do."""
    return request.user.has_perm("rorikt.enter_reference_data")


def log_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Who comes here is logged in already."""
    if may_enter(request):
        return redirect("admin:index")
    raise PermissionDenied


admin.site.has_permission = may_enter  # type: ignore[method-assign]
# Log-in is in one place, with its rate limits; those who may not edit reference data get a 403.
admin.site.login = secure_admin_login(log_in)  # type: ignore[method-assign]


class ReferenceForm(ErrorsAtFields, ModelForm):
    """What the database refuses is told at its field here as on the other pages."""


class ReferenceAdmin(admin.ModelAdmin):
    """Open to those who may change reference data, by the same rules as everywhere else; nobody is a superuser."""

    permission = "rorikt.change_reference_data"
    form = ReferenceForm
    formfield_overrides = {
        models.DateField: {"form_class": DayField},
        models.TimeField: {"form_class": ClockField},
    }
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

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        names = {field.name for field in obj._meta.many_to_many} & form.cleaned_data.keys()
        many = {name: form.cleaned_data[name] for name in names}
        rows.store_row(obj, by=person(request), now=timezone.now(), many=many)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by, now = person(request), timezone.now()
        for row in formset.save(commit=False):
            rows.store_row(row, by=by, now=now)
        for row in formset.deleted_objects:
            rows.delete_row(row, by=by, now=now)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        rows.delete_row(obj, by=person(request), now=timezone.now())

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            rows.delete_row(row, by=person(request), now=timezone.now())

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Of our own trail, which tells the values; Django's tells only which fields."""
        row = self.get_object(request, unquote(object_id))
        told = history(row) if row and self.has_view_permission(request, row) else []
        return super().history_view(request, object_id, {**(extra_context or {}), "history": told})


class ReferenceInline(admin.TabularInline):
    """Rows that are edited with the row they belong to; whoever may change that one may change these."""

    permission = ReferenceAdmin.permission
    form = ReferenceForm
    formfield_overrides = ReferenceAdmin.formfield_overrides
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.permission)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.permission)


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
    member_from_the_first = (
        "Kommunen regnes som medlem hele tiden til medlemskapet er registrert under Økonomi, Medlemskap og formål."
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        found = super().formfield_for_dbfield(db_field, request, **options)
        if found is not None and db_field.name == "number":
            found.help_text = self.member_from_the_first
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The number is what every share and ticket refers to."""
        return ["number"] if obj else []


class PersonForm(ReferenceForm):
    """Asks the same rules as the action that stores the person, so that what they say stands on the page."""

    by: User

    def _post_clean(self) -> None:
        super()._post_clean()
        try:
            appointing.check_person(self.instance, by=self.by)
        except ValidationError as error:
            self.add_error(None, error)


class NewUserForm(PersonForm, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


class UserForm(PersonForm, UserChangeForm):
    class Meta:
        model = User
        fields = ["email", "password", "name", "title", "role", "municipality", "is_active", "is_staff"]
        help_texts = {
            "email": "Personen logger inn med denne adressen.",
            "role": "Rollen avgjør hva personen får se og gjøre.",
            "municipality": "Må velges for økonomi og rådsmedlemmer.",
            "is_active": "Fjern krysset når noen slutter, i stedet for å slette brukeren. Da blir historikken stående.",
            "is_staff": "Gir tilgang til Grunndata. Gjelder bare sammen med rollen Administrator.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = "Passordet lagres kryptert og kan ikke vises, bare byttes."


@admin.register(User)
class UserAdmin(ReferenceAdmin, DjangoUserAdmin):
    permission = "rorikt.change_people"
    form = UserForm
    add_form = NewUserForm
    ordering = ["name"]
    list_display = ["name", "email", "role", "municipality", "is_active"]
    list_filter = ["role", "municipality", "is_active"]
    search_fields = ["name", "email"]
    filter_horizontal = ()
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("Personen", {"fields": ["name", "title", "role", "municipality"]}),
        ("Tilgang", {"fields": ["is_active", "is_staff", "last_login"]}),
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

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Nobody gives themselves a role or access."""
        own = ["role", "municipality", "is_active", "is_staff"] if obj == request.user else []
        return ["last_login", *own]

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (
            isinstance(obj, User) and self._why_needed([obj], request)
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Of several at once each may go, and not all of them."""
        deletable, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return deletable, counts, forbidden, [*protected, *self._why_needed(objs, request)]

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        appointing.delete_person(obj, by=person(request), now=timezone.now())

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        appointing.check_deletion(queryset, by=person(request))
        for one in queryset:
            self.delete_model(request, one)

    def _why_needed(self, people: Any, request: HttpRequest) -> list[str]:
        try:
            appointing.check_deletion(people, by=person(request))
        except ValidationError as error:
            return error.messages
        return []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        appointing.save_person(obj, by=person(request), now=timezone.now())

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """A password that was set is not among what is told of a person."""
        if "password" in str(message):
            trail.record("satte passord for bruker", obj, by=person(request), now=timezone.now())
        return super().log_change(request, obj, message)


class ReadAdmin(admin.ModelAdmin):
    """To be read, never changed, by those who have the permission."""

    permission = "rorikt.view_audit"
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.permission)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(DutyState)
class DutyStateAdmin(ReadAdmin):
    permission = "rorikt.change_reference_data"
    list_display = ["name", "ended_at", "told", "error"]
    fields = ["name", "begun_at", "ended_at", "told", "error"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadAdmin):
    """The database refuses a change too."""

    list_display = ["at", "by", "action", "told_subject", "told"]
    fields = ["at", "by", "action", "told_subject", "told", "hash"]
    readonly_fields = ["told_subject", "told"]
    list_filter = ["action", "by"]
    search_fields = ["subject", "action"]
    date_hierarchy = "at"
    list_select_related = ["by"]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        tell_all(shown.result_list)
        return shown

    @admin.display(description="hva", empty_value="–")
    def told(self, entry: AuditEntry) -> str:
        if not hasattr(entry, "told"):
            tell_all([entry])
        return str(getattr(entry, "told"))  # noqa: B009

    @admin.display(description="gjelder", ordering="subject")
    def told_subject(self, entry: AuditEntry) -> str:
        """`møte 1`: the kind of row in words. What it is called is not said: it may be renamed, exempt or gone."""
        label, _, key = entry.subject.partition(":")
        try:
            kind = apps.get_model(label)._meta.verbose_name
        except (LookupError, ValueError):  # of a kind that the product no longer has
            return entry.subject
        return f"{kind} {key}"
