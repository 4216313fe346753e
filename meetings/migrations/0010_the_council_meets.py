import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rorikt.audit.append_only import FrozenWhen, Released


SENT = "OLD.sent_at IS NOT NULL"
MOVES = "(NEW.sequence <> OLD.sequence OR NEW.meeting_id <> OLD.meeting_id OR NEW.sent_at IS NULL)"
DELETED = ("a_case_that_was_sent_stays", "meetings_agendaitem", SENT, ("DELETE",))
MOVED = ("the_number_of_a_sent_case_stays", "meetings_agendaitem", f"{SENT} AND {MOVES}", ("UPDATE",))


class Migration(migrations.Migration):
    """Cases that wait for a meeting, and what happens in one."""

    dependencies = [
        ("meetings", "0009_a_case_has_its_reference"),
        ("rorikt", "0009_the_council_meets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Released(*DELETED),
        Released(*MOVED),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("present", "Til stede"), ("absent", "Forfall")], max_length=8, verbose_name="frammøte"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="grunn")),
            ],
            options={
                "verbose_name": "frammøte",
                "verbose_name_plural": "frammøte",
                "ordering": ["meeting", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseAbsence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_arrived", "Ikke kommet"),
                            ("left", "Gått"),
                            ("disqualified", "Inhabil"),
                            ("excused", "Fritatt"),
                        ],
                        max_length=12,
                        verbose_name="grunn",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        help_text="Lov og paragraf for inhabilitet eller fritak, for eksempel «forvaltningsloven § 6 første ledd e».",
                        max_length=200,
                        verbose_name="grunnlag",
                    ),
                ),
            ],
            options={
                "verbose_name": "fravær i sak",
                "verbose_name_plural": "fravær i sak",
                "ordering": ["item", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                ("text", models.TextField(verbose_name="forslag")),
                ("is_recommended", models.BooleanField(default=False, editable=False, verbose_name="innstilling")),
            ],
            options={
                "verbose_name": "forslag",
                "verbose_name_plural": "forslag",
                "ordering": ["item", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Treatment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "closed_basis",
                    models.CharField(
                        blank=True,
                        help_text="Lov og paragraf når dørene ble lukket, for eksempel «kommuneloven § 11-5 andre ledd».",
                        max_length=120,
                        verbose_name="lukket etter",
                    ),
                ),
                (
                    "late_is_accepted",
                    models.BooleanField(default=False, verbose_name="ingen innvending mot ettersendt sak"),
                ),
                (
                    "voting",
                    models.CharField(
                        blank=True,
                        choices=[("unanimous", "Enstemmig"), ("by_name", "Stemmer per medlem")],
                        max_length=10,
                        verbose_name="avstemning",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("decided", "Vedtatt"), ("postponed", "Utsatt"), ("sent_back", "Sendt tilbake")],
                        max_length=10,
                        verbose_name="utfall",
                    ),
                ),
                ("decision", models.TextField(blank=True, verbose_name="vedtak")),
                ("notes", models.TextField(blank=True, verbose_name="merknader til protokollen")),
                ("began_at", models.DateTimeField(verbose_name="tatt opp")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="avgjort")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "behandling",
                "verbose_name_plural": "behandlinger",
                "ordering": ["item"],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choice",
                    models.CharField(
                        choices=[("for", "For"), ("against", "Mot"), ("blank", "Blankt")],
                        max_length=8,
                        verbose_name="stemme",
                    ),
                ),
                ("represents", models.CharField(blank=True, max_length=60, verbose_name="representerer")),
            ],
            options={
                "verbose_name": "stemme",
                "verbose_name_plural": "stemmer",
                "ordering": ["item", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="agendaitem",
            name="case_sequence_is_positive",
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="is_late",
            field=models.BooleanField(default=False, editable=False, verbose_name="ettersendt"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="stage",
            field=models.CharField(
                choices=[("draft", "Utkast"), ("checking", "Til kvalitetssikring"), ("cleared", "Klarert")],
                default="draft",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="standard",
            field=models.CharField(
                blank=True,
                choices=[
                    ("notice", "Godkjenning av innkalling og saksliste"),
                    ("minutes", "Godkjenning av forrige protokoll"),
                    ("report", "Økonomi- og aktivitetsrapport"),
                    ("briefings", "Orienteringer"),
                ],
                editable=False,
                max_length=10,
                verbose_name="fast sak",
            ),
        ),
        migrations.AddField(
            model_name="councilmember",
            name="email",
            field=models.EmailField(
                blank=True,
                help_text="Dit innkallinger sendes. Brukerens adresse brukes hvis det står tomt.",
                max_length=254,
                verbose_name="e-post",
            ),
        ),
        migrations.AddField(
            model_name="councilmember",
            name="rank",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Rekkefølgen varamedlemmene fra samme kommune kalles inn i.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="nummer blant vara",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="avlyst"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="closed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="hevet"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="is_remote",
            field=models.BooleanField(
                default=False,
                help_text="Et møte som må lukkes etter loven, kan ikke holdes som fjernmøte.",
                verbose_name="fjernmøte",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="opened_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="åpnet"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="summoned_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="innkalt"),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("approval", "Godkjenning"),
                    ("report", "Rapport"),
                    ("decision", "Vedtak"),
                    ("briefing", "Orientering"),
                    ("election", "Valg"),
                ],
                default="decision",
                max_length=10,
                verbose_name="type",
            ),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agenda",
                to="meetings.meeting",
                verbose_name="møte",
            ),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="sequence",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="nummer i møtet",
            ),
        ),
        migrations.AlterField(
            model_name="councilmember",
            name="function",
            field=models.CharField(
                choices=[
                    ("chair", "Leder"),
                    ("deputy", "Nestleder"),
                    ("member", "Medlem"),
                    ("substitute", "Varamedlem"),
                    ("observer", "Observatør"),
                    ("secretary", "Sekretær"),
                ],
                default="member",
                max_length=12,
                verbose_name="funksjon",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("meeting", None), ("sequence", None)),
                    models.Q(("meeting__isnull", False), ("sequence__gte", 1)),
                    _connector="OR",
                ),
                name="a_case_of_a_meeting_has_a_place_on_its_agenda",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_at", None), ("meeting__isnull", False), _connector="OR"),
                name="a_case_that_was_sent_stays_in_its_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standard", ""), _negated=True),
                fields=("meeting", "standard"),
                name="a_standard_case_is_once_in_its_meeting",
                violation_error_message="Møtet har allerede denne faste saken.",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rank", None), models.Q(("function", "substitute"), ("rank__gte", 1)), _connector="OR"
                ),
                name="only_a_substitute_has_a_rank",
                violation_error_code="rank",
                violation_error_message="Bare varamedlemmer har nummer i rekkefølgen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at", None),
                    models.Q(("closed_at__gte", models.F("opened_at")), ("opened_at__isnull", False)),
                    _connector="OR",
                ),
                name="only_an_opened_meeting_is_closed",
                violation_error_message="Møtet er ikke åpnet, og kan ikke heves.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("cancelled_at", None), ("opened_at", None), _connector="OR"),
                name="an_opened_meeting_is_not_cancelled",
                violation_error_message="Møtet er åpnet, og kan ikke avlyses.",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="meetings.meeting",
                verbose_name="møte",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="meetings.councilmember",
                verbose_name="medlem",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="stands_in_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.councilmember",
                verbose_name="møter for",
            ),
        ),
        migrations.AddField(
            model_name="caseabsence",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absences",
                to="meetings.agendaitem",
                verbose_name="sak",
            ),
        ),
        migrations.AddField(
            model_name="caseabsence",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.councilmember",
                verbose_name="medlem",
            ),
        ),
        migrations.AddField(
            model_name="caseabsence",
            name="substitute",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.councilmember",
                verbose_name="vara i saken",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="meetings.agendaitem",
                verbose_name="sak",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="put_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.councilmember",
                verbose_name="fremmet av",
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="chair_chose",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.proposal",
                verbose_name="møtelederens stemme",
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="treatment",
                to="meetings.agendaitem",
                verbose_name="sak",
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ført av",
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="votes",
                to="meetings.agendaitem",
                verbose_name="sak",
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="proposal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="votes",
                to="meetings.proposal",
                verbose_name="forslag",
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.councilmember",
                verbose_name="medlem",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("meeting", "seat"),
                name="one_is_at_a_meeting_once",
                violation_error_message="Frammøtet til dette medlemmet er allerede ført.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "present")),
                fields=("meeting", "stands_in_for"),
                name="one_stands_in_for_a_member",
                violation_error_code="stands_in_for",
                violation_error_message="Et annet varamedlem møter allerede for dette medlemmet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stands_in_for", None),
                    models.Q(("stands_in_for", models.F("seat")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_stands_in_for_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseabsence",
            constraint=models.UniqueConstraint(
                fields=("item", "seat"),
                name="one_is_absent_from_a_case_once",
                violation_error_code="seat",
                violation_error_message="Fraværet i saken er allerede ført.",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseabsence",
            constraint=models.UniqueConstraint(
                fields=("item", "substitute"),
                name="a_substitute_has_one_place_in_a_case",
                violation_error_code="substitute",
                violation_error_message="Varamedlemmet sitter allerede i en annens plass i saken.",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseabsence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason__in", ["disqualified", "excused"]), _negated=True),
                    models.Q(("basis", ""), _negated=True),
                    _connector="OR",
                ),
                name="who_is_disqualified_is_so_on_a_ground",
                violation_error_code="basis",
                violation_error_message="Skriv hva inhabiliteten eller fritaket bygger på.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_recommended", True)),
                fields=("item",),
                name="a_case_has_one_recommended_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="a_proposal_has_a_text",
                violation_error_code="text",
                violation_error_message="Skriv forslaget.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_recommended", True), ("put_by__isnull", False), _connector="OR"),
                name="somebody_puts_a_proposal_forward",
                violation_error_code="put_by",
                violation_error_message="Velg hvem som fremmet forslaget.",
            ),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("settled_at", None)),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_settled_case_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "decided"), _negated=True),
                    models.Q(("decision", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_decision_has_a_text",
                violation_error_code="decision",
                violation_error_message="Skriv vedtaket.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("item", "seat"),
                name="a_seat_votes_once_in_a_case",
                violation_error_message="Stemmen til dette medlemmet er allerede ført.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice", "for"), ("proposal__isnull", False)),
                    models.Q(models.Q(("choice", "for"), _negated=True), ("proposal", None)),
                    _connector="OR",
                ),
                name="a_vote_for_is_for_a_proposal",
                violation_error_code="proposal",
                violation_error_message="Velg forslaget det stemmes for.",
            ),
        ),
        FrozenWhen(*DELETED),
        FrozenWhen(*MOVED),
    ]
