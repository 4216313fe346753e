"""Forms of what a register is: itself, its columns, and the states of a column."""

from typing import Any

from django import forms

from meetings.exemptions.forms import GROUND, GroundForm
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterColumn, RegisterState
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import User

EXPLAINED = {
    Kind.TEXT: "Én linje, for eksempel et navn eller en leverandør.",
    Kind.NOTES: "Flere linjer, for eksempel en kommentar.",
    Kind.NUMBER: "Kan summeres, for eksempel antall brukere.",
    Kind.AMOUNT: "Med øre. Kan summeres.",
    Kind.DAY: "Systemet kan minne den ansvarlige om datoen.",
    Kind.MOMENT: "For eksempel når en hendelse begynte.",
    Kind.STATE: "Ett av ordene du bestemmer, hvert med sin farge.",
    Kind.MUNICIPALITY: "Én av kommunene i samarbeidet.",
    Kind.MUNICIPALITIES: "En eller flere av kommunene, eller «Alle».",
    Kind.PERSON: "En som arbeider i samarbeidet. Får påminnelsene om raden.",
    Kind.ROW: "Knytter raden til en rad et annet sted, for eksempel et tiltak til risikoanalysen.",
}


class RegisterForm(GroundForm):
    class Meta:
        model = Register
        fields = [
            "title", "lead", "readers", "is_own_rows_only", "editors", "named_editors", "owner", "is_active", *GROUND,
        ]  # fmt: skip
        widgets = {
            "lead": forms.Textarea(attrs={"rows": 3}),
            "readers": forms.RadioSelect,
            "editors": forms.RadioSelect,
            "named_editors": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "lead": "En setning eller to, til dem som ikke kjenner registeret.",
            "named_editors": "Gjelder når bare noen er valgt til å skrive. De må også kunne lese registeret.",
            "is_active": "Et register som ikke er i bruk, kan leses, men ikke brukes i nye rapporter. "
            "Godkjente rapporter beholder det de skrev ut.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [self.instance.owner_id, *(person.pk for person in self.initial.get("named_editors", ()))]
        people = User.objects.filter(is_active=True) | User.objects.filter(pk__in=[pk for pk in there if pk])
        for name in ("owner", "named_editors"):
            field: Any = self.fields[name]
            field.queryset = people.order_by("name", "pk")
        owner: Any = self.fields["owner"]
        owner.empty_label = "Ingen"


class NewRegisterForm(RegisterForm):
    """With the title of the first column."""

    first_column = forms.CharField(
        label="Første kolonne",
        max_length=60,
        initial="Tittel",
        help_text="Det en rad heter, for eksempel «Anskaffelse» eller «Kurs». Flere kolonner legger du til etterpå.",
    )
    field_order = ["title", "lead", "first_column"]

    class Meta(RegisterForm.Meta):
        fields = [name for name in RegisterForm.Meta.fields if name != "is_active"]


class ColumnForm(ErrorsAtFields, forms.ModelForm):
    """What does not belong to the kind that is chosen is told at its field."""

    class Meta:
        model = RegisterColumn
        fields = [
            "title", "kind", "refers_to", "decimals", "is_per_municipality", "is_required", "remind_days", "is_printed",
            "width",
        ]  # fmt: skip
        widgets = {"kind": forms.RadioSelect}
        labels = {"refers_to": "Hvilket register radene hentes fra"}
        help_texts = {
            "refers_to": "Bare for «Rad i et annet register».",
            "decimals": "Bare for «Tall». 0 gir hele tall.",
            "remind_days": "Bare for «Dato». Tomt gir ingen påminnelse. Rader som er avsluttet, minnes det ikke om.",
            "is_required": "En rad uten innhold her kan ikke lagres fra skjema eller fil.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        refers: Any = self.fields["refers_to"]
        refers.empty_label = "Ikke valgt"
        kind.choices = [(one.value, f"{one.label}. {EXPLAINED[one]}") for one in Kind]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind != Kind.DAY and data.get("remind_days") is not None:
            self.add_error("remind_days", "Bare en dato kan det minnes om. Tøm feltet, eller velg «Dato».")
        if kind != Kind.ROW and data.get("refers_to"):
            self.add_error("refers_to", "Velg «Rad i et annet register», eller tøm feltet.")
        if kind == Kind.ROW and not data.get("refers_to") and "refers_to" not in self.errors:
            self.add_error("refers_to", "Velg hvilket register radene hentes fra.")
        if kind != Kind.NUMBER and data.get("decimals"):
            self.add_error("decimals", "Bare tall har desimaler. Skriv 0, eller velg «Tall».")
        if kind in {Kind.MUNICIPALITY, Kind.MUNICIPALITIES} and data.get("is_per_municipality"):
            self.add_error("is_per_municipality", "En kolonne med kommuner kan ikke også ha en rute for hver kommune.")
        return data


class StateForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = RegisterState
        fields = ["label", "tone", "is_settled"]
        widgets = {"tone": forms.RadioSelect}
        labels = {"label": "Ord"}
        help_texts = {"tone": "Fargen står alltid sammen med ordet."}
