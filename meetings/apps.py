from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "Møter og dokumenter"
    offers = (
        "meetings.tokens.offers",
        "meetings.printed_registers.offers",
        "meetings.followup.offers",
        "meetings.agreements.offers",
        "meetings.supplier_claims.offers",
        "meetings.uptime.offers",
    )
    works = (
        "meetings.packet.editions",
        "meetings.papers.downloads",
        "meetings.issuing.issuing",
        "meetings.mailing.outbox",
        "meetings.attachments.uploads",
        "meetings.confirming.extracts",
        "meetings.municipal.editions",
    )
    duties = (
        "meetings.readiness.duties",
        "meetings.attachments.duties",
        "meetings.attachment_pages.duties",
        "meetings.cycle.duties",
        "meetings.comments.duties",
        "meetings.proposing.duties",
        "meetings.board.duties",
        "meetings.mailing.duties",
        "meetings.followup.duties",
        "meetings.suggestions.duties",
        "meetings.proof.duties",
        "meetings.notes.duties",
        "meetings.search.duties",
        "meetings.telling.duties",
        "meetings.register_reminders.duties",
    )
    conditions = ("meetings.mailing.conditions",)
    provers = ("meetings.proof.proving",)
    made_again = ("attachment-pages",)
    restored = ("meetings.mailing.restored", "meetings.attachment_pages.restored")
    tells = (
        "meetings.telling.tells",
        "meetings.questions.tells",
        "meetings.followup.tells",
        "meetings.search.saved",
        "meetings.register_reminders.tells",
    )

    def ready(self) -> None:
        from budget.accounts import guards
        from budget.money import reader
        from meetings import pages
        from meetings.agenda import calling_off, closed, decided
        from meetings.carrying.beside import last_time_beside
        from meetings.comments.beside import comments_beside
        from meetings.comments.models import Comment
        from meetings.confirming import approving
        from meetings.documents import finding
        from meetings.expert_groups.actions import free
        from meetings.papers.guards import approved_documents
        from meetings.proceedings import treating
        from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Sitting, Treatment, Vote
        from meetings.proposing.beside import edits_beside
        from meetings.proposing.models import ProposedEdit
        from meetings.questions.models import Question
        from meetings.readiness.findings import MOVE_NOTHING
        from meetings.register_imports.actions import REGISTER_ROWS
        from meetings.register_reminders.duties import withhold_rows
        from meetings.register_search import offered
        from meetings.search import offering
        from meetings.sections.beside import beside
        from meetings.suggestions import made
        from meetings.telling.withholding import withhold
        from rorikt import decisions
        from rorikt.cases import choosing, naming
        from rorikt.cases.closed import closing
        from rorikt.imports import imported_files
        from rorikt.telling.telling import withholding

        for registered, own in (
            (guards.registered, approved_documents),
            (closing, closed.closed_to),
            (naming.naming, closed.provisional_names),
            (choosing.finding, closed.find_numbered),
            (choosing.offering, closed.offered_to),
            (reader.papers, finding.estimates_in_papers),
            (decisions.deciding, decided.decision_of),
            (decisions.making, made.made_of),
            (calling_off.freeing, free),
            (beside, last_time_beside),
            (beside, comments_beside),
            (beside, edits_beside),
            (treating.settled, approving.when_settled),
            (treating.reopened, approving.when_reopened),
            (withholding, withhold),
            (offering.several, offered.registers),
            (withholding, withhold_rows),
        ):
            if own not in registered:
                registered.append(own)  # type: ignore[arg-type]
        pages.register()
        imported_files.register(REGISTER_ROWS)
        # What happens in a meeting, or is said of a text, is noted all the time, and no draft rests on it.
        happening = (Attendance, CaseAbsence, Comment, Proposal, ProposedEdit, Question, Sitting, Treatment, Vote)
        MOVE_NOTHING.extend(kind for kind in happening if kind not in MOVE_NOTHING)
