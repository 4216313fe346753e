"""Forms of terms and building projects."""

from django import forms

from meetings.registers.models import BuildingProject, Definition
from rorikt.pages.forms import ErrorsAtFields


class DefinitionForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = Definition
        fields = ["term", "meaning"]
        widgets = {"meaning": forms.Textarea(attrs={"rows": 4})}


class BuildingProjectForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = BuildingProject
        fields = ["title", "municipality", "status", "comment", "position", "is_active"]
        widgets = {"comment": forms.Textarea(attrs={"rows": 4})}
