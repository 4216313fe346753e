"""The list of terms, which all documents share."""

from django.db import models


class Definition(models.Model):
    """A term and what it means, shared by all documents. A document prints and explains those that it uses."""

    term = models.CharField("begrep", max_length=60, unique=True)
    is_name = models.BooleanField(
        "er et navn", default=False, help_text="Kryss av hvis begrepet alltid har stor forbokstav, som Pureservice."
    )
    other_forms = models.TextField(
        "andre skrivemåter",
        blank=True,
        help_text="Én på hver linje: forkortelsen eller det fulle navnet, flertall og bestemt form. "
        "Bøyninger som digitaliseringen, eieform med s og sammensetninger som SLA-frist finnes av seg selv.",
    )
    meaning = models.TextField("betydning")

    class Meta:
        verbose_name = "definisjon"
        verbose_name_plural = "definisjoner"
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term

    @property
    def forms(self) -> list[str]:
        """The other ways it is written in."""
        return self.other_forms.splitlines()
