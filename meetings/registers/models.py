"""What all documents share: the list of terms, and the building projects that are followed."""

from django.db import models

from rorikt.people.models import Municipality


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


class BuildingProject(models.Model):
    """A building project of a municipality that the cooperation follows. No municipality means that it concerns all."""

    class Status(models.TextChoices):
        ON_TRACK = "on_track", "På plan"
        MINOR_DELAY = "minor_delay", "Mindre forsinkelser"
        POSTPONED = "postponed", "Utsatt"
        UNCLEAR = "unclear", "Uavklart status"

    title = models.CharField("tittel", max_length=120, unique=True)
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    status = models.CharField("overordnet status", max_length=15, choices=Status, blank=True)
    comment = models.TextField("kommentar", blank=True)
    commented_on = models.DateField("kommentaren er fra", null=True, blank=True, editable=False)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        verbose_name="kommune",
        null=True,
        blank=True,
        related_name="+",
        help_text="La stå tomt hvis det gjelder alle kommunene.",
    )
    is_active = models.BooleanField("pågår", default=True, help_text="Bare pågående prosjekter tas med i rapporten.")

    class Meta:
        verbose_name = "byggprosjekt"
        verbose_name_plural = "byggprosjekter"
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title
