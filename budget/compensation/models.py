"""Who claims the compensation of VAT back, as somebody has found out and said with the source."""

from django.conf import settings
from django.db import models

from budget.money.fields import YEAR, plausible_year


class VatClaim(models.Model):
    """From which year on who claims VAT on what the cooperation buys, and by which rule.

    It holds until the next one. Before the first nobody has said, and no page says that a municipality may claim it.
    """

    class Claimant(models.TextChoices):
        COOPERATION = "cooperation", "Samarbeidet (eller kontorkommunen) krever den selv"
        MUNICIPALITIES = "municipalities", "Hver kommune krever sin del"

    year = YEAR("gjelder fra og med år", unique=True)
    claimant = models.CharField("hvem som krever kompensasjonen", max_length=20, choices=Claimant)
    source = models.CharField(
        "kilde",
        max_length=300,
        help_text="Hvor det står: lov, forskrift, avtale, svar fra Skatteetaten eller revisor, med dato.",
    )
    stated_at = models.DateTimeField("fastsatt", editable=False)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="fastsatt av",
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = "avklaring av mva-kompensasjon"
        verbose_name_plural = "avklaringer av mva-kompensasjon"
        ordering = ["-year"]
        constraints = [plausible_year("vat_claim_year_is_plausible")]

    def __str__(self) -> str:
        return f"Mva-kompensasjon fra {self.year}"
