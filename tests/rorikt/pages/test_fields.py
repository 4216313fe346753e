"""Days, months and times of day are typed and read in Norwegian in every browser and every form."""

from datetime import date, time

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_filters import FilterSet

from rorikt.pages.fields import ClockField, DayField, MonthField
from rorikt.pages.forms import ErrorsAtFields
from support.sla.models import SlaPolicy
from tests.rorikt.pages.test_forms import APPS, admin_pages, model_forms, subclasses

FIRST = date(2024, 2, 1)
OF_BROWSERS = forms.DateField | forms.DateTimeField | forms.TimeField | forms.SplitDateTimeField


@pytest.mark.parametrize(
    "typed",
    ["1.2.2024", "01.02.2024", "01022024", "2024-02-01", "2024-2-1", "1/2/2024", "1-2-24", " 01.02.24 ", "1. 2. 2024"],
)
def test_a_day_is_read_as_norwegians_write_it(typed):
    assert DayField().clean(typed) == FIRST


@pytest.mark.parametrize("typed", ["2.2024", "02.2024", "022024", "2024-02", "02/2024", "2-2024"])
def test_a_month_is_read_as_its_first_day(typed):
    assert MonthField().clean(typed) == FIRST


@pytest.mark.parametrize("typed", ["8.30", "08:30", "0830", "08:30:00"])
def test_a_time_of_day_is_read_with_24_hours(typed):
    assert ClockField().clean(typed) == time(8, 30)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (DayField, "02/14/2024", "«02/14/2024» er ikke en dato. Skriv for eksempel 31.01.2024."),
        (DayField, "31.02.2024", "«31.02.2024» er ikke en dato. Skriv for eksempel 31.01.2024."),
        (DayField, "1022024", "«1022024» er ikke en dato. Skriv for eksempel 31.01.2024."),
        (DayField, "1.2.0224", "Velg en dato mellom 2000 og 2100."),
        (MonthField, "13.2024", "«13.2024» er ikke en måned. Skriv for eksempel 11.2023."),
        (MonthField, "1.1999", "Velg en måned mellom 2000 og 2100."),
        (ClockField, "25.00", "«25.00» er ikke et klokkeslett. Skriv for eksempel 08.30."),
        (ClockField, "8.30 PM", "«8.30 PM» er ikke et klokkeslett. Skriv for eksempel 08.30."),
    ],
)
def test_what_is_not_one_is_told_in_words(field, typed, told):
    with pytest.raises(ValidationError) as refused:
        field().clean(typed)

    assert refused.value.messages == [told]


def test_a_day_stands_in_its_field_as_it_is_read_and_as_it_was_typed_when_it_is_wrong():
    class Some(forms.Form):
        day = DayField(initial=FIRST, help_text="Dagen møtet holdes.")
        month = MonthField(initial=FIRST)
        clock = ClockField(initial=time(8, 30))

    assert [Some()[name].value() for name in ("day", "month", "clock")] == ["01.02.2024", "02.2024", "08.30"]
    assert Some({"day": "i går"})["day"].value() == "i går"
    assert Some()["day"].help_text == "Dagen møtet holdes. Skriv dd.mm.åååå."
    assert 'aria-describedby="id_month_helptext"' in str(Some()["month"])
    assert not Some({"day": "1.2.2024", "month": "2.2024", "clock": "8.30"}).has_changed()


@pytest.mark.django_db
def test_no_form_leaves_a_day_to_the_browser(rf, administrator):
    fields = [(form, name, field) for form in every_form(rf, administrator) for name, field in form.base_fields.items()]
    typed = [field for form, name, field in fields if isinstance(field, DayField | ClockField)]
    left = [(form.__name__, name) for form, name, field in fields if is_left_to_the_browser(field)]

    assert len(typed) > 25
    assert left == []


def is_left_to_the_browser(field):
    kind = field.widget.attrs.get("type") or getattr(field.widget, "input_type", "")
    return isinstance(field, OF_BROWSERS) or kind in {"date", "month", "time", "week", "datetime-local"}


@pytest.mark.django_db
def test_a_field_that_a_form_writes_anew_begins_with_the_models_default(rf, administrator):
    """SlaPolicy.pausing is the one that stored «nothing stops the clock»."""
    lost, kept = [], 0
    for form in every_form(rf, administrator):
        if issubclass(form, ErrorsAtFields) and issubclass(form, forms.BaseModelForm) and form._meta.model:
            begun = form.__new__(form)
            ErrorsAtFields.__init__(begun)  # whatever else this form wants to be given
            for field in form._meta.model._meta.concrete_fields:
                if field.name in begun.fields and field.has_default():
                    shown = begun.get_initial_for_field(begun.fields[field.name], field.name)
                    lost += [(form.__name__, field.name, shown)] if shown != field.get_default() else []
                    kept += 1

    assert kept > 15
    assert lost == []


@pytest.mark.django_db
def test_a_new_sla_policy_with_the_pauses_untouched_stops_the_clock_where_the_model_does(client, administrator):
    client.force_login(administrator)
    page = client.get(reverse("admin:support_slapolicy_add"))
    shown = page.context["adminform"].form
    typed = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}

    typed |= {"priority": "high", "kind": "incident", "target": "8", "unit": "hours", "valid_from": "1.1.2024"}
    client.post(reverse("admin:support_slapolicy_add"), typed)

    assert SlaPolicy.objects.get().pausing == SlaPolicy().pausing != []


def every_form(rf, user):
    request = rf.get("/")
    request.user = user
    model_forms()  # imports the modules of all rooms
    own = {form for form in subclasses(forms.BaseForm) if form.__module__.split(".")[0] in APPS}
    for page in admin_pages():
        if page.has_add_permission(request):
            own.add(page.get_form(request))
        own |= {inline(page.model, admin.site).get_formset(request).form for inline in page.inlines}
    for filters in subclasses(FilterSet):
        if filters.__module__.split(".")[0] in APPS:
            own.add(
                type(f"{filters.__name__}Form", (forms.Form,), {n: f.field for n, f in filters.base_filters.items()})
            )
    return {form for form in own if hasattr(form, "base_fields")}
