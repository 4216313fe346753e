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
    )
    duties = ("meetings.readiness.duties", "meetings.attachments.duties")

    def ready(self) -> None:
        from budget.accounts import guards
        from budget.money import reader
        from meetings.agenda import closed
        from meetings.documents import finding
        from meetings.papers.guards import approved_documents
        from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Sitting, Treatment, Vote
        from meetings.readiness.findings import MOVE_NOTHING
        from rorikt import cases

        for registered, own in (
            (guards.registered, approved_documents),
            (cases.closing, closed.closed_to),
            (cases.checking, closed.check_number),
            (reader.papers, finding.estimates_in_papers),
        ):
            if own not in registered:
                registered.append(own)  # type: ignore[arg-type]
        # What happens in a meeting is noted all the time, and no draft rests on it.
        happening = (Attendance, CaseAbsence, Proposal, Sitting, Treatment, Vote)
        MOVE_NOTHING.extend(kind for kind in happening if kind not in MOVE_NOTHING)
