"""What a form that is shown again says is wrong."""


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}
