"""When mail was held back for all, and when a person let it go."""

from django.db import models


class MailHold(models.Model):
    """No mail whose fate is kept leaves while one has no end: where a backup was put back, it may have gone before."""

    begun_at = models.DateTimeField("fra")
    since = models.DateTimeField("sendt siden")  # what was sent after this moment, the database does not know
    ended_at = models.DateTimeField("til", null=True)

    class Meta:
        verbose_name = "opphold i e-post"
        verbose_name_plural = "opphold i e-post"
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return f"fra {self.begun_at:%d.%m.%Y %H.%M}"
