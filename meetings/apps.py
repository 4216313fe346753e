from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "Møter og dokumenter"
    works = ("meetings.packets", "meetings.papers", "meetings.issuing", "meetings.uploads")

    def ready(self) -> None:
        from budget import guards
        from meetings.guards import approved_documents

        if approved_documents not in guards.registered:
            guards.registered.append(approved_documents)
