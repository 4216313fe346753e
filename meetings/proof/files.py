"""Whether files are as they were taken in or made: whatever row has a file and its SHA-256, of every app."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from meetings.proof.versions import Fault
from rorikt.printing.kept_pdfs import sha256_of


def faults() -> Iterator[Fault]:
    for kind in apps.get_models():
        for file, sha256 in hashed_files(kind):
            rows = kind._default_manager.exclude(**{file: ""}).order_by("pk").only("pk", file, sha256)
            for pk, name, known in rows.values_list("pk", file, sha256).iterator():
                if fault := _fault(name, known):
                    yield Fault(f"{_named(kind, pk)}: {fault}")


def hashed_files(kind: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Each file field with the field of its hash: `file` and `sha256`, `safe_file` and `safe_sha256`."""
    names = {field.name for field in kind._meta.concrete_fields}
    for field in kind._meta.concrete_fields:
        sha256 = f"{field.name.removesuffix('file')}sha256"
        if isinstance(field, models.FileField) and field.name.endswith("file") and sha256 in names:
            yield field.name, sha256


def _fault(name: str, known: str) -> str:
    try:
        found = sha256_of(Path(default_storage.path(name)))
    except OSError:
        return f"filen {name} mangler eller kan ikke leses."
    return "" if found == known else f"filen {name} er en annen enn den som ble lagret."


def _named(kind: type[models.Model], pk: object) -> str:
    row = kind._default_manager.get(pk=pk)
    return f"{str(kind._meta.verbose_name).capitalize()} «{row}»"
