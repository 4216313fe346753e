import datetime
import django.core.validators
import django.db.models.deletion
import support.sla.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("rorikt", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="dato")),
                ("name", models.CharField(max_length=80, verbose_name="navn")),
                ("is_half_day", models.BooleanField(default=False, verbose_name="halv dag")),
            ],
            options={
                "verbose_name": "fridag",
                "verbose_name_plural": "fridager",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="PriorityMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("foreign_id", models.PositiveBigIntegerField(unique=True, verbose_name="id i Pureservice")),
                ("name", models.CharField(max_length=120, verbose_name="navn i Pureservice")),
                ("priority", models.CharField(blank=True, max_length=10, verbose_name="prioritet her")),
            ],
            options={
                "verbose_name": "prioritet i Pureservice",
                "verbose_name_plural": "prioriteter i Pureservice",
                "ordering": ["name", "foreign_id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="navn")),
            ],
            options={
                "verbose_name": "team",
                "verbose_name_plural": "team",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="TicketTouch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.CharField(db_index=True, max_length=7)),
                ("token", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "endret måned",
                "verbose_name_plural": "endrede måneder",
            },
        ),
        migrations.CreateModel(
            name="TypeMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("foreign_id", models.PositiveBigIntegerField(unique=True, verbose_name="id i Pureservice")),
                ("name", models.CharField(max_length=120, verbose_name="navn i Pureservice")),
                (
                    "meaning",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("incident", "Feilmelding"),
                            ("service_request", "Tjenesteforespørsel"),
                            ("ignored", "Tas ikke med"),
                        ],
                        max_length=20,
                        verbose_name="type her",
                    ),
                ),
            ],
            options={
                "verbose_name": "sakstype i Pureservice",
                "verbose_name_plural": "sakstyper i Pureservice",
                "ordering": ["name", "foreign_id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="navn")),
                ("valid_from", models.DateField(unique=True, verbose_name="gjelder fra")),
                ("half_day_closes_at", models.TimeField(default="12:00", verbose_name="halv dag stenger")),
                ("closes_on_holidays", models.BooleanField(default=True, verbose_name="stengt på fridager")),
            ],
            options={
                "verbose_name": "arbeidskalender",
                "verbose_name_plural": "arbeidskalendere",
                "ordering": ["-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=260, unique=True, verbose_name="navn")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="support.category",
                        verbose_name="hører under",
                    ),
                ),
            ],
            options={
                "verbose_name": "kategori",
                "verbose_name_plural": "kategorier",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="PureserviceConnection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
                (
                    "base_url",
                    models.CharField(
                        help_text="For eksempel https://virksomhet.pureservice.com",
                        max_length=200,
                        verbose_name="adresse",
                    ),
                ),
                (
                    "api_prefix",
                    models.CharField(
                        default="/agent/api/", help_text="Vanligvis /agent/api/.", max_length=60, verbose_name="prefiks"
                    ),
                ),
                ("sealed_key", models.TextField(blank=True, editable=False)),
                ("key_changed_at", models.DateTimeField(editable=False, null=True)),
                ("is_enabled", models.BooleanField(default=False, verbose_name="slått på")),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                (
                    "requests_per_minute",
                    models.PositiveSmallIntegerField(
                        default=90,
                        help_text="Pureservice tillater 100.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6000),
                        ],
                        verbose_name="spørringer i minuttet",
                    ),
                ),
                (
                    "overlap_minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="Så langt før forrige synkronisering hentes endringer på nytt.",
                        validators=[django.core.validators.MaxValueValidator(10080)],
                        verbose_name="overlapp i minutter",
                    ),
                ),
                (
                    "missing_zone",
                    models.CharField(
                        choices=[("wait", "La saken vente"), ("oslo", "Norsk tid"), ("utc", "UTC")],
                        default="wait",
                        max_length=5,
                        verbose_name="tidspunkt uten tidssone",
                    ),
                ),
                (
                    "keeps_subject",
                    models.BooleanField(
                        default=False,
                        help_text="Emnet kan inneholde personopplysninger. Når dette slås av, slettes emnene som er lagret.",
                        verbose_name="ta vare på emnet",
                    ),
                ),
                (
                    "forgotten_before",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="detaljer slettet før"),
                ),
            ],
            options={
                "verbose_name": "tilkobling til Pureservice",
                "verbose_name_plural": "tilkoblinger til Pureservice",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only", True)), name="there_is_one_pureservice_connection"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_enabled", False), models.Q(("sealed_key", ""), _negated=True), _connector="OR"
                        ),
                        name="enabled_connection_has_a_key",
                        violation_error_message="Legg inn nøkkelen før tilkoblingen slås på.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlaPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "Lav"), ("medium", "Medium"), ("high", "Høy"), ("critical", "Kritisk")],
                        max_length=10,
                        verbose_name="prioritet",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("incident", "Feilmelding"), ("service_request", "Tjenesteforespørsel")],
                        help_text="Tomt gjelder alle typer.",
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gjelder fra")),
                (
                    "target",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="frist"
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("minutes", "minutter"), ("hours", "timer"), ("days", "dager")],
                        help_text="Arbeidstid, om ikke annet er valgt.",
                        max_length=10,
                        verbose_name="enhet",
                    ),
                ),
                (
                    "runs_always",
                    models.BooleanField(
                        default=False, help_text="Klokken går også utenfor åpningstiden.", verbose_name="hele døgnet"
                    ),
                ),
                (
                    "ending",
                    models.CharField(
                        choices=[("resolved", "løst"), ("responded", "besvart"), ("closed", "lukket")],
                        default="resolved",
                        max_length=10,
                        verbose_name="måles til saken er",
                    ),
                ),
                (
                    "pausing",
                    models.JSONField(
                        blank=True,
                        default=support.sla.models.usual_pauses,
                        help_text="Liste av user, supplier, problem, planned og other.",
                        validators=[support.sla.models.check_pauses],
                        verbose_name="klokken står når saken",
                    ),
                ),
                (
                    "reopening",
                    models.CharField(
                        choices=[
                            ("paused", "tiden som løst er pause"),
                            ("first", "første løsning gjelder"),
                            ("counted", "tiden som løst teller med"),
                        ],
                        default="paused",
                        max_length=10,
                        verbose_name="gjenåpning",
                    ),
                ),
                (
                    "priority_change",
                    models.CharField(
                        choices=[
                            ("final", "siste prioritet gjelder fra saken ble opprettet"),
                            ("initial", "første prioritet gjelder"),
                            ("from_change", "siste prioritet gjelder fra den ble satt"),
                        ],
                        default="final",
                        max_length=12,
                        verbose_name="endret prioritet",
                    ),
                ),
            ],
            options={
                "verbose_name": "SLA-frist",
                "verbose_name_plural": "SLA-frister",
                "ordering": ["priority", "kind", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("priority", "kind", "valid_from"),
                        name="priority_and_kind_have_one_policy_from_a_date",
                        violation_error_message="Prioriteten har allerede en frist for denne typen fra denne datoen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target__gte", 1)),
                        name="sla_target_is_positive",
                        violation_error_message="Fristen må være minst 1.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("foreign_id", models.PositiveBigIntegerField(unique=True, verbose_name="id i Pureservice")),
                ("name", models.CharField(max_length=120, verbose_name="navn i Pureservice")),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="support.team",
                        verbose_name="team her",
                    ),
                ),
            ],
            options={
                "verbose_name": "team i Pureservice",
                "verbose_name_plural": "team i Pureservice",
                "ordering": ["name", "foreign_id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(unique=True, verbose_name="saksnummer")),
                (
                    "kind",
                    models.CharField(
                        choices=[("incident", "Feilmelding"), ("service_request", "Tjenesteforespørsel")],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "Lav"), ("medium", "Medium"), ("high", "Høy"), ("critical", "Kritisk")],
                        max_length=10,
                        verbose_name="prioritet",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="opprettet")),
                ("responded_at", models.DateTimeField(blank=True, null=True, verbose_name="besvart")),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="løst")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="lukket")),
                (
                    "is_resolved_by_closing",
                    models.BooleanField(db_default=False, default=False, verbose_name="løst da den ble lukket"),
                ),
                ("reopenings", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="gjenåpninger")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="frist")),
                ("business_time", models.DurationField(blank=True, null=True, verbose_name="arbeidstid brukt")),
                ("paused_time", models.DurationField(blank=True, null=True, verbose_name="arbeidstid på vent")),
                ("response_time", models.DurationField(blank=True, null=True, verbose_name="arbeidstid til svar")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="klokken stanset")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("within", "OK"),
                            ("breached", "Brudd"),
                            ("open_breached", "Brudd (åpen)"),
                            ("running", "Pågår"),
                            ("bad_data", "Datafeil"),
                        ],
                        max_length=15,
                        verbose_name="SLA",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="support.category",
                        verbose_name="kategori",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="support.slapolicy",
                        verbose_name="SLA-frist",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="support.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "sak",
                "verbose_name_plural": "saker",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="SourceTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("foreign_id", models.PositiveBigIntegerField(unique=True, verbose_name="id i Pureservice")),
                ("number", models.PositiveBigIntegerField(null=True, verbose_name="saksnummer")),
                ("modified_at", models.DateTimeField(db_index=True, null=True, verbose_name="endret")),
                ("created_at", models.DateTimeField(null=True, verbose_name="opprettet")),
                ("responded_at", models.DateTimeField(null=True, verbose_name="besvart")),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="løst")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="lukket")),
                ("reopened_at", models.DateTimeField(null=True, verbose_name="gjenåpnet")),
                ("pending_user_since", models.DateTimeField(null=True, verbose_name="venter på bruker siden")),
                ("type_id", models.PositiveBigIntegerField(default=0)),
                ("priority_id", models.PositiveBigIntegerField(default=0)),
                ("category1_id", models.PositiveBigIntegerField(default=0)),
                ("category2_id", models.PositiveBigIntegerField(default=0)),
                ("category3_id", models.PositiveBigIntegerField(default=0)),
                ("company_id", models.PositiveBigIntegerField(default=0)),
                ("status_id", models.PositiveBigIntegerField(default=0)),
                ("core_status", models.IntegerField(null=True)),
                ("team_id", models.PositiveBigIntegerField(default=0)),
                ("reopened_count", models.PositiveSmallIntegerField(default=0)),
                ("has_other_history", models.BooleanField(default=False)),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="emne")),
                ("problem", models.CharField(blank=True, max_length=120, verbose_name="feil")),
                (
                    "waits_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("type", "Sakstypen er ikke koblet"),
                            ("priority", "Prioriteten er ikke koblet"),
                            ("category", "Kategorien er ikke koblet"),
                            ("company", "Firmaet er ikke koblet"),
                            ("status", "Statusen er ukjent i Pureservice"),
                            ("data", "Opplysningene i saken kan ikke brukes"),
                            ("number", "Saksnummeret tilhører en annen sak her"),
                        ],
                        max_length=10,
                        verbose_name="venter på",
                    ),
                ),
                ("deleted_at", models.DateTimeField(null=True, verbose_name="borte fra Pureservice")),
                (
                    "ticket",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="source",
                        to="support.ticket",
                        verbose_name="sak",
                    ),
                ),
            ],
            options={
                "verbose_name": "sak i Pureservice",
                "verbose_name_plural": "saker i Pureservice",
                "ordering": ["foreign_id"],
            },
        ),
        migrations.CreateModel(
            name="PriorityStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_at", models.DateTimeField(verbose_name="satt")),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "Lav"), ("medium", "Medium"), ("high", "Høy"), ("critical", "Kritisk")],
                        max_length=10,
                        verbose_name="prioritet",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="priority_steps",
                        to="support.ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "endring av prioritet",
                "verbose_name_plural": "endringer av prioritet",
                "ordering": ["ticket", "changed_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportedTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_number", models.CharField(max_length=64, verbose_name="saksnummer i kilden")),
                ("fingerprint", models.CharField(editable=False, max_length=32)),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.importedfile",
                        verbose_name="sist endret av filen",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.importsource",
                        verbose_name="kilde",
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imported_as",
                        to="support.ticket",
                        verbose_name="sak",
                    ),
                ),
            ],
            options={
                "verbose_name": "sak fra fil",
                "verbose_name_plural": "saker fra fil",
            },
        ),
        migrations.CreateModel(
            name="CriticalEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=300, verbose_name="hva skjedde")),
                ("outcome", models.CharField(max_length=300, verbose_name="utfall")),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="critical_event",
                        to="support.ticket",
                        verbose_name="sak",
                    ),
                ),
            ],
            options={
                "verbose_name": "kritisk hendelse",
                "verbose_name_plural": "kritiske hendelser",
            },
        ),
        migrations.CreateModel(
            name="TicketObservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(verbose_name="sett")),
                ("modified_at", models.DateTimeField(null=True, verbose_name="endret i Pureservice")),
                ("status_id", models.PositiveBigIntegerField(default=0)),
                ("core_status", models.IntegerField(null=True)),
                ("priority_id", models.PositiveBigIntegerField(default=0)),
                ("pending_user_since", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="observations",
                        to="support.sourceticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "observasjon",
                "verbose_name_plural": "observasjoner",
                "ordering": ["seen_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TicketPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(verbose_name="fra")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="til")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("user", "Venter på bruker"),
                            ("supplier", "Venter på leverandør"),
                            ("problem", "Venter på problemsak"),
                            ("planned", "Avtalt til senere"),
                            ("other", "Venter"),
                            ("resolved", "Løst, siden gjenåpnet"),
                        ],
                        default="user",
                        max_length=10,
                        verbose_name="hvorfor",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pauses",
                        to="support.ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "pause",
                "verbose_name_plural": "pauser",
                "ordering": ["ticket", "started_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkingHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "mandag"),
                            (1, "tirsdag"),
                            (2, "onsdag"),
                            (3, "torsdag"),
                            (4, "fredag"),
                            (5, "lørdag"),
                            (6, "søndag"),
                        ],
                        verbose_name="ukedag",
                    ),
                ),
                ("opens_at", models.TimeField(verbose_name="åpner")),
                ("closes_at", models.TimeField(verbose_name="stenger")),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="support.workcalendar"
                    ),
                ),
            ],
            options={
                "verbose_name": "åpningstid",
                "verbose_name_plural": "åpningstider",
                "ordering": ["calendar", "weekday", "opens_at"],
            },
        ),
        migrations.CreateModel(
            name="CategoryMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level1", models.PositiveBigIntegerField(default=0)),
                ("level2", models.PositiveBigIntegerField(default=0)),
                ("level3", models.PositiveBigIntegerField(default=0)),
                ("name", models.CharField(max_length=380, verbose_name="navn i Pureservice")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="support.category",
                        verbose_name="kategori her",
                    ),
                ),
            ],
            options={
                "verbose_name": "kategori i Pureservice",
                "verbose_name_plural": "kategorier i Pureservice",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("level1", "level2", "level3"), name="category_path_is_mapped_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("foreign_id", models.PositiveBigIntegerField(unique=True, verbose_name="id i Pureservice")),
                ("name", models.CharField(max_length=120, verbose_name="navn i Pureservice")),
                (
                    "organisation_number",
                    models.CharField(blank=True, max_length=20, verbose_name="organisasjonsnummer"),
                ),
                ("is_decided", models.BooleanField(default=False, verbose_name="avklart")),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rorikt.municipality",
                        verbose_name="kommune her",
                    ),
                ),
            ],
            options={
                "verbose_name": "firma i Pureservice",
                "verbose_name_plural": "firmaer i Pureservice",
                "ordering": ["name", "foreign_id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_decided", True), ("municipality__isnull", True), _connector="OR"),
                        name="company_with_a_municipality_is_decided",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MunicipalityCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="gjelder fra")),
                (
                    "inhabitants",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="innbyggere",
                    ),
                ),
                (
                    "users",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="brukere",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticket_counts",
                        to="rorikt.municipality",
                        verbose_name="kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "antall innbyggere og brukere",
                "verbose_name_plural": "antall innbyggere og brukere",
                "ordering": ["municipality", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "valid_from"),
                        name="municipality_is_counted_once_a_day",
                        violation_error_message="Kommunen har allerede tall fra denne datoen.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SyncRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(verbose_name="startet")),
                ("touched_at", models.DateTimeField(verbose_name="sist i arbeid")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="ferdig")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Pågår"), ("done", "Ferdig"), ("failed", "Stoppet")],
                        default="running",
                        max_length=10,
                        verbose_name="tilstand",
                    ),
                ),
                ("process", models.CharField(blank=True, max_length=120)),
                ("is_full", models.BooleanField(default=False, verbose_name="alle saker")),
                ("since", models.DateTimeField(null=True, verbose_name="endret siden")),
                ("window_started_at", models.DateTimeField(null=True)),
                ("last_id", models.PositiveBigIntegerField(default=0)),
                ("seen", models.PositiveIntegerField(default=0, verbose_name="sett")),
                ("new", models.PositiveIntegerField(default=0, verbose_name="nye")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="endret")),
                ("unchanged", models.PositiveIntegerField(default=0, verbose_name="uendret")),
                ("deleted", models.PositiveIntegerField(default=0, verbose_name="slettet")),
                ("waiting", models.PositiveIntegerField(default=0, verbose_name="venter")),
                ("source_count", models.PositiveIntegerField(null=True, verbose_name="saker i Pureservice")),
                ("own_count", models.PositiveIntegerField(null=True, verbose_name="saker her")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="merknad")),
                ("error", models.TextField(blank=True, verbose_name="feil")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="startet av",
                    ),
                ),
            ],
            options={
                "verbose_name": "synkronisering",
                "verbose_name_plural": "synkroniseringer",
                "ordering": ["-started_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")), fields=("state",), name="one_sync_runs_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state", "running")),
                            models.Q(models.Q(("state", "running"), _negated=True), ("finished_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="sync_run_that_has_ended_says_when",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["created_at"], name="ticket_created"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["resolved_at"], name="ticket_resolved"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", True), ("policy__isnull", True)),
                    models.Q(("due_at__isnull", False), ("policy__isnull", False)),
                    _connector="OR",
                ),
                name="ticket_has_a_deadline_where_it_has_a_policy",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", ""),
                    models.Q(
                        ("policy__isnull", False),
                        models.Q(
                            ("resolved_at__isnull", False),
                            ("responded_at__isnull", False),
                            ("reopenings__gt", 0),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="open_ticket_has_no_verdict_yet",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("business_time__isnull", True), ("verdict__in", ["", "bad_data"])),
                    models.Q(
                        ("business_time__gte", datetime.timedelta(0)),
                        ("business_time__isnull", False),
                        ("verdict__in", ["within", "breached"]),
                    ),
                    _connector="OR",
                ),
                name="judged_ticket_has_its_business_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="importedticket",
            constraint=models.UniqueConstraint(
                fields=("source", "source_number"),
                name="source_number_is_unique_in_its_source",
                violation_error_message="Kilden har allerede en sak med dette nummeret.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketpause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                ),
                name="pause_ends_after_it_started",
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.UniqueConstraint(
                fields=("calendar", "weekday", "opens_at"),
                name="weekday_opens_once_at_a_time",
                violation_error_message="Ukedagen åpner allerede på dette klokkeslettet i denne kalenderen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at__gt", models.F("opens_at")), ("closes_at", datetime.time(0, 0)), _connector="OR"
                ),
                name="working_day_closes_after_it_opens",
                violation_error_message="Stengetiden må være etter åpningstiden. Midnatt skrives 00:00.",
            ),
        ),
    ]
