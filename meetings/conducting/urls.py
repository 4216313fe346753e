"""Addresses of a meeting while it is held."""

from django.urls import path

from meetings.agenda.addresses import MEETING
from meetings.conducting import case_views, meeting_views

NOW = f"{MEETING}mote/"
CASE = f"{NOW}sak/<int:item>/"

urlpatterns = [
    path(NOW, meeting_views.meeting_now, name="meeting-now"),
    path(f"{NOW}folg/", meeting_views.follow, name="meeting-follow"),
    path(f"{NOW}apne/", meeting_views.open_meeting, name="meeting-open"),
    path(f"{NOW}hev/", meeting_views.close_meeting, name="meeting-close"),
    path(f"{NOW}moteleder/", meeting_views.leader, name="meeting-leader"),
    path(f"{NOW}frammote/", meeting_views.attendances, name="meeting-attendances"),
    path(f"{NOW}frammote/<int:seat>/", meeting_views.attendance, name="meeting-attendance"),
    path(CASE, case_views.case_now, name="case-now"),
    path(f"{CASE}ta-opp/", case_views.take_up, name="case-take-up"),
    path(f"{CASE}del/<slug:part>/", case_views.part, name="case-part"),
    path(f"{CASE}fravaer/", case_views.absence, name="case-absence"),
    path(f"{CASE}fravaer/<int:pk>/fjern/", case_views.remove_absence, name="case-absence-remove"),
    path(f"{CASE}forslag/", case_views.proposal, name="case-proposal"),
    path(f"{CASE}forslag/<int:pk>/", case_views.word_proposal, name="case-proposal-word"),
    path(f"{CASE}forslag/<int:pk>/trekk/", case_views.withdraw_proposal, name="case-proposal-withdraw"),
    path(f"{CASE}avstemning/", case_views.voting, name="case-voting"),
    path(f"{CASE}stemmer/", case_views.votes, name="case-votes"),
    path(f"{CASE}stemmer/<int:seat>/", case_views.vote, name="case-vote"),
    path(f"{CASE}avgjor/", case_views.settle, name="case-settle"),
    path(f"{CASE}gjenapne/", case_views.reopen, name="case-reopen"),
]
