"""What the database refuses stands at the field it is about, in every form of every app."""

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from rorikt.pages.forms import ErrorsAtFields

APPS = ["rorikt", "budget", "support", "meetings"]


def model_forms():
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if module.name.endswith((".forms", ".admin")):
                importlib.import_module(module.name)
    of_admin = [one.get_formset(None).form if hasattr(one, "get_formset") else one.form for one in admin_pages()]
    written = [form for form in subclasses(forms.ModelForm) if form.__module__.split(".")[0] in APPS]
    return {form for form in [*written, *of_admin] if getattr(form, "_meta", None) and form._meta.model}


def admin_pages():
    own = {model for app in APPS for model in apps.get_app_config(app).get_models()}
    return [page for model, page in admin.site._registry.items() if model in own]


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def told_constraints(form):
    """The constraints of the form's model that say in our words what is wrong, and whose field the form has."""
    for constraint in form._meta.model._meta.constraints:
        if constraint.violation_error_message != models.BaseConstraint.default_violation_error_message:
            yield constraint


def test_every_form_of_a_row_shows_what_the_database_refuses_at_fields():
    found = model_forms()

    assert len(found) > 25
    assert {form.__qualname__ for form in found if not issubclass(form, ErrorsAtFields)} == set()


def test_every_page_of_the_reference_data_has_such_a_form():
    pages = admin_pages()
    inlines = [inline for page in pages for inline in page.inlines]

    assert len(pages) > 8
    read_only = {"AuditEntryAdmin", "DutyStateAdmin"}
    faults = {type(page).__name__ for page in pages if not issubclass(page.form, ErrorsAtFields)}
    assert faults == read_only
    assert [inline for inline in inlines if not issubclass(inline.form, ErrorsAtFields)] == []


def test_a_violated_constraint_is_shown_at_the_field_that_it_names():
    shown = 0
    for form in model_forms():
        for constraint in told_constraints(form):
            if constraint.violation_error_code not in form.base_fields:
                continue
            refused = emptied(form)

            error = ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
            refused.add_error(None, ValidationError({NON_FIELD_ERRORS: [error]}))

            assert set(refused.errors) == {constraint.violation_error_code}, (form, constraint.name)
            shown += 1

    assert shown > 35


def test_a_constraint_that_a_form_can_violate_names_one_of_its_fields():
    of_nothing_in_the_form = {
        (form.__name__, constraint.name)
        for form in model_forms()
        for constraint in told_constraints(form)
        if fields_of(constraint) & set(form.base_fields) and constraint.violation_error_code not in form.base_fields
    }

    assert of_nothing_in_the_form == set()


def fields_of(constraint):
    if isinstance(constraint, models.UniqueConstraint):
        return set(constraint.fields)
    return {name.split("__")[0] for name in names_in(constraint.condition)}


def names_in(condition):
    """Of the fields that a condition asks for, whether it is written in words of queries or in expressions."""
    if isinstance(condition, models.F):
        yield condition.name
    elif isinstance(condition, models.Q):
        for child in condition.children:
            yield from names_in(child) if isinstance(child, models.Q) else [child[0]]
    else:
        for expression in condition.get_source_expressions():
            yield from names_in(expression)


def emptied(form):
    """The form as it is after its fields were found right, whatever else it wants to be given."""
    bare = form.__new__(form)
    forms.BaseForm.__init__(bare, data={})
    bare._errors, bare.cleaned_data = forms.utils.ErrorDict(), {}
    return bare


def test_an_error_of_the_whole_row_stays_at_the_top():
    class Plain(ErrorsAtFields, forms.Form):
        name = forms.CharField(required=False)

    form = Plain({})
    form.is_valid()
    form.add_error(None, ValidationError("Raden er slettet.", code="gone"))
    form.add_error(None, ValidationError({"name": "Skriv et navn."}))

    assert form.errors == {NON_FIELD_ERRORS: ["Raden er slettet."], "name": ["Skriv et navn."]}


@pytest.mark.django_db
def test_a_case_that_is_exempt_is_told_to_have_a_public_title_at_that_field():
    from meetings.agenda.forms import AgendaItemForm
    from meetings.agenda.models import AgendaItem
    from tests.factories import make_item

    typed = {"title": "Ny", "kind": AgendaItem.Kind.DECISION, "exempt_law": "offentleglova", "exempt_paragraph": "21"}

    form = AgendaItemForm(typed, instance=make_item())

    assert form.errors == {"public_title": ["Skriv en offentlig tittel, som ikke røper det som er unntatt."]}
