"""Constraints name the field of a form that their error is shown at, and a table of one's own may have no rows. No SQL."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0002_what_is_approved_stays"),
        ("meetings", "0002_what_was_shown_is_append_only"),
        ("rorikt", "0002_trail_locks_and_cache"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="manualtable",
            name="rows",
            field=models.JSONField(blank=True, default=list, verbose_name="rader"),
        ),
        migrations.AlterConstraint(
            model_name="agendaitem",
            name="exempt_case_has_a_public_title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exemption_basis", ""), models.Q(("public_title", ""), _negated=True), _connector="OR"
                ),
                name="exempt_case_has_a_public_title",
                violation_error_code="public_title",
                violation_error_message="Skriv en offentlig tittel, som ikke røper det som er unntatt.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="attachment",
            name="attachment_is_added_once_to_a_case",
            constraint=models.UniqueConstraint(
                fields=("agenda_item", "sha256"),
                name="attachment_is_added_once_to_a_case",
                violation_error_code="file",
                violation_error_message="Saken har allerede denne filen som vedlegg.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="attachment",
            name="exempt_attachment_has_a_public_title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exemption_basis", ""), models.Q(("public_title", ""), _negated=True), _connector="OR"
                ),
                name="exempt_attachment_has_a_public_title",
                violation_error_code="public_title",
                violation_error_message="Skriv en offentlig tittel, som ikke røper det som er unntatt.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="councilmember",
            name="council_seat_does_not_end_before_it_starts",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                name="council_seat_does_not_end_before_it_starts",
                violation_error_code="until_on",
                violation_error_message="Perioden kan ikke slutte før den begynner.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="document",
            name="document_period_is_whole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period_from__isnull", True), ("period_to__isnull", True)),
                    models.Q(("period_from__isnull", False), ("period_to__gte", models.F("period_from"))),
                    _connector="OR",
                ),
                name="document_period_is_whole",
                violation_error_code="period_to",
                violation_error_message="Oppgi både fra og til måned, med den første først.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="document",
            name="exempt_document_has_a_public_title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exemption_basis", ""), models.Q(("public_title", ""), _negated=True), _connector="OR"
                ),
                name="exempt_document_has_a_public_title",
                violation_error_code="public_title",
                violation_error_message="Skriv en offentlig tittel, som ikke røper det som er unntatt.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="manualfigure",
            name="manual_figure_slug_is_unique_in_its_document",
            constraint=models.UniqueConstraint(
                fields=("document", "slug"),
                name="manual_figure_slug_is_unique_in_its_document",
                violation_error_code="slug",
                violation_error_message="Dokumentet har allerede et tall med dette kortnavnet.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="manualfigure",
            name="manual_figure_has_at_most_four_decimals",
            constraint=models.CheckConstraint(
                condition=models.Q(("decimals__lte", 4)),
                name="manual_figure_has_at_most_four_decimals",
                violation_error_code="decimals",
                violation_error_message="Velg mellom 0 og 4 desimaler.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="manualtable",
            name="manual_table_slug_is_unique_in_its_document",
            constraint=models.UniqueConstraint(
                fields=("document", "slug"),
                name="manual_table_slug_is_unique_in_its_document",
                violation_error_code="slug",
                violation_error_message="Dokumentet har allerede en tabell med dette kortnavnet.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="meeting",
            name="meeting_number_is_unique_in_its_year",
            constraint=models.UniqueConstraint(
                fields=("year", "sequence"),
                name="meeting_number_is_unique_in_its_year",
                violation_error_code="sequence",
                violation_error_message="Året har allerede et møte med dette nummeret.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="meeting",
            name="meeting_is_held_in_its_year",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_on__year", models.F("year"))),
                name="meeting_is_held_in_its_year",
                violation_error_code="held_on",
                violation_error_message="Møtedatoen må ligge i møtets år.",
            ),
        ),
    ]
