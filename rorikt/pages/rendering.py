"""How forms become HTML: Designsystemet's markup, from `templates/components/`."""

from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Widget
from django.forms.renderers import TemplatesSetting


class DesignsystemetField(BoundField):
    """A field whose control carries the class of Designsystemet, whatever its widget."""

    @property
    def is_choice_list(self) -> bool:
        """Every choice is a control of its own, with its own label."""
        return isinstance(self.field.widget, RadioSelect | CheckboxSelectMultiple)

    @property
    def is_single_choice(self) -> bool:
        """A yes or no, whose label stands after the control."""
        return isinstance(self.field.widget, CheckboxInput)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        own = (widget or self.field.widget).attrs.get("class", "")
        return {**attrs, "class": f"{own} ds-input".strip()}


class FormRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/form_field.html"
    bound_field_class = DesignsystemetField
