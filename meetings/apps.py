from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "Møter og dokumenter"
    offers = ("meetings.tokens.offers", "meetings.followup.offers")
    works = (
        "meetings.packet.editions",
        "meetings.papers.downloads",
        "meetings.issuing.issuing",
        "meetings.mailing.outbox",
        "meetings.attachments.uploads",
        "meetings.confirming.extracts",
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
        "meetings.search.duties",
        "meetings.telling.duties",
    )
    tells = ("meetings.telling.tells", "meetings.followup.tells", "meetings.search.saved")

    def ready(self) -> None:
        from budget.accounts import guards
        from budget.money import reader
        from meetings.agenda import closed, decided
        from meetings.agenda.finding import ATTACHMENT, CASE
        from meetings.attachment_pages.beside import pages_beside, previews_beside
        from meetings.carrying.beside import last_time_beside
        from meetings.comments.beside import comments_beside
        from meetings.comments.models import Comment
        from meetings.confirming import approving
        from meetings.documents import finding
        from meetings.papers.beside import PAPER
        from meetings.papers.guards import approved_documents
        from meetings.proceedings import treating
        from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Sitting, Treatment, Vote
        from meetings.proposing.beside import edits_beside
        from meetings.proposing.models import ProposedEdit
        from meetings.readiness.findings import MOVE_NOTHING
        from meetings.sections.beside import beside
        from meetings.suggestions import made
        from meetings.summary.beside import case_in_short, in_short_beside
        from meetings.telling.beside import calendar_beside
        from meetings.telling.withholding import withhold
        from rorikt import decisions
        from rorikt.cases import choosing, naming
        from rorikt.cases.closed import closing
        from rorikt.looks.beside import ease_beside
        from rorikt.pages.beside import adding
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
            (beside, last_time_beside),
            (beside, comments_beside),
            (beside, edits_beside),
            (treating.settled, approving.when_settled),
            (treating.reopened, approving.when_reopened),
            (withholding, withhold),
            (adding["rorikt.wishes"], calendar_beside),
            # What makes reading easy.
            (adding[ATTACHMENT], pages_beside),
            (adding[CASE], previews_beside),
            (adding[PAPER], ease_beside),
            (adding[PAPER], in_short_beside),
            (adding[CASE], case_in_short),
            (adding[ATTACHMENT], ease_beside),
            (adding[CASE], ease_beside),
        ):
            if own not in registered:
                registered.append(own)  # type: ignore[arg-type]
        self._number_pages()
        self._tell_news()
        self._search()
        # What happens in a meeting, or is said of a text, is noted all the time, and no draft rests on it.
        happening = (Attendance, CaseAbsence, Comment, Proposal, ProposedEdit, Sitting, Treatment, Vote)
        MOVE_NOTHING.extend(kind for kind in happening if kind not in MOVE_NOTHING)

    def _number_pages(self) -> None:
        """The pages of the packet, told beside what stands on them."""
        from meetings.agenda.finding import ATTACHMENT, MEETING
        from meetings.paging import beside
        from meetings.papers.beside import PAPER, marking
        from rorikt.pages.beside import adding

        for registered, own in (
            (marking, beside.marks_beside),
            (adding[PAPER], beside.pages_beside),
            (adding[ATTACHMENT], beside.attachment_beside),
            (adding[MEETING], beside.form_beside),
        ):
            if own not in registered:
                registered.append(own)  # type: ignore[arg-type]

    def _tell_news(self) -> None:
        """What is new to the reader, told in the text and above it."""
        from meetings.agenda.finding import ATTACHMENT, CASE, MEETING
        from meetings.news import beside
        from meetings.news.models import LastSeen
        from meetings.papers.beside import PAPER, marking
        from meetings.readiness.findings import MOVE_NOTHING
        from rorikt.pages.beside import adding

        for registered, own in (
            (marking, beside.marks_beside),
            (adding[PAPER], beside.paper_beside),
            (adding[ATTACHMENT], beside.attachment_beside),
            (adding[CASE], beside.case_beside),
            (adding[MEETING], beside.meeting_beside),
        ):
            if own not in registered:
                registered.append(own)  # type: ignore[arg-type]
        if LastSeen not in MOVE_NOTHING:
            MOVE_NOTHING.append(LastSeen)

    def _search(self) -> None:
        from meetings.agenda.finding import MEETING
        from meetings.search.views import search_in_meeting
        from rorikt.pages.beside import adding

        if search_in_meeting not in adding[MEETING]:
            adding[MEETING].append(search_in_meeting)
