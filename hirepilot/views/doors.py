"""Pages without `@needs` say here whom they are open to; a test reads it."""

from django.contrib.auth.decorators import login_required


def open_to(whom):
    def mark(view):
        view.open_to = whom
        return view

    return mark


def signed_in(view):
    """A page about the person themselves, outside every workspace."""
    return open_to("any signed-in user")(login_required(view))


any_member = open_to("any member of the workspace")
anybody = open_to("anybody")
