"""Forms of attachments. They look at a file from the outside only."""

import hashlib
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from meetings.agenda.forms import EXEMPTION
from meetings.agenda.models import AgendaItem
from meetings.attachments import files
from meetings.attachments.models import Attachment
from rorikt.office import conversion
from rorikt.pages.forms import ErrorsAtFields


class AttachmentForm(ErrorsAtFields, forms.ModelForm):
    """Looks at the file from the outside only; `data_bytes` holds it for the job that examines it."""

    data_bytes: bytes

    class Meta:
        model = Attachment
        fields = ["file", "title", *EXEMPTION]
        help_texts = {"title": "Navnet vedlegget har i saken. Filnavnet brukes hvis det står tomt."}

    def __init__(self, *args: Any, agenda_item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda_item = agenda_item
        self.fields["title"].required = False
        file = self.fields["file"]
        file.label = "Fil"
        kinds = "En PDF uten passord, eller et bilde (PNG, JPEG, TIFF, WEBP)"
        file.help_text = f"{kinds}, eller en Office-fil." if conversion.has_office() else f"{kinds}."
        file.allow_empty_file = True  # type: ignore[attr-defined]  # `check_outside` says what to do about it
        file.error_messages["required"] = "Velg en fil."

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        files.check_size(file.size or 0)
        self.data_bytes = file.read()
        sha256 = hashlib.sha256(self.data_bytes).hexdigest()
        double = self.agenda_item.attachments.filter(sha256=sha256).first()
        if double and files.can_be_read(double):
            raise ValidationError("Saken har allerede denne filen som vedlegg. Velg en annen fil.")
        files.check_outside(self.data_bytes)
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("file") and not data.get("title"):
            data["title"] = Path(data["file"].name).stem[:200]
        return data


class AttachmentEditForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = Attachment
        fields = ["title", *EXEMPTION]
