"""What is shown once is sealed until then, and gone afterwards."""

from types import SimpleNamespace

from hirepilot.shown_once import keep, take


def test_a_value_is_given_once_and_lies_sealed_before():
    request = SimpleNamespace(session={})

    keep(request, "key", {"name": "Reporting", "key": "hp_secret"})

    assert "hp_secret" not in str(request.session)
    assert take(request, "other") is None
    assert (take(request, "key"), take(request, "key")) == ({"name": "Reporting", "key": "hp_secret"}, None)
    assert request.session == {}
