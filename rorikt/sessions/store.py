"""Where sessions are kept: with Django's, in the database."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError


class SessionStore(db.SessionStore):
    """One that does not take every refusal of the database for a session that somebody has ended meanwhile.

    Django answers that with 400, as a request that is not to be repeated.
    """

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as told:
            refusal = told.__context__
            if refusal and refusal.__cause__:  # said by the database; that there was no row is said by Django
                raise refusal from refusal.__cause__
            raise
