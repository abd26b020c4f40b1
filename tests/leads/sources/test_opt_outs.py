import pytest

from leads.cleaning.folding import fold
from leads.sources.opt_outs import NOT_OPTED_OUT, STATUSES, channel_of_status, says_opted_out


@pytest.mark.proves("LEAD-127")
@pytest.mark.parametrize(
    "cell",
    ["yes", "Yes", "Y", "TRUE", "true", "1", "x", "X", "✓", "ja", "oui", "sí", "si", "wahr", "vrai", "waar", "DNC",
     "opted out", "Unsubscribed", "do not contact", "2024-01-31",
     "31.1.2024", "2026-06-08T20:16:47+00:00", "asked us to stop"],
)  # fmt: skip
def test_these_cells_opt_out(cell):
    assert says_opted_out(cell)


@pytest.mark.parametrize(
    "cell",
    ["", " ", "no", "No ", "FALSE", "false", "0", "0.0", "n", "nein", "non", "nee", "Não", "falsch", "faux", "falso",
     "subscribed", "Opted In", "opt-in", "Abonné", "never", "N/A", "-", "null", "None", "0000-00-00", "☐"],
)  # fmt: skip
def test_these_cells_do_not(cell):
    assert not says_opted_out(cell)


@pytest.mark.parametrize(
    ("status", "channel"),
    [("Do Not Contact", "all"), ("UNSUBSCRIBED", "email"), ("Do not call", "phone"), ("New", ""), ("", "")],
)
def test_a_status_may_close_a_channel(status, channel):
    assert channel_of_status(status) == channel


def test_the_lists_are_folded():
    assert all(word == fold(word) for word in [*NOT_OPTED_OUT - {"–", "—"}, *STATUSES])
