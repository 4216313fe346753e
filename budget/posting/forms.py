"""The form of a suggestion."""

from typing import Any

from django import forms

from budget.allocations.models import AllocationRun
from budget.ledger import kostra
from budget.posting.models import PostingRule
from rorikt.pages.forms import ErrorsAtFields

ALL = "Alle krav av typen"


class PostingForm(ErrorsAtFields, forms.ModelForm):
    subject = forms.ChoiceField(
        label="Gjelder bare", required=False, help_text="Et forslag for ett krav går foran forslaget for typen."
    )

    class Meta:
        model = PostingRule
        fields = ["kind", "subject", "year", "art", "function"]
        help_texts = {
            "art": "KOSTRA-arten kommunen fører utgiften på, tre sifre.",
            "function": "KOSTRA-funksjonen, tre sifre, for eksempel 120 for administrasjon.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = AllocationRun.objects.exclude(subject="").order_by("pk").values_list("subject", "title")
        gone = {self.instance.subject: "Ett krav"} if self.instance.subject else {}
        titles = {**gone, **dict(runs)}
        subject: Any = self.fields["subject"]
        subject.choices = [("", ALL), *sorted(titles.items(), key=lambda one: one[1])]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        year, art, kind, subject = (data.get(name) for name in ("year", "art", "kind", "subject"))
        if year and art and art not in kostra.arts(year):
            self.add_error("art", f"Art {art} finnes ikke i KOSTRA for {year}. Velg en art som gjelder det året.")
        if kind and subject and not AllocationRun.objects.filter(kind=kind, subject=subject).exists():
            self.add_error("subject", "Kravet er av en annen type. Velg typen det hører til.")
        return data
