from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "Møter og dokumenter"
    offers = ("meetings.tokens.offers",)
    works = (
        "meetings.packet.editions",
        "meetings.papers.downloads",
        "meetings.issuing.issuing",
        "meetings.attachments.uploads",
        "meetings.confirming.extracts",
    )
    duties = ("meetings.readiness.duties", "meetings.attachments.duties")

    def ready(self) -> None:
        from budget.accounts import guards
        from budget.money import reader
        from meetings.agenda import closed
        from meetings.documents import finding
        from meetings.papers.guards import approved_documents
        from rorikt import cases

        for registered, own in (
            (guards.registered, approved_documents),
            (cases.closing, closed.closed_to),
            (cases.checking, closed.check_number),
            (reader.papers, finding.estimates_in_papers),
        ):
            if own not in registered:
                registered.append(own)  # type: ignore[arg-type]
