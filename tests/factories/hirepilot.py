"""People and workspaces for tests. Rows of a workspace are made in an operation of their own, as the product does."""

from contextlib import contextmanager

import factory
from factory.django import DjangoModelFactory

from hirepilot.context import Actor
from hirepilot.journal import acting, operation
from hirepilot.models import Membership, User, Workspace


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@agency.example")
    name = factory.Sequence(lambda n: f"User {n}")

    @factory.post_generation
    def password(user, create, extracted, **kwargs):
        user.set_password(extracted or "correct horse battery")
        if create:
            user.save(update_fields=["password"])


class WorkspaceFactory(DjangoModelFactory):
    class Meta:
        model = Workspace

    name = factory.Sequence(lambda n: f"Workspace {n}")
    slug = factory.Sequence(lambda n: f"workspace-{n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    workspace = factory.SubFactory(WorkspaceFactory)
    role = Membership.Role.OWNER


@contextmanager
def setting_up():
    """An operation of nobody's, unless one is open: the acting member may be of another workspace than the open one."""
    with acting(Actor()), operation("setup", by_person=False):
        yield


class JournaledFactory(DjangoModelFactory):
    """Opens an operation "setup" when none is open."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with setting_up():
            return super()._create(model_class, *args, **kwargs)
