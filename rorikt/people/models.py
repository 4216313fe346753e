"""The municipalities of the cooperation, the cooperation itself, and the people who log in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from rorikt.people.check_digits import check_account_number, check_organisation_number


class Party(models.Model):
    """What an invoice says of its seller and its buyer. All may be empty until an invoice is to be made."""

    organisation_number = models.CharField(
        "organisasjonsnummer", max_length=9, blank=True, validators=[check_organisation_number]
    )
    street_address = models.CharField("gateadresse", max_length=100, blank=True)
    postal_code = models.CharField(
        "postnummer", max_length=4, blank=True, validators=[RegexValidator(r"^\d{4}$", "Postnummeret har fire siffer.")]
    )
    city = models.CharField("poststed", max_length=60, blank=True)

    class Meta:
        abstract = True


class Municipality(Party):
    """A member of the cooperation. Every row here is a member; a share of every cost key belongs to each."""

    number = models.CharField(
        "kommunenummer",
        max_length=4,
        primary_key=True,
        validators=[RegexValidator(r"^\d{4}$", "Kommunenummeret har fire siffer, for eksempel 1506.")],
    )
    name = models.CharField("navn", max_length=60, unique=True)

    post_address = models.EmailField(
        "postmottak", blank=True, help_text="E-postadressen til arkivet. Innkallinger til rådet sendes også dit."
    )
    invoice_reference = models.CharField(
        "fakturareferanse", max_length=60, blank=True, help_text="Deres ref., slik kommunen vil ha den på fakturaer."
    )

    class Meta:
        verbose_name = "kommune"
        verbose_name_plural = "kommuner"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class UnchangedSections(models.TextChoices):
    """What documents print of a section that says what the last one said."""

    PRINTED = "printed", "Teksten skrives ut som den er"
    MARKED = "marked", "Teksten skrives ut med linjen «Uendret siden …»"
    LEFT_OUT = "left_out", "Avsnittet utelates, og nevnes øverst i dokumentet"


class Cooperation(Party):
    """The one cooperation of this installation. Nothing about it stands in code.

    As a seller it is itself where it has an organisation number, else its office municipality.
    """

    only = models.BooleanField(default=True, editable=False, unique=True)
    name = models.CharField("navn", max_length=80)
    council_name = models.CharField("samarbeidsrådets navn", max_length=120)
    office_municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="kontorkommune", related_name="+"
    )
    legal_form = models.CharField(
        "samarbeidsform", max_length=80, blank=True, help_text="For eksempel kommunalt oppgavefellesskap."
    )
    is_council_elected_body = models.BooleanField(
        "rådet er et folkevalgt organ",
        default=True,
        help_text="Da gjelder kommuneloven kapittel 11 for møtene: plikt til å stemme, vedtaksførhet, lukking og "
        "møtebok. Uten kryss kan medlemmene også stemme blankt.",
    )
    notice_days = models.PositiveSmallIntegerField(
        "dager fra innkalling til møte",
        default=14,
        validators=[MaxValueValidator(120)],
        help_text="Innkallingen med saksliste og dokumenter sendes senest så mange dager før møtet.",
    )
    are_papers_checked = models.BooleanField(
        "dokumenter kvalitetssikres før de godkjennes",
        default=False,
        help_text="Da må en annen enn den som godkjenner, ha kvalitetssikret dokumentet slik det står. Uten kryss kan "
        "det godkjennes uten.",
    )
    unchanged_sections = models.CharField(
        "avsnitt som er uendret siden forrige rapport",
        max_length=10,
        choices=UnchangedSections,
        default=UnchangedSections.MARKED,
        help_text="Gjelder avsnitt som er merket som uendret. Godkjente versjoner blir stående som de er.",
    )
    logo = models.FileField("logo", upload_to="logo/", blank=True)

    seller_name = models.CharField(
        "selgers navn",
        max_length=100,
        blank=True,
        help_text="Navnet som står som selger på fakturaer. Kontorkommunens navn brukes hvis det står tomt.",
    )
    bank_account = models.CharField("kontonummer", max_length=11, blank=True, validators=[check_account_number])
    payment_days = models.PositiveSmallIntegerField("dager til forfall", default=30)
    is_in_business_register = models.BooleanField(
        "oppgi Foretaksregisteret på fakturaer",
        default=True,
        help_text="Norske fakturaer skal som regel vise det når selgeren er registrert der.",
    )

    class Meta:
        verbose_name = "samarbeid"
        verbose_name_plural = "samarbeidet"
        constraints = [
            models.CheckConstraint(
                condition=Q(only=True),
                name="there_is_one_cooperation",
                violation_error_message="En installasjon har ett samarbeid.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator, as `manage.py createsuperuser` makes it: with that role's rights and no more."""
        return self.create_user(email, password, **{"role": User.Role.ADMINISTRATOR, "is_staff": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in with an e-mail address. What the role may do stands in each app's rules.py."""

    class Role(models.TextChoices):
        HEAD = "head", "IKT-leder"
        SECRETARY = "secretary", "Sekretær"
        AUTHOR = "author", "Fagansvarlig"
        FINANCE = "finance", "Økonomi"
        COUNCIL_MEMBER = "council_member", "Rådsmedlem"
        ADMINISTRATOR = "administrator", "Administrator"

    email = models.EmailField("e-post", unique=True)
    name = models.CharField("navn", max_length=80)
    title = models.CharField(
        "tittel",
        max_length=80,
        blank=True,
        help_text="Står som «Godkjent av» i dokumenter. Navnet brukes hvis det står tomt.",
    )
    role = models.CharField("rolle", max_length=20, choices=Role)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="kommune", null=True, blank=True, related_name="users"
    )

    is_active = models.BooleanField("aktiv", default=True)
    is_staff = models.BooleanField("kan redigere grunndata", default=False)
    looks = models.JSONField("lesevisning", null=True, blank=True, editable=False)  # as rorikt/looks reads it
    date_joined = models.DateTimeField("opprettet", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    PRIVATE = ("looks",)  # no part of the trail: how one reads may tell of one's eyes
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "bruker"
        verbose_name_plural = "brukere"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="email_is_unique_whatever_its_case",
                violation_error_code="email",
                violation_error_message="E-postadressen er allerede i bruk.",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["finance", "council_member"]) | Q(municipality__isnull=False),
                name="finance_and_council_members_have_a_municipality",
                violation_error_code="municipality",
                violation_error_message="Velg kommunen som personen representerer.",
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False),
                name="nobody_is_a_superuser",
                violation_error_message="Rollen avgjør hva en person får gjøre.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def printed_title(self) -> str:
        return self.title or self.name
