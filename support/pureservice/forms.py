"""Forms of Pureservice: how it is reached, when it is fetched from, and what its values mean here."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Municipality
from support.pureservice.models import (
    CategoryMapping,
    CompanyMapping,
    PriorityMapping,
    PureserviceConnection,
    TypeMapping,
)
from support.sla.models import Priority
from support.tickets.models import Category

_PREFIX = re.compile(r"[\w./-]*", re.ASCII)
NO_MUNICIPALITY = "none"

SETTINGS = [
    "base_url",
    "api_prefix",
    "requests_per_minute",
    "overlap_minutes",
    "missing_zone",
    "keeps_subject",
    "is_enabled",
]


class ConnectionForm(ErrorsAtFields, forms.ModelForm):
    """The key is written and never shown; left empty, it stays as it is."""

    key = forms.CharField(
        label="API-nøkkel",
        required=False,
        max_length=500,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = PureserviceConnection
        fields = SETTINGS
        error_messages = {
            "base_url": {"required": "Skriv adressen, for eksempel https://virksomhet.pureservice.com."},
            "requests_per_minute": {"invalid": "Skriv et helt tall, for eksempel 90."},
            "overlap_minutes": {"invalid": "Skriv et helt tall, for eksempel 60."},
        }

    field_order = ["base_url", "api_prefix", "key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changed_at = self.instance.key_changed_at
        self.fields["key"].help_text = (
            f"Lagt inn {timezone.localtime(changed_at):%d.%m.%Y kl. %H.%M}. Den vises ikke. Skriv en ny for å bytte."
            if changed_at
            else "Lages i Pureservice. Den lagres kryptert og kan ikke vises igjen."
        )
        self.fields["api_prefix"].required = False

    def clean_base_url(self) -> str:
        return self.cleaned_data["base_url"].strip().rstrip("/")

    def clean_api_prefix(self) -> str:
        prefix = "/" + self.cleaned_data["api_prefix"].strip().strip("/") + "/"
        if not _PREFIX.fullmatch(prefix) or ".." in prefix:
            raise ValidationError("Prefikset er en sti, for eksempel /agent/api/.")
        return prefix.replace("//", "/")

    def clean_key(self) -> str:
        key = self.cleaned_data["key"].strip()
        if not key.isascii() or not key.isprintable():
            raise ValidationError("Nøkkelen har tegn som ikke kan være med. Kopier den på nytt.")
        return key

    def _post_clean(self) -> None:
        """Put the values on the instance; `save_connection` checks them, with the key that is not a field of it."""
        for name in SETTINGS:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class StartForm(forms.Form):
    full = forms.BooleanField(
        label="Hent alle saker på nytt", required=False, help_text="Ellers hentes det som er endret siden sist."
    )
    accept_deletions = forms.BooleanField(
        label="Saker som er borte, kan fjernes",
        required=False,
        help_text="Trengs bare når mange saker er slettet i Pureservice på en gang.",
    )


class MappingForm(forms.Form):
    """One choice for each value on the page. The fields are named by the keys of the rows, which all come back."""

    def __init__(self, kind: "Kind", mappings: Iterable[Any], data: Any = None) -> None:
        super().__init__(data)
        self._kind, self._mappings = kind, list(mappings)
        choices = kind.choices()
        for mapping in self._mappings:
            self.fields[f"value-{mapping.pk}"] = forms.ChoiceField(
                label=str(mapping),
                choices=choices,
                required=False,
                initial=kind.value(mapping),
                widget=forms.Select(attrs={"aria-label": f"{kind.column} for {mapping}"}),
                error_messages={"invalid_choice": "Velg en av verdiene i listen."},
            )

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        return [(mapping, self[f"value-{mapping.pk}"]) for mapping in self._mappings]

    def changed_mappings(self) -> list[Any]:
        """The rows with the values that were chosen, unsaved; those that were not sent keep theirs."""
        for mapping in self._mappings:
            if (name := f"value-{mapping.pk}") in self.data:
                self._kind.set_value(mapping, self.cleaned_data[name])
        return self._mappings


class Kind:
    """One kind of values of Pureservice: its page, its rows, the choices, and how a choice is stored."""

    slug: str
    title: str
    lead: str
    column: str
    model: Any
    fields: list[str]
    ticket_fields: tuple[str, ...]

    def choices(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def value(self, mapping: Any) -> str:
        return str(getattr(mapping, self.fields[0]) or "")

    def set_value(self, mapping: Any, value: str) -> None:
        setattr(mapping, self.fields[0], value)

    def key(self, mapping: Any) -> tuple[int, ...]:
        return (mapping.foreign_id,)

    def undecided(self) -> Any:
        return self.model.objects.filter(**{self.fields[0]: ""})


class Types(Kind):
    slug, title, column, model = "typer", "Sakstyper", "Type", TypeMapping
    lead = "Hva hver sakstype i Pureservice er her. En type som ikke tas med, telles ikke og vises ikke."
    fields, ticket_fields = ["meaning"], ("type_id",)

    def choices(self) -> list[tuple[str, str]]:
        return [("", "Ikke avklart"), *TypeMapping.Meaning.choices]


class Priorities(Kind):
    slug, title, column, model = "prioriteter", "Prioriteter", "Prioritet", PriorityMapping
    lead = "Prioriteten avgjør hvilken SLA-frist saken får."
    fields, ticket_fields = ["priority"], ("priority_id",)

    def choices(self) -> list[tuple[str, str]]:
        return [("", "Ikke avklart"), *Priority.choices]


class Categories(Kind):
    slug, title, column, model = "kategorier", "Kategorier", "Kategori", CategoryMapping
    lead = "En kategori gjelder også for dem under den, så lenge de ikke har fått sin egen."
    fields, ticket_fields = ["category"], ("category1_id", "category2_id", "category3_id")

    def choices(self) -> list[tuple[str, str]]:
        categories = [(str(category.pk), str(category)) for category in Category.objects.all()]
        return [("", "Ikke avklart, eller som nivået over"), *categories]

    def value(self, mapping: Any) -> str:
        return str(mapping.category_id or "")

    def set_value(self, mapping: Any, value: str) -> None:
        mapping.category_id = int(value) if value else None

    def key(self, mapping: Any) -> tuple[int, ...]:
        return mapping.path

    def undecided(self) -> Any:
        """Only the top of a path has to be decided."""
        return CategoryMapping.objects.filter(category=None, level2=0)


class Companies(Kind):
    slug, title, column, model = "firmaer", "Firmaer", "Kommune", CompanyMapping
    lead = "Kommunen er den som brukerens firma hører til."
    fields, ticket_fields = ["is_decided", "municipality"], ("company_id",)

    def choices(self) -> list[tuple[str, str]]:
        municipalities = [(municipality.pk, municipality.name) for municipality in Municipality.objects.all()]
        return [("", "Ikke avklart"), (NO_MUNICIPALITY, "Ingen kommune"), *municipalities]

    def value(self, mapping: Any) -> str:
        return mapping.municipality_id or (NO_MUNICIPALITY if mapping.is_decided else "")

    def set_value(self, mapping: Any, value: str) -> None:
        mapping.is_decided = bool(value)
        mapping.municipality_id = None if value in {"", NO_MUNICIPALITY} else value

    def undecided(self) -> Any:
        return CompanyMapping.objects.filter(is_decided=False)


KINDS: list[Kind] = [Types(), Priorities(), Categories(), Companies()]
