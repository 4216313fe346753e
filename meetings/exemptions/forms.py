"""What is exempt from the public, typed in its parts: law, paragraph, ledd and letter, and until when."""

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from meetings.exemptions import basis
from meetings.exemptions.basis import INTERNAL, LAWS, LEDD, TENDER_EVENT, USUAL, Unusable
from meetings.exemptions.checking import check_basis, is_elected_body
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields

OTHER = "annet"
# The fields of a ground, and of a whole exemption, for the Meta of a form.
GROUND = ["exempt_law", "exempt_paragraph", "exempt_ledd", "exempt_letter", "exempt_secrecy", "exempt_other"]
EXEMPTION = [*GROUND, "public_title", "exempt_until", "exempt_until_event"]
RULES_OF_SECRECY = {"forvaltningsloven § 13 første ledd nr. 1": "personlige forhold",
                    "forvaltningsloven § 13 første ledd nr. 2": "forretningshemmeligheter"}  # fmt: skip
EVENTS = {TENDER_EVENT: "tilbud og protokoll", "til avtalen er signert": "", "til ansettelsen er gjort": ""}
PUBLIC_TITLE_MISSING = "Skriv en offentlig tittel, som ikke røper det som er unntatt."


class Suggesting(forms.TextInput):
    """With what is usual to write in it, and what each of those is for."""

    template_name = "components/suggesting_input.html"

    def __init__(self, suggestions: Mapping[str, str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_list"
        return {**context, "suggestions": self.suggestions.items()}


class GroundForm(ErrorsAtFields, forms.ModelForm):
    """Of something with an `exemption_basis`, which is composed of what is typed; one that is not touched stays."""

    template_name = "components/exemption_form.html"
    folded: tuple[str, ...] = tuple(GROUND)

    exempt_law = forms.ChoiceField(
        label="Unntatt offentlighet etter",
        required=False,
        choices=[
            ("", "Ikke unntatt: offentlig"),
            *((law, law.capitalize()) for law in LAWS),
            (OTHER, "En annen lov, eller flere paragrafer"),
        ],
    )
    exempt_paragraph = forms.CharField(label="Paragraf", required=False, max_length=10, widget=Suggesting(USUAL))
    exempt_ledd = forms.ChoiceField(
        label="Ledd", required=False, choices=[("", "Ikke oppgitt"), *((ledd, f"{ledd} ledd") for ledd in LEDD)]
    )
    exempt_letter = forms.CharField(
        label="Bokstav eller nummer", required=False, max_length=10, help_text="For eksempel a eller 2."
    )
    exempt_secrecy = forms.CharField(
        label="Regel om taushetsplikt",
        required=False,
        max_length=80,
        widget=Suggesting(RULES_OF_SECRECY),
        help_text="Må oppgis med offentleglova § 13.",
    )
    exempt_other = forms.CharField(
        label="Annet grunnlag",
        required=False,
        max_length=120,
        help_text="Bare når du har valgt «en annen lov»: lov, paragraf og ledd i én linje.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in _parts(self.instance.exemption_basis).items():
            self.initial.setdefault(name, value)

    @property
    def is_unfolded(self) -> bool:
        """Whether something is exempt, was typed, or is wrong there."""
        return any(self[name].value() or self[name].errors for name in self.folded if name in self.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        stored = self.instance.exemption_basis
        if any(name in self.errors for name in EXEMPTION):
            return data
        try:
            text = self._text(data)
            if text != stored:
                self._check(text)
        except Unusable as error:
            self.add_error(f"exempt_{error.part}", error.message)
            return data
        self._told_beside(text, stored, data)
        data["exemption_basis"] = self.instance.exemption_basis = text
        return data

    def _told_beside(self, text: str, stored: str, data: dict[str, Any]) -> None:
        """What else is said of what is exempt on this ground."""

    def _text(self, data: Mapping[str, Any]) -> str:
        """As it is printed; the stored text where its parts are what they were. Raises Unusable."""
        law = data.get("exempt_law", "")
        typed = {name: data.get(name, "") for name in GROUND}
        if typed == _parts(self.instance.exemption_basis):
            return str(self.instance.exemption_basis)
        if not law:
            if any(typed.values()):
                raise Unusable("law", "Velg loven som saken er unntatt etter, eller tøm feltene under.")
            return ""
        if law == OTHER:
            if not typed["exempt_other"].strip():
                raise Unusable("other", "Skriv lov, paragraf og ledd.")
            return " ".join(typed["exempt_other"].split())
        parts = [typed[f"exempt_{name}"] for name in ("paragraph", "ledd", "letter", "secrecy")]
        return str(basis.read(law, *parts))

    def _check(self, text: str) -> None:
        """Raises Unusable."""
        if not text:
            return
        ground = basis.parse(text)
        is_other = self.cleaned_data.get("exempt_law") == OTHER
        try:
            check_basis(text)
            if ground:
                basis.check(ground, is_elected_body=ground.paragraph not in INTERNAL or is_elected_body())
        except ValidationError as error:
            raise Unusable("other" if is_other else "paragraph", " ".join(error.messages)) from error
        except Unusable as error:
            raise Unusable("other" if is_other else error.part, error.message) from error
        if len(text) > 120:
            raise Unusable("secrecy", "Grunnlaget er for langt. Skriv bare lov, paragraf, ledd og nummer.")


class ExemptionForm(GroundForm):
    """Of something `Exemptible`: with the title that the public reads, and until when it is exempt."""

    folded = (*EXEMPTION, "amounts_are_open")

    exempt_until = DayField(
        label="Unntatt til og med",
        required=False,
        help_text="Når dagen er over, får dere beskjed. Ingenting åpnes av seg selv.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exempt_until_event"].widget = Suggesting(EVENTS, {"maxlength": 120})
        self.fields["public_title"].help_text = "Står i den offentlige møtepakken. Må fylles ut for det som er unntatt."

    def _told_beside(self, text: str, stored: str, data: dict[str, Any]) -> None:
        if text and not data.get("public_title"):
            self.add_error("public_title", PUBLIC_TITLE_MISSING)
        if not text:
            data["exempt_until"], data["exempt_until_event"] = None, ""
        elif text != stored and not data.get("exempt_until") and not data.get("exempt_until_event"):
            ground = basis.parse(text)
            data["exempt_until_event"] = ground.suggested_event if ground else ""


def _parts(text: str) -> dict[str, str]:
    """What each field of a stored ground begins with; a text of its own stands whole in the last."""
    parts = dict.fromkeys(GROUND, "")
    ground = basis.parse(text)
    if ground is None:
        return {**parts, "exempt_law": OTHER, "exempt_other": text} if text else parts
    return {**parts, **dict(zip(GROUND[:5], astuple(ground), strict=True))}
