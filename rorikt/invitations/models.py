"""Invitations as they are stored. The link itself is not: only what tells whether somebody has it."""

import hashlib
import secrets
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from rorikt.people.models import Municipality, User


def new_key() -> str:
    return secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    """A key is too long to be guessed, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, now: datetime) -> "InvitationQuerySet":
        return self.waiting().filter(expires_at__gt=now)

    def for_address(self, email: str) -> "InvitationQuerySet":
        return self.filter(email__iexact=email)


class Invitation(models.Model):
    """Somebody who is asked to become a user, with the role that is theirs when they say yes."""

    email = models.EmailField("e-post", help_text="Personen logger inn med denne adressen.")
    name = models.CharField("navn", max_length=80)
    role = models.CharField("rolle", max_length=20, choices=User.Role)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        verbose_name="kommune",
        null=True,
        blank=True,
        related_name="+",
        help_text="Må velges for økonomi og rådsmedlemmer.",
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField("invitert", editable=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, verbose_name="invitert av", related_name="+", editable=False
    )
    expires_at = models.DateTimeField("gjelder til", editable=False)
    accepted_at = models.DateTimeField("tatt imot", null=True, editable=False)
    person = models.ForeignKey(
        User, on_delete=models.SET_NULL, verbose_name="bruker", null=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField("trukket", null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitasjon"
        verbose_name_plural = "invitasjoner"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="an_address_has_one_invitation_that_waits",
                violation_error_code="email",
                violation_error_message="Adressen har en invitasjon fra før. Send den på nytt, eller trekk den.",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["finance", "council_member"]) | Q(municipality__isnull=False),
                name="invited_finance_and_council_members_have_a_municipality",
                violation_error_code="municipality",
                violation_error_message="Velg kommunen som personen representerer.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="an_invitation_is_accepted_or_withdrawn",
                violation_error_message="Invitasjonen er allerede brukt eller trukket.",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at
