"""A term stored. All documents share it, so that a change makes none of them a draft."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.definitions.models import Definition
from rorikt.audit.rows import delete_row, locked, store_row
from rorikt.people.models import User


@transaction.atomic
def save_definition(definition: Definition, *, by: User, now: datetime) -> None:
    """Raises ValidationError where another one is written in the same way: a word has one meaning."""
    others = locked(Definition.objects.exclude(pk=definition.pk))
    taken = {form.casefold(): other for other in others for form in (other.term, *other.forms)}
    for field, forms in (("term", [definition.term]), ("other_forms", definition.forms)):
        for form in forms:
            if other := taken.get(form.casefold()):
                raise ValidationError({field: f"«{form}» er allerede forklart som «{other}»."})
    store_row(definition, by=by, now=now, is_figure=False)


def delete_definition(definition: Definition, *, by: User, now: datetime) -> None:
    """Approved versions keep their own."""
    delete_row(definition, by=by, now=now, is_figure=False)
