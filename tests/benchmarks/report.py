"""How a figure is printed."""

import json


def figure(name, value, unit, limit=None):
    """One line: what was measured, and how it stands to the limit measured in the same run."""
    ratio = None if not limit else round(value / limit, 3)
    line = {"name": name, "value": _short(value), "unit": unit, "limit": _short(limit), "ratio": ratio}
    print(json.dumps(line), flush=True)


def _short(number):
    return None if number is None else round(number, 3)
