"""Forms of attachments. They look at a file from the outside only."""

import hashlib
from collections.abc import Container
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from meetings.agenda.models import AgendaItem
from meetings.attachments import files
from meetings.attachments.models import Attachment
from meetings.exemptions.forms import EXEMPTION, ExemptionForm
from rorikt.office import conversion
from rorikt.pages.fields import FilesField

MOST_FILES = 50  # at once


class AttachmentForm(ExemptionForm):
    """Looks at the files from the outside only, for the jobs that examine them.

    Of several files those that can be told to be wrong already are `refused`, each by its name with the reason, and
    the others are added; one that is alone is refused as any other field is.
    """

    accepted: list[UploadedFile]
    refused: list[tuple[str, str]]
    file = FilesField(label="Filer", allow_empty_file=True, error_messages={"required": "Velg en fil."})
    field_order = ["file", "title", *EXEMPTION]

    class Meta:
        model = Attachment
        fields = ["title", *EXEMPTION]
        help_texts = {"title": "Navnet vedlegget har i saken. Står det tomt, eller velger du flere, brukes filnavnet."}

    def __init__(self, *args: Any, agenda_item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda_item = agenda_item
        self.fields["title"].required = False
        kinds = "PDF uten passord, eller bilder (PNG, JPEG, TIFF, WEBP)"
        kinds = f"{kinds}, eller Office-filer." if conversion.has_office() else f"{kinds}."
        self.fields["file"].help_text = f"{kinds} Du kan velge flere om gangen."

    def clean_file(self) -> list[UploadedFile]:
        chosen: list[UploadedFile] = self.cleaned_data["file"]
        if len(chosen) > MOST_FILES:
            raise ValidationError(f"Du har valgt {len(chosen)} filer. Velg høyst {MOST_FILES} om gangen.")
        self.accepted, self.refused, seen = [], [], set[str]()
        for file in chosen:
            try:
                seen.add(self._checked(file, seen))
            except ValidationError as error:
                if len(chosen) == 1:
                    raise
                self.refused.append((file.name or "", " ".join(error.messages)))
            else:
                self.accepted.append(file)
        if not self.accepted:
            raise ValidationError([f"{name}: {why}" for name, why in self.refused])
        return chosen

    def _checked(self, file: UploadedFile, seen: Container[str]) -> str:
        """The hash of the file. Raises ValidationError for what is wrong with it, as far as it is known unopened."""
        files.check_size(file.size or 0)
        data = file.read()
        file.seek(0)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in seen:
            raise ValidationError("Den samme filen er valgt to ganger.")
        double = self.agenda_item.attachments.filter(sha256=sha256).first()
        if double and files.can_be_read(double):
            raise ValidationError("Saken har allerede denne filen som vedlegg. Velg en annen fil.")
        files.check_outside(data)
        return sha256

    def title_of(self, file: UploadedFile) -> str:
        typed = self.cleaned_data["title"] if len(self.accepted) == 1 else ""
        return typed or Path(file.name or "").stem[:200]


class AttachmentEditForm(ExemptionForm):
    class Meta:
        model = Attachment
        fields = ["title", *EXEMPTION]
