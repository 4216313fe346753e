from django.db import migrations


def name_cases(apps, editor) -> None:
    """The case of the papers that show it; of several one that is exempt, so that nothing is opened by the move."""
    estimates = apps.get_model("budget", "CostEstimate").objects.filter(case_number="")
    documents = apps.get_model("meetings", "Document").objects.select_related("agenda_item__meeting")
    for estimate in estimates:
        shown = documents.filter(cost_estimate=estimate, agenda_item__isnull=False).order_by("pk")
        papers = sorted(shown, key=lambda paper: not paper.agenda_item.exemption_basis)
        if papers:
            item = papers[0].agenda_item
            estimate.case_number = f"{item.meeting.year}/M{item.meeting.sequence}-{item.sequence:03d}"
            estimate.save(update_fields=["case_number"])


class Migration(migrations.Migration):
    """A cost estimate from before names the case that its papers belong to."""

    dependencies = [
        ("meetings", "0004_open_amounts_of_exempt_cases"),
        ("budget", "0010_rows_name_their_case"),
    ]

    operations = [migrations.RunPython(name_cases, migrations.RunPython.noop)]
