"""Opening, sending and reading the pages of budget, as their tests do it."""

from django.urls import reverse


def shown(response):
    """The page as a person reads it: one kind of space."""
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def open_page(client, name, *arguments, **query):
    return client.get(reverse(f"budget:{name}", args=arguments), query)


def send(client, name, *arguments, **typed):
    return client.post(reverse(f"budget:{name}", args=arguments), typed)


def errors(response):
    """Field to its messages, of a form that was shown again."""
    assert response.status_code == 200
    form = response.context["form"]
    return {field: [text.replace("\u00a0", " ") for text in texts] for field, texts in form.errors.items()}


def plain(response):
    """The content of any answer, with one kind of space."""
    return response.content.decode().replace("\u00a0", " ")
