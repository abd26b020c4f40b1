"""Every page of the ground says whom it is open to, and nobody is let in by forgetting."""

from django.urls import URLResolver, get_resolver


def views(resolver=None, path=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern, here)
        elif pattern.callback.__module__.startswith("hirepilot.views"):
            yield here, pattern.callback


def test_every_page_of_a_workspace_needs_an_action_or_is_for_all_members():
    inside = {path: view for path, view in views() if path.startswith("w/")}

    open_ones = {path for path, view in inside.items() if not hasattr(view, "needs")}
    assert len(inside) > 10
    assert {inside[path].open_to for path in open_ones} <= {"any member of the workspace"}
    assert {"w/<str:workspace>/", "w/<str:workspace>/leave/"} <= open_ones


def test_outside_a_workspace_only_doors_and_probes_are_open_to_anybody():
    outside = {path: view.open_to for path, view in views() if not path.startswith("w/")}

    assert {path for path, whom in outside.items() if whom == "anybody"} == {
        "invitation/",
        "invitation/<str:token>/",
        "healthz",
        "readyz",
        "metrics",
    }
    assert set(outside.values()) == {"anybody", "any signed-in user"}
