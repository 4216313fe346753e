"""A forgotten password: a link by e-mail. The answer is the same whether the address has an account or not."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.account.views import PasswordResetView
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from rorikt import mail
from rorikt.access.log_in import may_log_in_here


class ResetForm(ResetPasswordForm):
    users: list[Any]

    def clean_email(self) -> str:
        """Whoever logs in elsewhere has no password here to choose anew."""
        email: str = super().clean_email()
        self.users = [person for person in self.users if may_log_in_here(person)]
        return email

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Raises Undelivered, whoever it is for. An address gets five mails an hour, all with a link that works."""
        mail.check_server()
        email: str = self.cleaned_data["email"]
        if ratelimit.consume(request, action="reset_mail", key=email.lower()):
            super().save(request, **options)
        return email


class ResetView(PasswordResetView):
    def form_valid(self, form: ResetForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except mail.Undelivered as reason:
            form.add_error(None, str(reason))
            return self.form_invalid(form)

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return {**super().get_context_data(**given), "not_set_up": "" if mail.is_set_up() else mail.NOT_SET_UP}
