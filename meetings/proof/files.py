"""Whether files and pictures are as they were taken in or made: whatever row has one and its SHA-256, of every app."""

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from rorikt.proving.findings import Fault
from rorikt.storing import keeping


def faults() -> Iterator[Fault]:
    for kind in apps.get_models():
        for file, sha256 in hashed_files(kind):
            rows = kind._default_manager.exclude(**{file: ""}).order_by("pk").only("pk", file, sha256)
            for pk, name, known in rows.values_list("pk", file, sha256).iterator():
                if fault := _fault(name, known):
                    yield Fault(f"{_named(kind, pk)}: {fault}")
        if is_hashed_data(kind):
            stored = kind._default_manager.order_by("pk").values_list("pk", "data", "sha256")
            for pk, data, known in stored.iterator(chunk_size=1):  # each may be megabytes
                if hashlib.sha256(data).hexdigest() != known:
                    yield Fault(f"{_named(kind, pk)}: innholdet er et annet enn det som ble lagret.")


def hashed_files(kind: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Each file field with the field of its hash: `file` and `sha256`, `safe_file` and `safe_sha256`."""
    names = {field.name for field in kind._meta.concrete_fields}
    for field in kind._meta.concrete_fields:
        sha256 = f"{field.name.removesuffix('file')}sha256"
        if isinstance(field, models.FileField) and field.name.endswith("file") and sha256 in names:
            yield field.name, sha256


def is_hashed_data(kind: type[models.Model]) -> bool:
    """Its bytes lie in the row itself, beside their hash, as those of a picture do."""
    fields = {field.name: field for field in kind._meta.concrete_fields}
    return isinstance(fields.get("data"), models.BinaryField) and "sha256" in fields


def _fault(name: str, known: str) -> str:
    try:
        found = keeping.sha256_of(name)
    except OSError:
        return f"filen {name} mangler eller kan ikke leses."
    return "" if found == known else f"filen {name} er en annen enn den som ble lagret."


def _named(kind: type[models.Model], pk: object) -> str:
    row = kind._default_manager.get(pk=pk)
    return f"{str(kind._meta.verbose_name).capitalize()} «{row}»"
