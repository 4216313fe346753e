"""Forms of vouchers: the files, what is left out, and why one is shielded."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from budget.ledger.accounts_file import FIRST_YEAR, LAST_YEAR
from budget.ledger.models import LONGEST_VOUCHER, AccountEntry
from budget.vouchers.models import ShieldedVoucher
from rorikt.imports import forms as imports
from rorikt.pages.fields import FilesField
from rorikt.pages.forms import ErrorsAtFields

MOST_FILES = 100  # chosen one by one; more than that go into a zip


class UploadForm(forms.Form):
    """A zip, or the files themselves; the number is asked for where the names do not tell it."""

    content = FilesField(
        label="Filer",
        error_messages={"required": "Velg en fil.", "empty": "Filen er tom. Hent den på nytt."},
        help_text="En zip-fil, eller PDF-er og bilder (PNG, JPEG, TIFF, WEBP). Hver fil har navn etter bilaget "
        "sitt, for eksempel 10023.pdf, 2024-10023.pdf eller «10023 Telenor.pdf».",
    )
    year = forms.IntegerField(label="Regnskapsår", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    number = forms.CharField(
        label="Bilagsnummer",
        required=False,
        max_length=LONGEST_VOUCHER,
        help_text="Når alle filene er av ett bilag, og navnene ikke sier hvilket. Gjelder ikke zip-filer.",
    )

    def clean_content(self) -> list[UploadedFile]:
        chosen: list[UploadedFile] = self.cleaned_data["content"]
        if len(chosen) > MOST_FILES:
            raise ValidationError(f"Du har valgt {len(chosen)} filer. Legg flere enn {MOST_FILES} i en zip-fil.")
        if len({one.name for one in chosen}) < len(chosen):
            raise ValidationError("To av filene heter det samme. Last dem opp hver for seg.")
        if len(chosen) > 1 and any(is_zip(one) for one in chosen):
            raise ValidationError("Last opp én zip-fil om gangen, og ikke sammen med andre filer.")
        return chosen

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("content") or []
        if self.cleaned_data.get("number") and any(is_zip(one) for one in chosen):
            self.add_error(
                "number", "La feltet stå tomt for en zip-fil: navnene på filene i den sier hvilket bilag de er av."
            )
        return self.cleaned_data


def is_zip(file: UploadedFile) -> bool:
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    return bool(start in {b"PK\x03\x04", b"PK\x05\x06"})


class ConfirmForm(imports.ConfirmForm):
    """Whoever leaves files out says so."""

    without = forms.BooleanField(
        error_messages={"required": "Kryss av for at filene kan utelates, eller forkast og rett dem."}
    )

    def __init__(self, *args: Any, left_out: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = "filen" if left_out == 1 else f"{left_out} filene"
        self.fields["without"].label = f"Lagre uten {'' if left_out == 1 else 'de '}{files} som ikke kan brukes"
        if not left_out:
            del self.fields["without"]


class ShieldForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = ShieldedVoucher
        fields = ["reason"]


class VoucherFilter(django_filters.FilterSet):
    """Of the vouchers of one year, as `report.vouchers_of` gives them."""

    number = django_filters.CharFilter(label="Bilagsnummer", field_name="voucher")
    text = django_filters.CharFilter(label="Tekst inneholder", method="by_text")
    picture = django_filters.ChoiceFilter(
        label="Bilde", choices=[("med", "Med bilde"), ("uten", "Uten bilde")], method="by_picture"
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def by_text(self, rows: Any, name: str, text: str) -> Any:
        """Vouchers of which any row says it."""
        saying = AccountEntry.objects.filter(year=self.year, text__icontains=text, voucher__isnull=False)
        return rows.filter(voucher__in=saying.order_by().values("voucher"))

    def by_picture(self, rows: Any, name: str, chosen: str) -> Any:
        return rows.filter(file_count__gt=0) if chosen == "med" else rows.filter(file_count=0)
