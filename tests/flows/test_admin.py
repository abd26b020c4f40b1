"""The staff's lists in a browser: every column can be read at once."""

from types import SimpleNamespace

import pytest

from hirepilot.models import Job, Operation
from leads.models import Lead, LeadImport
from tests.factories.leads import LeadFactory, LeadImportFactory
from tests.factories.staff import list_page, signed_in


@pytest.mark.parametrize("model", [Lead, LeadImport, Operation, Job], ids=lambda model: model.__name__)
def test_a_list_of_the_staff_shows_all_its_columns(workspace, member, open_page, model):
    LeadFactory(
        name="Wilhelmina Featherstonehaugh",
        email="wilhelmina.featherstonehaugh@northbeam-robotics.example",
        company="Saltmarsh Foods International",
        owner=member,
    )
    LeadImportFactory()
    user = signed_in()[1]

    page = open_page(list_page(model), by=SimpleNamespace(user=user))

    results = page.locator("#changelist .changelist-form-container")
    assert results.count() == 1
    assert not page.evaluate(
        "[...document.querySelectorAll('#changelist .results')].some(one => one.scrollWidth > one.clientWidth)"
    )
