"""Forms of terms and building projects."""

from django import forms

from meetings.registers.models import BuildingProject, Definition


class DefinitionForm(forms.ModelForm):
    class Meta:
        model = Definition
        fields = ["term", "meaning"]
        widgets = {"meaning": forms.Textarea(attrs={"rows": 4})}


class BuildingProjectForm(forms.ModelForm):
    class Meta:
        model = BuildingProject
        fields = ["title", "municipality", "status", "comment", "position", "is_active"]
        widgets = {"comment": forms.Textarea(attrs={"rows": 4})}
