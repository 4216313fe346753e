"""The second step of a log-in, which is left out where it was taken before the person came to us."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from rorikt.second_factor.requiring import is_given


class SecondStep(AuthenticateStage):
    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not is_given(request, self.login.user)
