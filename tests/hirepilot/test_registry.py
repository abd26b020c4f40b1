import pytest

from hirepilot.registry import Registry


def test_entries_come_in_the_order_of_arrival_with_what_was_said_about_them():
    panels = Registry("panels")

    @panels.register("zebra", label="Stripes")
    def zebra():
        return "z"

    @panels.register("ape")
    class Ape:
        pass

    assert [(entry.name, entry.work) for entry in panels] == [("zebra", zebra), ("ape", Ape)]
    assert panels["zebra"].label == "Stripes"
    assert ("zebra" in panels, "lion" in panels, len(panels)) == (True, False, 2)


def test_a_second_entry_of_the_same_name_is_refused_and_the_first_one_stays():
    panels = Registry("panels")
    panels.register("ape")("first")

    with pytest.raises(ValueError, match="two panels are called ape"):
        panels.register("ape")("second")

    assert [entry.work for entry in panels] == ["first"]


def test_what_is_said_about_an_entry_cannot_hide_the_entry():
    with pytest.raises(ValueError, match="work is already said"):
        Registry("panels").register("ape", work="other")("first")


def test_an_unknown_name_and_an_unknown_attribute_are_errors():
    panels = Registry("panels")
    panels.register("ape")("first")

    with pytest.raises(KeyError):
        panels["lion"]
    with pytest.raises(AttributeError):
        panels["ape"].label  # noqa: B018


def test_entries_may_be_added_while_going_through_them():
    panels = Registry("panels")
    panels.register("ape")("first")

    for entry in panels:
        panels.register(f"after {entry.name}")("next")

    assert [entry.name for entry in panels] == ["ape", "after ape"]
