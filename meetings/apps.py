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
    )
    tells = (
        "meetings.telling.tells",
        "meetings.questions.tells",
        "meetings.followup.tells",
        "meetings.search.saved",
    )

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
        from rorikt import decisions
        from rorikt.cases import choosing, naming
        from rorikt.cases.closed import closing
        from rorikt.looks.beside import ease_beside
        from rorikt.pages.beside import adding

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
        self._add_notes()
        self._search()
        self._shares_and_what_is_behind()
        self._take_along()
        self._number_pages()
        self._tell_news()
        self._read()
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

    def _take_along(self) -> None:
        """The button of a meeting, and what other rooms put into its parcel; see meetings/offline/parcel.py."""
        from meetings.agenda.finding import MEETING
        from meetings.offline.beside import take_beside
        from rorikt.pages.beside import adding

        if take_beside not in adding[MEETING]:
            adding[MEETING].append(take_beside)

    def _read(self) -> None:
        """What stands beside that which is read, and what is marked in it."""
        from meetings.agenda.finding import ATTACHMENT
        from meetings.papers.beside import PAPER, closing
        from meetings.reading.beside import beside_attachment, beside_paper, marks_in_paper
        from rorikt.pages.beside import adding

        for registered, own in (
            (adding[PAPER], beside_paper),
            (adding[ATTACHMENT], beside_attachment),
            (closing, marks_in_paper),
        ):
            if own not in registered:
                registered.append(own)  # type: ignore[arg-type, attr-defined]

    def _add_notes(self) -> None:
        """Notes at the places they are of, and questions at their cases."""
        from meetings.agenda.finding import ATTACHMENT, CASE, MEETING
        from meetings.notes.beside import (
            at_paragraphs,
            beside_attachment,
            beside_case,
            beside_meeting,
            beside_paper,
            underline,
        )
        from meetings.papers.beside import PAPER, adapting, marking
        from meetings.questions.beside import questions_beside
        from meetings.questions.models import Question
        from meetings.readiness.findings import MOVE_NOTHING
        from rorikt.pages.beside import adding

        for registered, own in (
            (adding[PAPER], beside_paper),
            (adding[CASE], questions_beside),
            (adding[CASE], beside_case),
            (adding[ATTACHMENT], beside_attachment),
            (adding[MEETING], beside_meeting),
            (adapting, underline),
            (marking, at_paragraphs),
        ):
            if own not in registered:
                registered.append(own)  # type: ignore[arg-type]
        if Question not in MOVE_NOTHING:
            MOVE_NOTHING.append(Question)

    def _search(self) -> None:
        from meetings.agenda.finding import MEETING
        from meetings.search.views import search_in_meeting
        from rorikt.pages.beside import adding

        if search_in_meeting not in adding[MEETING]:
            adding[MEETING].append(search_in_meeting)

    def _shares_and_what_is_behind(self) -> None:
        from meetings.agenda.finding import CASE, MEETING
        from meetings.behind.beside import panel
        from meetings.municipal.pieces import adapt, legend, switch, way_to_switch
        from meetings.papers.beside import PAPER, SUMMARY, adapting
        from rorikt.pages.beside import adding

        pieces = {
            PAPER: (switch, legend, panel),
            SUMMARY: (switch, legend, panel),
            CASE: (switch,),
            MEETING: (way_to_switch,),
        }
        for page, added in pieces.items():
            adding[page].extend(one for one in added if one not in adding[page])
        if adapt not in adapting:
            adapting.append(adapt)
