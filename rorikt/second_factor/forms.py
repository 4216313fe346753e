"""The forms of second factors: a code is used once, and a passkey that tells nothing is refused in words."""

import time
from typing import Any

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, _BaseAddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from rorikt.access.log_in import may_log_in_here
from rorikt.second_factor.codes import is_new, step_of

LAST = "last_step"
CODE = "Kode"


def current_step(code: str, secret: str) -> int | None:
    now = int(time.time()) // app_settings.TOTP_PERIOD
    near = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    return step_of(code, secret, near, lambda secret, step: format_hotp_value(hotp_value(secret, step)))


@transaction.atomic
def take_step(authenticator: Authenticator, code: str) -> bool:
    """Whether the code is of a step later than the last one, which it is from now on. Of two at once one is let in."""
    stored = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    step = current_step(code, decrypt(stored.data["secret"]))
    if not is_new(step, stored.data.get(LAST)):
        return False
    stored.data = {**stored.data, LAST: step}
    stored.save(update_fields=["data"])
    return True


class OnceForm(forms.BaseForm):
    """allauth remembers a code for half a minute in the cache; ours is remembered where the secret is."""

    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = CODE
        field.help_text = "Seks siffer fra kodeappen, eller en av reservekodene dine."
        field.widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
        field.error_messages["required"] = "Skriv koden."

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not take_step(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OnceForm, AuthenticateForm):
    pass


class AgainForm(OnceForm, ReauthenticateForm):
    pass


class AppForm(ActivateTOTPForm):
    """The first code of an app shows that it counts as we do. It is used with that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label="Kode fra appen",
            help_text="Seks siffer.",
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            error_messages={"required": "Skriv koden som appen viser."},
        )

    def clean_code(self) -> str:
        code = super().clean_code()
        setattr(context.request, LAST, current_step(code, self.secret))
        return code


class PasskeyForm(_BaseAddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label="Navn",
            max_length=60,
            required=False,
            help_text="Så du kjenner den igjen, for eksempel «Telefonen» eller «Nøkkelen på skrivebordet».",
        )
        self.fields["credential"].error_messages["required"] = "Nettleseren sendte ingen passnøkkel. Prøv igjen."


class PasskeyLogInForm(LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        answer = credential.get("response") if isinstance(credential, dict) else None
        if not isinstance(answer, dict) or not isinstance(answer.get("userHandle"), str):
            raise ValidationError("Passnøkkelen sa ikke hvem du er. Logg inn med e-post og passord.")
        authenticator: Authenticator = super().clean_credential()
        if not may_log_in_here(authenticator.user):
            raise ValidationError("Passnøkkelen kan ikke brukes her. Logg inn slik de andre i virksomheten din gjør.")
        return authenticator
