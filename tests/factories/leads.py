"""Leads and what hangs on them, for tests: in the open workspace, in an operation "setup"."""

import factory

from leads.cleaning.companies import company_key
from leads.cleaning.folding import fold
from leads.models import (
    Activity,
    Company,
    ContactValue,
    CustomField,
    Identity,
    Lead,
    LeadImport,
    LeadList,
    LeadTag,
    ListMember,
    Note,
    Tag,
)
from tests.factories.hirepilot import JournaledFactory, setting_up


class TagFactory(JournaledFactory):
    class Meta:
        model = Tag
        django_get_or_create = ("key",)

    name = factory.Sequence(lambda n: f"Tag {n}")
    key = factory.LazyAttribute(lambda tag: fold(tag.name))


class LeadListFactory(JournaledFactory):
    class Meta:
        model = LeadList
        django_get_or_create = ("key",)

    name = factory.Sequence(lambda n: f"List {n}")
    key = factory.LazyAttribute(lambda lead_list: fold(lead_list.name))


class CompanyFactory(JournaledFactory):
    class Meta:
        model = Company
        django_get_or_create = ("key",)

    name = factory.Sequence(lambda n: f"Company {n}")
    key = factory.LazyAttribute(lambda company: company_key(company.name))


class IdentityFactory(JournaledFactory):
    class Meta:
        model = Identity

    kind = Identity.Kind.EMAIL
    value = factory.Sequence(lambda n: f"person{n}@client.example")


class ContactValueFactory(JournaledFactory):
    class Meta:
        model = ContactValue

    kind = ContactValue.Kind.PHONE
    value = factory.Sequence(lambda n: f"+1212555{n:04}")


class NoteFactory(JournaledFactory):
    class Meta:
        model = Note

    text = "Met at the meetup."


class ActivityFactory(JournaledFactory):
    class Meta:
        model = Activity

    kind = "call"
    text = "Called, no answer."


class CustomFieldFactory(JournaledFactory):
    class Meta:
        model = CustomField

    key = factory.LazyAttribute(lambda field: fold(field.label))


class LeadImportFactory(JournaledFactory):
    class Meta:
        model = LeadImport

    name = "people.csv"


class LeadFactory(JournaledFactory):
    """LeadFactory(name="Ada Byron", email="ada@engines.example", linkedin="ada-byron", tags=["Austin"], lists=["Fair"])."""

    class Meta:
        model = Lead

    class Params:
        name = factory.Sequence(lambda n: f"Person Number{n}")

    full_name = factory.LazyAttribute(lambda lead: lead.name)
    first_name = factory.LazyAttribute(lambda lead: lead.full_name.partition(" ")[0])
    last_name = factory.LazyAttribute(lambda lead: lead.full_name.partition(" ")[2])

    @classmethod
    def _create(cls, model_class, *args, tags=(), lists=(), company=None, **kwargs):
        with setting_up():
            if isinstance(company, str):
                company = CompanyFactory(name=company)
            if company:
                kwargs |= {"company": company, "company_name": company.name}
            lead = super()._create(model_class, *args, **kwargs)
            for kind, value in ((Identity.Kind.EMAIL, lead.email), (Identity.Kind.SLUG, lead.linkedin)):
                if value:
                    Identity.objects.create(lead=lead, kind=kind, value=value)
            if lead.phone:
                ContactValue.objects.create(lead=lead, kind=ContactValue.Kind.PHONE, value=lead.phone)
            for name in tags:
                LeadTag.objects.create(lead=lead, tag=TagFactory(name=name))
            for name in lists:
                ListMember.objects.create(lead=lead, list=LeadListFactory(name=name))
        return lead
