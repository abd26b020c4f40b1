"""Keys and links that are shown once, on the page after the one that made them. Until then they lie sealed."""

import json

from hirepilot.secrets import seal, unseal


def keep(request, name, value):
    request.session[f"once:{name}"] = seal(json.dumps(value))


def take(request, name):
    """The value, for the only time; None when there is none."""
    sealed = request.session.pop(f"once:{name}", None)
    return None if sealed is None else json.loads(unseal(sealed))
