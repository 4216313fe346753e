"""What allauth asks of us about second factors: how their secrets are kept, what they are called, which may go."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from rorikt.access.log_in import cooperation_name
from rorikt.people.models import User
from rorikt.sealing import seal, unseal
from rorikt.second_factor.requiring import OWN, is_required

PURPOSE = "second factor"


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        "add_email_blocked": "E-posten kan ikke endres her.",
        "cannot_delete_authenticator": "Rollen din krever totrinnsinnlogging. Legg til en passnøkkel før du fjerner "
        "kodeappen.",
        "cannot_generate_recovery_codes": "Reservekoder får du når du har en kodeapp eller en passnøkkel.",
        "incorrect_code": "Koden er feil, eller den er brukt. Vent på neste kode i appen, og prøv igjen.",
        "unverified_email": "E-posten er ikke bekreftet.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, PURPOSE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of those who must have one: they would be led to make another at once."""
        person = authenticator.user
        others = Authenticator.objects.filter(user_id=person.pk, type__in=OWN).exclude(pk=authenticator.pk)
        return not is_required(person) or others.exists()

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "Passnøkkel" if count == 0 else f"Passnøkkel {count + 1}"

    def get_totp_issuer(self) -> str:
        return cooperation_name()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {
            "id": context.request.get_host().rpartition(":")[0] or context.request.get_host(),
            "name": cooperation_name(),
        }

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name}
