from django.apps import AppConfig


class RoriktConfig(AppConfig):
    name = "rorikt"
    verbose_name = "Samarbeid og brukere"
