import django.core.validators
import django.db.models.deletion
import meetings.agenda.exemptions
import meetings.attachments.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("budget", "0001_initial"),
        ("rorikt", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Definition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=60, unique=True, verbose_name="begrep")),
                ("meaning", models.TextField(verbose_name="betydning")),
            ],
            options={
                "verbose_name": "definisjon",
                "verbose_name_plural": "definisjoner",
                "ordering": ["term"],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "exemption_basis",
                    models.CharField(
                        blank=True,
                        help_text="Lov og paragraf, for eksempel «offentleglova § 23 tredje ledd». Tom: offentlig.",
                        max_length=120,
                        validators=[meetings.agenda.exemptions.check_basis],
                        verbose_name="unntatt offentlighet",
                    ),
                ),
                (
                    "public_title",
                    models.CharField(
                        blank=True,
                        help_text="Står i den offentlige møtepakken i stedet for tittelen. Må fylles ut for det som er unntatt.",
                        max_length=200,
                        verbose_name="offentlig tittel",
                    ),
                ),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="nummer i møtet"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="tittel")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("approval", "Godkjenning"),
                            ("report", "Rapport"),
                            ("decision", "Vedtak"),
                            ("briefing", "Orientering"),
                        ],
                        default="decision",
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="omtale")),
                (
                    "amounts_are_open",
                    models.BooleanField(
                        default=False,
                        help_text="Gjelder en sak som er unntatt: beløpene vises også for dem som bare ser den offentlige tittelen. Uten haken er de lukket. En kommune ser alltid det den selv betaler.",
                        verbose_name="beløpene er åpne",
                    ),
                ),
                (
                    "case_officers",
                    models.ManyToManyField(
                        blank=True,
                        related_name="agenda_items",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saksbehandlere",
                    ),
                ),
            ],
            options={
                "verbose_name": "sak",
                "verbose_name_plural": "saker",
                "ordering": ["meeting", "sequence"],
            },
        ),
        migrations.CreateModel(
            name="BuildingProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, unique=True, verbose_name="tittel")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "På plan"),
                            ("minor_delay", "Mindre forsinkelser"),
                            ("postponed", "Utsatt"),
                            ("unclear", "Uavklart status"),
                        ],
                        max_length=15,
                        verbose_name="overordnet status",
                    ),
                ),
                ("comment", models.TextField(blank=True, verbose_name="kommentar")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Bare pågående prosjekter tas med i rapporten.", verbose_name="pågår"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        help_text="Tom: gjelder alle kommunene.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "byggprosjekt",
                "verbose_name_plural": "byggprosjekter",
                "ordering": ["position", "title"],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "exemption_basis",
                    models.CharField(
                        blank=True,
                        help_text="Lov og paragraf, for eksempel «offentleglova § 23 tredje ledd». Tom: offentlig.",
                        max_length=120,
                        validators=[meetings.agenda.exemptions.check_basis],
                        verbose_name="unntatt offentlighet",
                    ),
                ),
                (
                    "public_title",
                    models.CharField(
                        blank=True,
                        help_text="Står i den offentlige møtepakken i stedet for tittelen. Må fylles ut for det som er unntatt.",
                        max_length=200,
                        verbose_name="offentlig tittel",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("activity_report", "Aktivitetsrapport"),
                            ("case_paper", "Saksframlegg"),
                            ("minutes", "Møtereferat"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="tittel")),
                (
                    "file_title",
                    models.CharField(
                        blank=True,
                        help_text="Slik saken lister dokumentet. Tom: tittelen brukes.",
                        max_length=200,
                        verbose_name="navn som vedlegg",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge i saken")),
                ("document_owner", models.CharField(max_length=80, verbose_name="dok. ansvarlig")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Utkast"), ("approved", "Godkjent")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="status per dato")),
                (
                    "accounting_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="regnskapsår"),
                ),
                (
                    "period_from",
                    models.DateField(
                        blank=True, help_text="Første måned i supporttabellene.", null=True, verbose_name="fra måned"
                    ),
                ),
                (
                    "period_to",
                    models.DateField(
                        blank=True, help_text="Siste måned i supporttabellene.", null=True, verbose_name="til måned"
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="meetings.agendaitem",
                        verbose_name="sak",
                    ),
                ),
                (
                    "cost_estimate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.costestimate",
                        verbose_name="kostnadsoverslag",
                    ),
                ),
                (
                    "definitions",
                    models.ManyToManyField(
                        blank=True, related_name="documents", to="meetings.definition", verbose_name="definisjoner"
                    ),
                ),
            ],
            options={
                "verbose_name": "dokument",
                "verbose_name_plural": "dokumenter",
                "ordering": ["agenda_item", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="versjon")),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                ("approved_at", models.DateTimeField(verbose_name="godkjent")),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="godkjent av",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="meetings.document"
                    ),
                ),
            ],
            options={
                "verbose_name": "godkjent versjon",
                "verbose_name_plural": "godkjente versjoner",
                "ordering": ["document", "-sequence"],
            },
        ),
        migrations.CreateModel(
            name="ManualFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, verbose_name="kortnavn")),
                ("label", models.CharField(max_length=160, verbose_name="hva tallet er")),
                ("value", models.DecimalField(decimal_places=4, max_digits=16, verbose_name="verdi")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="desimaler")),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="Skrives etter tallet. Kan være tom.", max_length=20, verbose_name="enhet"
                    ),
                ),
                ("origin", models.CharField(max_length=200, verbose_name="kilde")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="manual_figures",
                        to="meetings.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "eget tall",
                "verbose_name_plural": "egne tall",
                "ordering": ["document", "slug"],
            },
        ),
        migrations.CreateModel(
            name="ManualTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, verbose_name="kortnavn")),
                ("title", models.CharField(max_length=160, verbose_name="tittel")),
                ("columns", models.JSONField(default=list, verbose_name="kolonner")),
                ("rows", models.JSONField(default=list, verbose_name="rader")),
                ("has_total", models.BooleanField(default=True, verbose_name="sumrad")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="merknad")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="manual_tables",
                        to="meetings.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "egen tabell",
                "verbose_name_plural": "egne tabeller",
                "ordering": ["document", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="nummer i året"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="møtedato")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="klokkeslett")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="sted")),
            ],
            options={
                "verbose_name": "møte",
                "verbose_name_plural": "møter",
                "ordering": ["-held_on", "-sequence"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "sequence"),
                        name="meeting_number_is_unique_in_its_year",
                        violation_error_message="Året har allerede et møte med dette nummeret.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gte", 1)), name="meeting_sequence_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_on__year", models.F("year"))),
                        name="meeting_is_held_in_its_year",
                        violation_error_message="Møtedatoen må ligge i møtets år.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuedPacket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.CharField(
                        choices=[("full", "Full"), ("public", "Offentlig")], max_length=6, verbose_name="utgave"
                    ),
                ),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="nummer"
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="fil")),
                ("sha256", models.CharField(max_length=64)),
                ("page_count", models.PositiveIntegerField(verbose_name="sider")),
                ("manifest", models.JSONField(default=list, verbose_name="innhold")),
                ("pages", models.JSONField(default=list, verbose_name="sidekart")),
                ("changes", models.JSONField(blank=True, default=list, verbose_name="endringer")),
                ("issued_at", models.DateTimeField(verbose_name="sendt ut")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sendt ut av",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issued_packets",
                        to="meetings.meeting",
                        verbose_name="møte",
                    ),
                ),
            ],
            options={
                "verbose_name": "utsendt møtepakke",
                "verbose_name_plural": "utsendte møtepakker",
                "ordering": ["meeting", "audience", "sequence"],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agenda",
                to="meetings.meeting",
                verbose_name="møte",
            ),
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                ("title", models.CharField(max_length=200, verbose_name="overskrift")),
                ("body", models.TextField(blank=True, verbose_name="tekst")),
                (
                    "state",
                    models.CharField(
                        choices=[("writing", "Under arbeid"), ("ready", "Klar")],
                        default="writing",
                        max_length=10,
                        verbose_name="tilstand",
                    ),
                ),
                ("deadline_on", models.DateField(blank=True, null=True, verbose_name="frist")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="meetings.document"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="meetings.section",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ansvarlig",
                    ),
                ),
            ],
            options={
                "verbose_name": "avsnitt",
                "verbose_name_plural": "avsnitt",
                "ordering": ["document", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "exemption_basis",
                    models.CharField(
                        blank=True,
                        help_text="Lov og paragraf, for eksempel «offentleglova § 23 tredje ledd». Tom: offentlig.",
                        max_length=120,
                        validators=[meetings.agenda.exemptions.check_basis],
                        verbose_name="unntatt offentlighet",
                    ),
                ),
                (
                    "public_title",
                    models.CharField(
                        blank=True,
                        help_text="Står i den offentlige møtepakken i stedet for tittelen. Må fylles ut for det som er unntatt.",
                        max_length=200,
                        verbose_name="offentlig tittel",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                ("title", models.CharField(max_length=200, verbose_name="tittel")),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to=meetings.attachments.models.attachment_path, verbose_name="fil"
                    ),
                ),
                ("kind", models.CharField(default="pdf", editable=False, max_length=5, verbose_name="filtype")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("page_count", models.PositiveIntegerField(editable=False, verbose_name="sider")),
                ("byte_count", models.PositiveBigIntegerField(editable=False, verbose_name="størrelse")),
                (
                    "safe_file",
                    models.FileField(
                        blank=True, editable=False, max_length=200, upload_to="", verbose_name="trygg kopi"
                    ),
                ),
                ("safe_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("treatment", models.JSONField(blank=True, default=list, editable=False, verbose_name="behandling")),
                (
                    "accessibility",
                    models.CharField(
                        choices=[
                            ("unknown", "Ikke undersøkt"),
                            ("tagged", "Merket for opplesing av avsenderen"),
                            ("untagged", "Uten merking for opplesing"),
                            ("scanned", "Skannet, uten lesbar tekst"),
                        ],
                        default="unknown",
                        editable=False,
                        max_length=10,
                        verbose_name="universell utforming",
                    ),
                ),
                ("fault", models.CharField(blank=True, editable=False, max_length=400, verbose_name="feil")),
                ("uploaded_at", models.DateTimeField(editable=False, verbose_name="lastet opp")),
                (
                    "agenda_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="meetings.agendaitem",
                        verbose_name="sak",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lastet opp av",
                    ),
                ),
            ],
            options={
                "verbose_name": "vedlegg",
                "verbose_name_plural": "vedlegg",
                "ordering": ["agenda_item", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agenda_item", "sha256"),
                        name="attachment_is_added_once_to_a_case",
                        violation_error_message="Saken har allerede denne filen som vedlegg.",
                    ),
                    models.CheckConstraint(condition=models.Q(("page_count__gte", 1)), name="attachment_has_pages"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("safe_file", ""), ("safe_sha256", "")),
                            models.Q(
                                models.Q(("safe_file", ""), _negated=True), models.Q(("safe_sha256", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="safe_copy_has_its_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("exemption_basis", ""), models.Q(("public_title", ""), _negated=True), _connector="OR"
                        ),
                        name="exempt_attachment_has_a_public_title",
                        violation_error_message="Skriv en offentlig tittel, som ikke røper det som er unntatt.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="navn")),
                (
                    "function",
                    models.CharField(
                        choices=[
                            ("chair", "Leder"),
                            ("deputy", "Nestleder"),
                            ("member", "Medlem"),
                            ("substitute", "Varamedlem"),
                            ("secretary", "Sekretær"),
                        ],
                        default="member",
                        max_length=12,
                        verbose_name="funksjon",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="fra")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="til og med")),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="representerer",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="bruker",
                    ),
                ),
            ],
            options={
                "verbose_name": "rådsmedlem",
                "verbose_name_plural": "rådsmedlemmer",
                "ordering": ["municipality", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="council_seat_does_not_end_before_it_starts",
                        violation_error_message="Perioden kan ikke slutte før den begynner.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period_from__isnull", True), ("period_to__isnull", True)),
                    models.Q(("period_from__isnull", False), ("period_to__gte", models.F("period_from"))),
                    _connector="OR",
                ),
                name="document_period_is_whole",
                violation_error_message="Oppgi både fra og til måned, med den første først.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exemption_basis", ""), models.Q(("public_title", ""), _negated=True), _connector="OR"
                ),
                name="exempt_document_has_a_public_title",
                violation_error_message="Skriv en offentlig tittel, som ikke røper det som er unntatt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                fields=("document", "sequence"), name="version_number_is_unique_in_its_document"
            ),
        ),
        migrations.AddConstraint(
            model_name="manualfigure",
            constraint=models.UniqueConstraint(
                fields=("document", "slug"),
                name="manual_figure_slug_is_unique_in_its_document",
                violation_error_message="Dokumentet har allerede et tall med dette kortnavnet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="manualfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("decimals__lte", 4)),
                name="manual_figure_has_at_most_four_decimals",
                violation_error_message="Velg mellom 0 og 4 desimaler.",
            ),
        ),
        migrations.AddConstraint(
            model_name="manualtable",
            constraint=models.UniqueConstraint(
                fields=("document", "slug"),
                name="manual_table_slug_is_unique_in_its_document",
                violation_error_message="Dokumentet har allerede en tabell med dette kortnavnet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedpacket",
            constraint=models.UniqueConstraint(
                fields=("meeting", "audience", "sequence"), name="issued_packet_number_is_unique_in_its_meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedpacket",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequence__gte", 1)), name="issued_packet_number_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedpacket",
            constraint=models.CheckConstraint(
                condition=models.Q(("page_count__gte", 1)), name="issued_packet_has_pages"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("meeting", "sequence"),
                name="case_number_is_unique_in_its_meeting",
                violation_error_message="Møtet har allerede en sak med dette nummeret.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequence__gte", 1)), name="case_sequence_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exemption_basis", ""), models.Q(("public_title", ""), _negated=True), _connector="OR"
                ),
                name="exempt_case_has_a_public_title",
                violation_error_message="Skriv en offentlig tittel, som ikke røper det som er unntatt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="section_is_not_its_own_parent",
            ),
        ),
    ]
