"""What costs are shared for: the agreement of all the members, or something that some of them have together."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

GENERAL_TITLE = "Samarbeidsavtalen"


class KeyPurpose(models.Model):
    """What a cost key is for: the agreement of all, or something that some of the members share.

    Exactly one is the general purpose: what names no purpose is shared by its keys. `counts_by` is how an amount of a
    year is divided where the key changes inside it.
    """

    class CountsBy(models.TextChoices):
        DAYS = "days", "Dager"
        MONTHS = "months", "Hele måneder"

    title = models.CharField(
        "formål", max_length=80, unique=True, help_text="Det nøklene gjelder, for eksempel et felles system."
    )
    counts_by = models.CharField(
        "når nøkkelen endres i et år, deles beløp etter",
        max_length=10,
        choices=CountsBy,
        default=CountsBy.DAYS,
        help_text="Med hele måneder må hver nøkkel begynne den første i en måned.",
    )
    is_general = models.BooleanField("gjelder alt som ikke har et eget formål", default=False, editable=False)

    class Meta:
        verbose_name = "formål"
        verbose_name_plural = "formål"
        ordering = ["-is_general", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_general"], condition=Q(is_general=True), name="one_purpose_of_keys_is_the_general"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('budget:cost-keys')}?purpose={self.pk}"

    @property
    def by_months(self) -> bool:
        """Amounts are divided by whole months, so that its keys have to begin on the first of one."""
        return self.counts_by == self.CountsBy.MONTHS

    @classmethod
    def general(cls) -> "KeyPurpose":
        return cls.objects.get_or_create(is_general=True, defaults={"title": GENERAL_TITLE})[0]


def general_purpose() -> int:
    """The primary key of the purpose of all that names none."""
    return KeyPurpose.general().pk


def purpose_field() -> models.ForeignKey["KeyPurpose | None", "KeyPurpose | None"]:
    """What a cost is for, on the cost itself; empty means the general purpose."""
    return models.ForeignKey(
        KeyPurpose,
        on_delete=models.PROTECT,
        verbose_name="formål",
        null=True,
        blank=True,
        related_name="+",
        help_text="Hvilke fordelingsnøkler kostnaden deles etter. La stå tom for det alle er med på.",
    )
