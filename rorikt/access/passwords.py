"""Passwords that are refused because they are the first ones to be guessed here."""

from typing import Any

from django.core.exceptions import ValidationError

from rorikt.access.common_passwords import is_common
from rorikt.people.models import Cooperation, Municipality


class CommonHereValidator:
    """With the names that this installation knows. Named in AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: Any = None) -> None:
        cooperation = Cooperation.objects.first()
        names = [*([cooperation.name, cooperation.council_name] if cooperation else [])]
        names += Municipality.objects.values_list("name", flat=True)
        if user is not None:
            names += [getattr(user, "name", "") or "", (getattr(user, "email", "") or "").partition("@")[0]]
        if is_common(password, names):
            raise ValidationError(
                "Passordet er lett å gjette: det består av vanlige ord, navn, årstall eller taster ved siden av "
                "hverandre. Velg for eksempel fire ord som ikke hører sammen.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "Passordet kan ikke bare være vanlige ord, navn, årstid og årstall, som «Sommer2024»."
