import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import rorikt.imports.models
import rorikt.people.check_digits
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "organisation_number",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[rorikt.people.check_digits.check_organisation_number],
                        verbose_name="organisasjonsnummer",
                    ),
                ),
                ("street_address", models.CharField(blank=True, max_length=100, verbose_name="gateadresse")),
                (
                    "postal_code",
                    models.CharField(
                        blank=True,
                        max_length=4,
                        validators=[django.core.validators.RegexValidator("^\\d{4}$", "Postnummeret har fire siffer.")],
                        verbose_name="postnummer",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="poststed")),
                (
                    "number",
                    models.CharField(
                        max_length=4,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}$", "Kommunenummeret har fire siffer, for eksempel 1506."
                            )
                        ],
                        verbose_name="kommunenummer",
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="navn")),
                (
                    "invoice_reference",
                    models.CharField(
                        blank=True,
                        help_text="Deres ref., slik kommunen vil ha den på fakturaer.",
                        max_length=60,
                        verbose_name="fakturareferanse",
                    ),
                ),
            ],
            options={
                "verbose_name": "kommune",
                "verbose_name_plural": "kommuner",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-post")),
                ("name", models.CharField(max_length=80, verbose_name="navn")),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Står som «Godkjent av» i dokumenter. Tom: navnet brukes.",
                        max_length=80,
                        verbose_name="tittel",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("head", "IKT-leder"),
                            ("author", "Fagansvarlig"),
                            ("finance", "Økonomi"),
                            ("council_member", "Rådsmedlem"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="rolle",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="aktiv")),
                ("is_staff", models.BooleanField(default=False, verbose_name="kan redigere grunndata")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="opprettet"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "bruker",
                "verbose_name_plural": "brukere",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="tidspunkt")),
                ("action", models.CharField(max_length=60, verbose_name="handling")),
                ("subject", models.CharField(db_index=True, max_length=120, verbose_name="gjelder")),
                ("detail", models.JSONField(default=dict, verbose_name="detaljer")),
                ("previous_hash", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="hvem",
                    ),
                ),
            ],
            options={
                "verbose_name": "hendelse i loggen",
                "verbose_name_plural": "endringslogg",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(editable=False, max_length=40, verbose_name="type")),
                (
                    "name",
                    models.CharField(
                        help_text="Systemet eller rapporten filene kommer fra.", max_length=80, verbose_name="navn"
                    ),
                ),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="kolonner")),
                ("options", models.JSONField(blank=True, default=dict, verbose_name="valg")),
            ],
            options={
                "verbose_name": "importkilde",
                "verbose_name_plural": "importkilder",
                "ordering": ["kind", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "name"),
                        name="import_source_name_is_unique_in_its_kind",
                        violation_error_code="name",
                        violation_error_message="Det finnes allerede en kilde med dette navnet.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="type")),
                ("original_name", models.CharField(max_length=200, verbose_name="fil")),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to=rorikt.imports.models.imported_file_path, verbose_name="innhold"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("byte_count", models.PositiveBigIntegerField(verbose_name="størrelse")),
                ("uploaded_at", models.DateTimeField(verbose_name="lastet opp")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Lastet opp"),
                            ("previewed", "Forhåndsvist"),
                            ("confirmed", "Importert"),
                            ("undone", "Angret"),
                            ("failed", "Kan ikke leses"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="tilstand",
                    ),
                ),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="kolonner")),
                ("options", models.JSONField(blank=True, default=dict, verbose_name="valg")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="rader")),
                ("summary", models.JSONField(blank=True, default=dict, verbose_name="sammendrag")),
                ("seen", models.JSONField(blank=True, default=dict, editable=False, verbose_name="sett i filen")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="importert")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="angret")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="importert av",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="angret av",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lastet opp av",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="rorikt.importsource",
                        verbose_name="kilde",
                    ),
                ),
            ],
            options={
                "verbose_name": "importert fil",
                "verbose_name_plural": "importerte filer",
                "ordering": ["-uploaded_at", "-pk"],
                "indexes": [models.Index(fields=["kind", "state"], name="import_by_kind_and_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "confirmed")),
                        fields=("kind", "sha256"),
                        name="file_is_imported_once",
                        violation_error_message="Filen er allerede importert. Angre den importen først.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_is_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_is_undone_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True), ("state__in", ["uploaded", "previewed", "failed"])
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False), ("state", "confirmed"), ("undone_at__isnull", True)
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False), ("state", "undone"), ("undone_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="import_has_the_times_of_its_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40, verbose_name="type")),
                ("key", models.CharField(max_length=120, verbose_name="nøkkel")),
                ("title", models.CharField(max_length=200, verbose_name="tittel")),
                ("arguments", models.JSONField(default=dict, verbose_name="argumenter")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Venter"),
                            ("running", "Arbeider"),
                            ("done", "Ferdig"),
                            ("failed", "Feilet"),
                            ("cancelled", "Avbrutt"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="tilstand",
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=120, verbose_name="trinn")),
                ("percent", models.PositiveSmallIntegerField(default=0, verbose_name="prosent")),
                ("error", models.TextField(blank=True, verbose_name="feil")),
                ("result_url", models.CharField(blank=True, max_length=300, verbose_name="resultat")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="sist hørt fra")),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "followed_by",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="bedt om også av"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "jobb",
                "verbose_name_plural": "jobber",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("key",),
                        name="one_unfinished_job_makes_a_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100)), name="job_percent_is_at_most_100"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cooperation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation_number",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[rorikt.people.check_digits.check_organisation_number],
                        verbose_name="organisasjonsnummer",
                    ),
                ),
                ("street_address", models.CharField(blank=True, max_length=100, verbose_name="gateadresse")),
                (
                    "postal_code",
                    models.CharField(
                        blank=True,
                        max_length=4,
                        validators=[django.core.validators.RegexValidator("^\\d{4}$", "Postnummeret har fire siffer.")],
                        verbose_name="postnummer",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="poststed")),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="navn")),
                ("council_name", models.CharField(max_length=120, verbose_name="samarbeidsrådets navn")),
                (
                    "legal_form",
                    models.CharField(
                        blank=True,
                        help_text="For eksempel kommunalt oppgavefellesskap.",
                        max_length=80,
                        verbose_name="samarbeidsform",
                    ),
                ),
                ("logo", models.FileField(blank=True, upload_to="logo/", verbose_name="logo")),
                (
                    "seller_name",
                    models.CharField(
                        blank=True,
                        help_text="Navnet fakturaer sendes i. Tomt: kontorkommunens.",
                        max_length=100,
                        verbose_name="selgers navn",
                    ),
                ),
                (
                    "bank_account",
                    models.CharField(
                        blank=True,
                        max_length=11,
                        validators=[rorikt.people.check_digits.check_account_number],
                        verbose_name="kontonummer",
                    ),
                ),
                ("payment_days", models.PositiveSmallIntegerField(default=30, verbose_name="dager til forfall")),
                (
                    "is_in_business_register",
                    models.BooleanField(
                        default=True,
                        help_text="Norske fakturaer skal som regel vise det når selgeren er registrert der.",
                        verbose_name="oppgi Foretaksregisteret på fakturaer",
                    ),
                ),
                (
                    "office_municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kontorkommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "samarbeid",
                "verbose_name_plural": "samarbeidet",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only", True)),
                        name="there_is_one_cooperation",
                        violation_error_message="En installasjon har ett samarbeid.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="email_is_unique_whatever_its_case",
                violation_error_message="E-postadressen er allerede i bruk.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["finance", "council_member"]), _negated=True),
                    ("municipality__isnull", False),
                    _connector="OR",
                ),
                name="finance_and_council_members_have_a_municipality",
                violation_error_message="Velg kommunen som personen representerer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_superuser", False)),
                name="nobody_is_a_superuser",
                violation_error_message="Rollen avgjør hva en person får gjøre.",
            ),
        ),
    ]
