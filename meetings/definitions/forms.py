"""The form of a term."""

from django import forms
from django.core.exceptions import ValidationError

from meetings.definitions.models import Definition
from rorikt.pages.forms import ErrorsAtFields

LONGEST = 60


class DefinitionForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = Definition
        fields = ["term", "is_name", "other_forms", "meaning"]
        widgets = {"other_forms": forms.Textarea(attrs={"rows": 4}), "meaning": forms.Textarea(attrs={"rows": 4})}

    def clean_term(self) -> str:
        return _form(self.cleaned_data["term"])

    def clean_other_forms(self) -> str:
        """Each once."""
        typed = filter(str.strip, self.cleaned_data["other_forms"].splitlines())
        return "\n".join(dict.fromkeys(map(_form, typed)))


def _form(typed: str) -> str:
    """As it is looked for in texts. Raises ValidationError where it would be found everywhere or nowhere."""
    form = " ".join(typed.split())
    if len(form) < 2 or len(form) > LONGEST or not form[0].isalnum():
        raise ValidationError(f"«{form}» må være 2 til {LONGEST} tegn og begynne med en bokstav eller et tall.")
    return form
