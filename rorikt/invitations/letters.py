"""The mail with the link of an invitation."""

from django.core.mail import EmailMessage

from rorikt import mail
from rorikt.access.log_in import cooperation_name
from rorikt.amounts import short_moment
from rorikt.invitations.models import Invitation


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Whether a server took it; where not, whoever invites gets the link."""
    name = cooperation_name()
    body = (
        f"Hei, {invitation.name}.\n\n{invitation.invited_by.name} har invitert deg som bruker av styringssystemet til "
        f"{name}. Ta imot invitasjonen her:\n\n{link}\n\nLenken virker én gang, til "
        f"{short_moment(invitation.expires_at)}. Kjenner du ikke til dette, kan du se bort fra e-posten.\n"
    )
    message = EmailMessage(
        f"{name}: invitasjon", body, to=[invitation.email], headers={"Auto-Submitted": "auto-generated"}
    )
    try:
        mail.check_server()
        mail.send(message)
    except mail.Undelivered:
        return False
    return True
